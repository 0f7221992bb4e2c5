"""The explanation of a visit: what each program makes of it (interfaces.md §5)."""

from dataclasses import dataclass
from datetime import datetime

from comeback.domain.card import Card
from comeback.domain.day import Held
from comeback.domain.ids import EntryId, LocationId, VisitId
from comeback.domain.ledger import EarningUnit
from comeback.domain.program import Program
from comeback.domain.retroaction import Retroaction
from comeback.domain.settings import AccrualRule
from comeback.domain.words import Phrase


@dataclass(frozen=True, slots=True)
class LineExplained:
    """A line, in minor units, and why it counts or not, as a clause."""

    type: str
    id: int
    title: str
    payable: int
    paid: int
    eligible: bool
    reason: Phrase


@dataclass(frozen=True, slots=True)
class ProgramExplained:
    """What one program makes of the visit. `card` is None for a client without one; amounts in minor units; `summary`: sentences
    that an owner can read out to a customer; `retroaction`: the recalculation that judges it by later settings.
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
    held: Held | None
    entries: tuple[EntryId, ...]
    summary: tuple[Phrase, ...]
    retroaction: Retroaction | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """All programs that the visit may feed."""

    visit_id: VisitId
    location_id: LocationId
    read_at: datetime | None
    programs: tuple[ProgramExplained, ...]
