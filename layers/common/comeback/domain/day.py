"""A customer's day: the facts read from Altegio and what each earning unit has been granted for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from comeback.domain.carry import Pot
from comeback.domain.ids import ClientId, EntryId, LocationId, ProgramId, RecordId, VisitId
from comeback.domain.ledger import EarningUnit
from comeback.domain.visit import VisitFacts

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Accrual:
    """An accrual entry of a unit and how much of it no reversal has taken back."""

    entry_id: EntryId
    left: int


@dataclass(frozen=True, slots=True)
class Held:
    """A downward difference that waits (loyalty-domain.md §6.6)."""

    delta: int
    until: datetime


@dataclass(frozen=True, slots=True)
class UnitState:
    """What a unit of one card has earned. `ordinal`: number of entries so far; `settings_version`: of the last one.
    `starts_at`, `location_id` and `visit_ids` tell a later reversal what the unit was about when no visit is left.
    `carried`: its share in the sums of the card. `forgiven`: stamps taken back that the owner bears (§6.7); `asked`:
    questions about them that may be open.
    """

    program_id: ProgramId
    unit: EarningUnit
    starts_at: datetime
    location_id: LocationId
    visit_ids: tuple[VisitId, ...]
    accruals: tuple[Accrual, ...] = ()
    ordinal: int = 0
    settings_version: int = 0
    held: Held | None = None
    carried: tuple[Pot, ...] = ()
    forgiven: int = 0
    asked: tuple[EntryId, ...] = ()

    @property
    def granted(self) -> int:
        """Accruals less reversals."""
        return sum(accrual.left for accrual in self.accruals)


@dataclass(frozen=True, slots=True)
class Scan:
    """Stamps given by hand for this date."""

    program_id: ProgramId
    entry_id: EntryId
    stamps: int


@dataclass(frozen=True, slots=True)
class Day:
    """Everything about one customer on one date. `units` are keyed by (program, unit key)."""

    visits: tuple[VisitFacts, ...] = ()
    units: Mapping[tuple[ProgramId, str], UnitState] = field(default_factory=dict)
    scans: tuple[Scan, ...] = ()

    def scanned(self, program: ProgramId) -> int:
        """Stamps of a program given by hand."""
        return sum(scan.stamps for scan in self.scans if scan.program_id == program)

    def visit(self, location: LocationId, visit: VisitId) -> VisitFacts | None:
        """The stored facts of one visit."""
        return next((facts for facts in self.visits if (facts.location_id, facts.visit_id) == (location, visit)), None)

    def holding(self, record: RecordId) -> VisitFacts | None:
        """The stored facts of the visit that a booking belongs to."""
        return next((facts for facts in self.visits if any(one.record_id == record for one in facts.bookings)), None)

    def tells_the_same_as(self, other: "Day") -> bool:
        """Whether facts and units are equal but for the moments of reading."""
        return self.units == other.units and _timeless(self.visits) == _timeless(other.visits)

    def with_client_visits(self, location: LocationId, client: ClientId, visits: Iterable[VisitFacts]) -> "Day":
        """The day with all visits of one Altegio client at one location replaced by what was just read.

        Other clients of the same person and other locations keep their stored facts, but for bookings that were just read
        as this client's.
        """
        new = tuple(visits)
        fresh = {facts.visit_id for facts in new}
        moved = {booking.record_id for facts in new for booking in facts.bookings}
        others = (
            facts.without(moved) if facts.location_id == location else facts
            for facts in self.visits
            if facts.location_id != location or (facts.client_id != client and facts.visit_id not in fresh)
        )
        kept = [facts for facts in others if facts.bookings]
        ordered = sorted([*kept, *new], key=lambda facts: (facts.starts_at, facts.location_id, facts.visit_id))
        return replace(self, visits=tuple(ordered))

    @property
    def held_until(self) -> datetime | None:
        """When the first waiting reversal is due."""
        return min((state.held.until for state in self.units.values() if state.held), default=None)


def _timeless(visits: Iterable[VisitFacts]) -> list[VisitFacts]:
    return [replace(facts, fetched_at=_NEVER) for facts in visits]
