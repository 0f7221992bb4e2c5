"""A card's head: the balance of one customer in one program, and what the phones have been told of it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from comeback.domain.arrival import Arrival
from comeback.domain.backfilled import Backfilled
from comeback.domain.carry import Carry
from comeback.domain.ids import CardId, CustomerId, ProgramId, TenantId
from comeback.domain.ledger import Actor
from comeback.domain.merging import MovedClient
from comeback.domain.program import ProgramType


class CardStatus(StrEnum):
    """Only an active card earns; an erased one keeps its entries without the person."""

    ACTIVE = "active"
    BLOCKED = "blocked"
    EXPIRED = "expired"
    ERASED = "erased"


class CardOrigin(StrEnum):
    """What a card came of. `crm`: a visit or an event of a client; `sync`: the synchronisation of a client base."""

    FORM = "form"
    API = "api"
    CRM = "crm"
    SYNC = "sync"


class Shown(NamedTuple):
    """A stamp balance as people see it (ruling 1)."""

    value: int
    rewards: int
    debt: int


class CardRef(NamedTuple):
    """Where a card lives; found by its id alone."""

    tenant_id: TenantId
    customer_id: CustomerId
    program_id: ProgramId


@dataclass(frozen=True, slots=True)
class StatusNote:
    """Who gave the card its status, why and when; `before`: the status of a card that has ended."""

    actor: Actor
    reason: str
    at: datetime
    before: CardStatus | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """The head. `balance` is the sum of the entries, `seq` the number of the last one (0: none yet), `size` stamps make
    a reward. `held`: stamps that a waiting reversal may take back. `mark`: change mark in milliseconds, growing by
    whole seconds; `pushed_apple`: the mark phones were last told of. `first_day`: set when a visit made the card.
    `status_note` is None until somebody blocks the card. `carry`: amounts that have not been divided for good.
    `milestones`: those whose rewards were handed out. `look_at`: from when on stamps, or the card itself, may end.
    `backfilled`: what it was given for the time before it. `moved_in`: clients whose earlier visits counted on other cards.
    `arrival`: how its holder came to ask for it.
    """

    id: CardId
    tenant_id: TenantId
    program_id: ProgramId
    customer_id: CustomerId
    type: ProgramType
    status: CardStatus
    size: int
    issued_at: datetime
    key_id: str
    mark: int
    seq: int = 0
    balance: int = 0
    lifetime_earned: int = 0
    held: int = 0
    pushed_apple: int = 0
    pushed_apple_at: datetime | None = None
    first_day: date | None = None
    link_version: int = 1
    status_note: StatusNote | None = None
    carry: Carry = field(default_factory=Carry)
    milestones: tuple[int, ...] = ()
    look_at: datetime | None = None
    backfilled: Backfilled | None = None
    moved_in: tuple[MovedClient, ...] = ()
    origin: CardOrigin = CardOrigin.CRM
    arrival: Arrival = field(default_factory=Arrival)

    @property
    def shown(self) -> Shown:
        """The balance split into stamps, unredeemed rewards and debt (ruling 1)."""
        if self.balance < 0:
            return Shown(0, 0, -self.balance)
        return Shown(self.balance % self.size, self.balance // self.size, 0)

    def begins_on(self, timezone: str) -> date:
        """The card's first day as a zone's calendar has it; a card that a visit made begins with that visit (ruling 7)."""
        issued_on = self.issued_at.astimezone(ZoneInfo(timezone)).date()
        return min(issued_on, self.first_day or issued_on)

    @property
    def is_quiet(self) -> bool:
        """Whether the last thing that moved the balance was an import: it is shown, but nobody is told (§13.2)."""
        return self.backfilled is not None and 0 < self.backfilled.seq == self.seq

    @property
    def ref(self) -> CardRef:
        """Where the card lives."""
        return CardRef(self.tenant_id, self.customer_id, self.program_id)


def next_mark(previous: int, now: datetime) -> int:
    """A change mark after `previous`: now in milliseconds, at least one whole second on, because `Last-Modified` has
    seconds only and two changes within one would hide the second (wallets.md §2.3).
    """
    millis = int(now.timestamp() * 1000)
    return max(millis, (previous // 1000 + 1) * 1000)
