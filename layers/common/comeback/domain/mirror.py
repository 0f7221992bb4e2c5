"""The mirror of a balance that Altegio owns (loyalty-domain.md §8, §9): what a read says, and what changed since the last one.

Nothing here adds or computes a balance of its own: an entry is the difference of two reads.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal

from comeback.domain.because import Because, reason_of
from comeback.domain.card import Card, next_mark
from comeback.domain.ids import EntryId, LoyaltyCardId, MembershipId
from comeback.domain.ledger import Cause, Entry, EntryKind
from comeback.domain.levels import Level
from comeback.domain.loyalty import Counter, GiftCard, MembershipStatus, Renewal
from comeback.domain.program import ProgramType

# A discount's entries would be of no unit: a per cent is not a sum, and its balance is always nothing.
UNITS: dict[ProgramType, Literal["minor", "sessions"]] = {
    ProgramType.CASHBACK: "minor",
    ProgramType.MULTIPASS: "sessions",
    ProgramType.DISCOUNT: "minor",
    ProgramType.GIFT: "minor",
}
MIRRORED = frozenset(UNITS)
OF_A_CARD_TYPE = frozenset({ProgramType.CASHBACK, ProgramType.DISCOUNT})


class MirrorState(StrEnum):
    """`none`: Altegio has no card of the type, no membership or no gift card for the person. `attention`: the card type is
    gone; what is shown is the last that was read.
    """

    SHOWN = "shown"
    NONE = "none"
    ATTENTION = "attention"


@dataclass(frozen=True, slots=True)
class Part:
    """A membership as the card shows it."""

    membership_id: MembershipId
    number: str
    title: str
    sessions: int
    services: tuple[Counter, ...]
    status: MembershipStatus
    starts_at: datetime | None
    expires_at: datetime | None
    frozen_until: datetime | None
    starts_by: datetime | None = None
    unlimited: bool = False
    renewal: Renewal | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What one read says. `balance`: minor units, maybe negative, or usable sessions; nothing of a discount. `card_id` and
    `number` are those of the loyalty card, `number` of a gift card is its code, and `gifts` begins with the one that is shown.
    `several`: the person has more than one card of the type, which the owner should know. `ending`: a membership ends within
    so many days. `most_percent` (hundredths) and `most_amount` bound a discount.
    """

    state: MirrorState
    balance: int = 0
    parts: tuple[Part, ...] = ()
    card_id: LoyaltyCardId | None = None
    number: str = ""
    several: bool = False
    levels: tuple[Level, ...] = ()
    gifts: tuple[GiftCard, ...] = ()
    ending: int = 0
    most_percent: int = 0
    most_amount: int = 0


@dataclass(frozen=True, slots=True)
class Mirror:
    """What was `seen` last and the moment before that read; `reads` counts them all. `explained`: the newest loyalty
    transaction that has explained an entry.
    """

    seen: Seen
    as_of: datetime
    reads: int = 1
    explained: int = 0


def mirrored(before: Mirror | None, seen: Seen, as_of: datetime) -> Mirror:
    """The mirror after a read. With the card type gone the last that was seen stays, with its date."""
    if before is None:
        return Mirror(seen, as_of)
    if seen.state is MirrorState.ATTENTION:
        return replace(before, seen=replace(before.seen, state=MirrorState.ATTENTION), reads=before.reads + 1)
    return replace(before, seen=seen, as_of=as_of, reads=before.reads + 1)


def difference(card: Card, mirror: Mirror) -> int:
    """What the head lacks of the mirrored balance."""
    return mirror.seen.balance - card.balance


def is_news(before: Mirror | None, after: Mirror) -> bool:
    """Whether the card shows something else than before."""
    return before is None or before.seen != after.seen


def follow(
    card: Card, mirror: Mirror, now: datetime, new_id: EntryId, cause: Cause, because: tuple[Because, ...] = ()
) -> tuple[Card, tuple[Entry, ...]]:
    """The head with the mirrored balance and a new mark, and the entry of the difference, if there is one."""
    amount = difference(card, mirror)
    head = replace(card, mark=next_mark(card.mark, now))
    if amount == 0:
        return head, ()
    head = replace(head, seq=card.seq + 1, balance=card.balance + amount)
    entry = Entry(
        id=new_id, card_id=card.id, program_id=card.program_id, seq=head.seq, kind=EntryKind.MIRROR, amount=amount,
        balance_after=head.balance, effective_at=mirror.as_of, booked_at=now, unit=UNITS[card.type], cause=cause,
        reason=reason_of(because), because=because,
    )  # fmt: skip
    return head, (entry,)
