"""A recalculation: what it would change, what it has changed, and how far it is (loyalty-domain.md §5.1)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Self

from comeback.domain.design import Design
from comeback.domain.ids import CardId, CustomerId, JobId, LocationId, ProgramId, TenantId
from comeback.domain.ledger import Entry, EntryKind
from comeback.domain.program import Program
from comeback.domain.retroaction import Retroaction

SOURCE = "recalculation"
"""Cause of the entries that are booked by one."""
LIFE = timedelta(hours=24)
"""How long a preview may be committed."""


class RecalculationState(StrEnum):
    """`ready`: the preview is there; `expired`: it is too old to be committed."""

    PREVIEWING = "previewing"
    READY = "ready"
    EXPIRED = "expired"
    COMMITTING = "committing"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Difference:
    """What entries change on one card: stamps given (`up`) and taken (`down`), what the owner bears of the latter (`forgiven`),
    rewards that are there or gone, and stamps owed more (`debt`).
    """

    up: int = 0
    down: int = 0
    forgiven: int = 0
    rewards_won: int = 0
    rewards_lost: int = 0
    debt: int = 0

    @classmethod
    def of(cls, entries: Iterable[Entry], size: int) -> Self:
        """Rewards and debt are counted entry by entry, so that what others book in between does not matter."""
        up = down = forgiven = rewards = debt = 0
        for entry in entries:
            before, after = entry.balance_after - entry.amount, entry.balance_after
            up += entry.amount if entry.kind is EntryKind.ACCRUAL else 0
            down -= entry.amount if entry.kind is EntryKind.REVERSAL else 0
            forgiven += entry.amount if entry.kind is EntryKind.ADJUSTMENT else 0
            rewards += max(after, 0) // size - max(before, 0) // size
            debt += max(-after, 0) - max(-before, 0)
        return cls(up, down, forgiven, max(rewards, 0), max(-rewards, 0), debt)


@dataclass(frozen=True, slots=True)
class CardChange:
    """One card of a recalculation. `seq` and the balances are those of the preview; `booked` is None until the card's turn
    has come in the commit, and differs from `previewed` when the card or its visits have changed meanwhile.
    """

    card_id: CardId
    customer_id: CustomerId
    seq: int
    balance_before: int
    balance_after: int
    previewed: Difference
    booked: Difference | None = None

    @property
    def changed_meanwhile(self) -> bool:
        """Whether something else was booked than the preview had shown."""
        return self.booked is not None and self.booked != self.previewed


@dataclass(frozen=True, slots=True)
class Sums:
    """Over all cards. `cards`: looked at; `changed`: with a difference; `waiting`: days that were left to the hold of a
    correction, which is judged by the new rules when it is due.
    """

    cards: int = 0
    changed: int = 0
    up: int = 0
    down: int = 0
    forgiven: int = 0
    rewards_won: int = 0
    rewards_lost: int = 0
    into_debt: int = 0
    waiting: int = 0
    changed_meanwhile: int = 0

    def with_cards(self, cards: int, differences: Iterable[Difference], *, waiting: int, changed_meanwhile: int = 0) -> "Sums":
        """After some more cards, of which these have a difference."""
        some = [one for one in differences if one != Difference()]
        return Sums(
            cards=self.cards + cards,
            changed=self.changed + len(some),
            up=self.up + sum(one.up for one in some),
            down=self.down + sum(one.down for one in some),
            forgiven=self.forgiven + sum(one.forgiven for one in some),
            rewards_won=self.rewards_won + sum(one.rewards_won for one in some),
            rewards_lost=self.rewards_lost + sum(one.rewards_lost for one in some),
            into_debt=self.into_debt + sum(one.debt > 0 for one in some),
            waiting=self.waiting + waiting,
            changed_meanwhile=self.changed_meanwhile + changed_meanwhile,
        )


@dataclass(frozen=True, slots=True)
class Recalculation:
    """A job. `rules`: a digest of what the program said when it was previewed; `page` (from 1) and `cursor`: which cards are
    next, first in the preview and then in the commit; `revision` guards concurrent writers.
    """

    id: JobId
    tenant_id: TenantId
    program_id: ProgramId
    start: date
    end: date
    as_of: datetime
    rules: str
    location_id: LocationId | None = None
    state: RecalculationState = RecalculationState.PREVIEWING
    page: int = 1
    cursor: str | None = None
    previewed: Sums = field(default_factory=Sums)
    booked: Sums = field(default_factory=Sums)
    committed_at: datetime | None = None
    revision: int = 0

    @property
    def retroaction(self) -> Retroaction:
        """What the program holds after the commit."""
        return Retroaction(self.id, self.start, self.end, self.as_of, self.location_id)

    @property
    def expires_at(self) -> datetime:
        """When an uncommitted preview is too old."""
        return self.as_of + LIFE

    @property
    def is_at_work(self) -> bool:
        """Whether cards are still to be looked at."""
        return self.state in (RecalculationState.PREVIEWING, RecalculationState.COMMITTING)

    def state_at(self, now: datetime) -> RecalculationState:
        """A preview expires by itself."""
        expired = self.state is RecalculationState.READY and now >= self.expires_at
        return RecalculationState.EXPIRED if expired else self.state

    def after_page(self, cards: int, changes: Sequence[CardChange], waiting: int, cursor: str | None) -> "Recalculation":
        """With one more page; the last one ends the preview, or the commit."""
        if self.state is RecalculationState.PREVIEWING:
            previewed = self.previewed.with_cards(cards, (one.previewed for one in changes), waiting=waiting)
            after, end = replace(self, previewed=previewed), RecalculationState.READY
        else:
            late = sum(one.changed_meanwhile for one in changes)
            found = (one.booked or Difference() for one in changes)
            booked = self.booked.with_cards(cards, found, waiting=waiting, changed_meanwhile=late)
            after, end = replace(self, booked=booked), RecalculationState.DONE
        return replace(after, page=self.page + 1, cursor=cursor, state=self.state if cursor else end)


def applied(program: Program, job: Recalculation) -> Program:
    """The program as it is after the commit."""
    if any(one.job_id == job.id for one in program.retroactions):
        return program
    kept = (one for one in program.retroactions if not job.retroaction.replaces(one))
    return replace(program, retroactions=(*kept, job.retroaction))


def digest_of_rules(program: Program) -> str:
    """Everything but the looks: a title may change between preview and commit, a rule may not."""
    rules = replace(program, title="", reward_title="", locale="", design=Design(), revision=0, rows={})
    return sha256(repr((rules, sorted(program.rows.items()))).encode()).hexdigest()


def is_divided(program: Program, start: date, end: date, as_of: datetime) -> bool:
    """Whether what all rows have in common (ruling 4) was anything else in the interval than at `as_of`: then one location
    alone cannot be judged by the rules of `as_of`.
    """
    # A day more on both sides: dates are of the locations' zones.
    first, last = _midnight(start, as_of) - timedelta(days=1), min(_midnight(end, as_of) + timedelta(days=1), as_of)
    written = (version.effective_at for versions in program.rows.values() for version in versions)
    moments = [first, *(moment for moment in written if first <= moment < last)]
    moments += [one.as_of for one in program.retroactions if one.meets(start, end)]
    return any(program.shared_at(moment) != program.shared_at(as_of) for moment in moments)


def _midnight(on: date, like: datetime) -> datetime:
    return datetime(on.year, on.month, on.day, tzinfo=like.tzinfo)
