"""Entries: the append-only rows that make a balance (style.md §9, loyalty-domain.md §11)."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from comeback.domain.because import Because
from comeback.domain.ids import CardId, EntryId, LocationId, ProgramId, RecordId, VisitId
from comeback.domain.settings import CountBy


class EntryKind(StrEnum):
    """Why a balance changed (ruling 18)."""

    ACCRUAL = "accrual"
    REVERSAL = "reversal"
    REDEMPTION = "redemption"
    REDEMPTION_REVERSAL = "redemption_reversal"
    EXPIRY = "expiry"
    ADJUSTMENT = "adjustment"
    SCAN = "scan"
    IMPORT = "import"
    MIRROR = "mirror"


@dataclass(frozen=True, slots=True)
class EarningUnit:
    """The thing that earns once (loyalty-domain.md §6.3); the card is told by the context, fields not in the key are None."""

    kind: CountBy
    date: date
    location_id: LocationId | None = None
    visit_id: VisitId | None = None
    record_id: RecordId | None = None

    @property
    def key(self) -> str:
        """Unique within a card and date; never parsed."""
        match self.kind:
            case CountBy.CLIENT_DAY:
                return "day"
            case CountBy.VISIT:
                return f"visit#{self.location_id}#{self.visit_id}"
            case _:
                return f"booking#{self.location_id}#{self.record_id}"


@dataclass(frozen=True, slots=True)
class Cause:
    """What in Altegio led to an entry, and how we heard of it."""

    location_id: LocationId
    visit_ids: tuple[VisitId, ...]
    source: str


@dataclass(frozen=True, slots=True)
class AppliedRule:
    """The rule and the version of the settings row that gave a target; `carried`: it was the whole card's (§6.4, R3)."""

    kind: str
    settings_version: int
    carried: bool = False


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asked for an entry that no visit caused."""

    kind: Literal["api_key", "person", "job", "operator"]
    id: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One immutable row. `seq` is gapless per card from 1; `ordinal` numbers the entries of one earning unit from 1;
    `effective_at` is the moment of the business event, `booked_at` of posting; `reverses` names an entry. A `milestone` is
    redeemed or given back by an entry that moves no stamps. `because` is the `reason` again, where we and no person gave it.
    """

    id: EntryId
    card_id: CardId
    program_id: ProgramId
    seq: int
    kind: EntryKind
    amount: int
    balance_after: int
    effective_at: datetime
    booked_at: datetime
    unit: Literal["stamps", "minor", "sessions"] = "stamps"
    earning_unit: EarningUnit | None = None
    ordinal: int = 0
    cause: Cause | None = None
    rule: AppliedRule | None = None
    reverses: EntryId | None = None
    actor: Actor | None = None
    reason: str | None = None
    milestone: int | None = None
    because: tuple[Because, ...] = ()


def last_carried(newest_first: Iterable[Entry], stamps: int) -> Iterator[tuple[EntryId, int]]:
    """Which of the whole card's accruals the last `stamps` came from, and how many from each, less what reversals have
    taken back. Looks no further than it must.
    """
    taken = Counter[EntryId]()
    for entry in newest_first:
        if entry.kind is EntryKind.REVERSAL and entry.reverses is not None:
            taken[entry.reverses] -= entry.amount
        if entry.kind is EntryKind.ACCRUAL and entry.rule is not None and entry.rule.carried:
            part = min(entry.amount - taken[entry.id], stamps)
            if part:
                yield entry.id, part
            stamps -= part
        if not stamps:
            return
