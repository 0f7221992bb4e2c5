"""The explanation of a visit: what each program makes of it (interfaces.md §5)."""

from dataclasses import dataclass
from datetime import datetime

from comeback.domain.card import Card
from comeback.domain.ids import EntryId, LocationId, VisitId
from comeback.domain.ledger import EarningUnit
from comeback.domain.program import Program
from comeback.domain.retroaction import Retroaction
from comeback.domain.settings import AccrualRule


@dataclass(frozen=True, slots=True)
class LineExplained:
    """A line, in minor units, and why it counts or not."""

    type: str
    id: int
    title: str
    payable: int
    paid: int
    eligible: bool
    reason: str


@dataclass(frozen=True, slots=True)
class HeldExplained:
    """A waiting reversal."""

    delta: int
    until: datetime


@dataclass(frozen=True, slots=True)
class ProgramExplained:
    """What one program makes of the visit. `card` is None for a client without one; amounts in minor units; `retroaction`: the
    recalculation that judges it by later settings.
    """

    program: Program
    card: Card | None
    unit: EarningUnit | None
    lines: tuple[LineExplained, ...]
    gate_kind: str
    gate_open: bool
    due: int
    basis: int
    rule: AccrualRule | None
    settings_version: int | None
    target: int
    granted: int
    held: HeldExplained | None
    entries: tuple[EntryId, ...]
    summary: str
    retroaction: Retroaction | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """All programs that the visit may feed."""

    visit_id: VisitId
    location_id: LocationId
    read_at: datetime | None
    programs: tuple[ProgramExplained, ...]
