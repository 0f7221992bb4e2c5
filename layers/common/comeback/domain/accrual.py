"""What a customer's day should have earned on one card: lines, gate, rule, caps (loyalty-domain.md §6).

Pure: the same facts, program and card always give the same verdicts, whatever happened before.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import groupby

from comeback.domain.card import Card
from comeback.domain.carry import Pot, collected, less_by_hand
from comeback.domain.eligibility import Gate, LineVerdict, judge_gate, judge_line
from comeback.domain.ids import LocationId, RecordId
from comeback.domain.ledger import EarningUnit
from comeback.domain.program import Program
from comeback.domain.rules import target_of
from comeback.domain.settings import CardSettings, CountBy, EveryN, SettingsVersion
from comeback.domain.settlement import SettledLine, settle_lines
from comeback.domain.visit import VisitFacts
from comeback.domain.words import Phrase

_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Part:
    """One visit's share of an earning unit (one booking's, when bookings earn). `row` is None where no row applies."""

    visit: VisitFacts
    record_id: RecordId | None
    starts_at: datetime
    row: SettingsVersion | None
    lines: tuple[LineVerdict, ...]
    gate: Gate

    @property
    def contributing(self) -> tuple[LineVerdict, ...]:
        """Eligible lines behind an open gate."""
        return tuple(line for line in self.lines if line.eligible) if self.gate.open else ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one earning unit should have earned. `row` gave the target from the amount `basis` of the parts `giving`;
    `by_hand` stamps less than its rule says, because somebody gave them at the desk already. `carried`: what the unit adds
    to the sums of the card, where a remainder is carried over; the stamps of those are no unit's own.
    """

    unit: EarningUnit
    parts: tuple[Part, ...]
    row: SettingsVersion | None
    basis: int = 0
    target: int = 0
    giving: tuple[Part, ...] = ()
    by_hand: int = 0
    carried: tuple[Pot, ...] = ()


def judge_day(program: Program, card: Card, on: date, visits: Iterable[VisitFacts], scanned: int = 0) -> list[Verdict]:
    """Verdicts of all earning units of a card on a date, by start time, then id, so that caps never depend on the
    order of events (ruling 4). `scanned`: stamps given by hand for the date; they stand in for those of visits.
    """
    parts = [part for visit in visits for part in _parts(program, card, on, visit)]
    parts.sort(key=lambda part: (part.starts_at, part.visit.location_id, part.visit.visit_id, part.record_id or 0))
    units: dict[EarningUnit, list[Part]] = {}
    for part in parts:
        units.setdefault(_unit_of(program, on, part), []).append(part)
    verdicts: list[Verdict] = []
    spent = 0
    for unit, members in units.items():
        verdict = _judge_unit(unit, tuple(members), spent)
        spent += verdict.target
        verdict = _without_scanned(verdict, scanned)
        scanned -= verdict.by_hand
        verdicts.append(verdict)
    return verdicts


def opens_on(program: Program, card: Card, timezone: str) -> date:
    """The first date whose visits may earn by themselves, as a zone's calendar has it."""
    first = card.begins_on(timezone) - timedelta(days=program.lookback_since(card.issued_at))
    return max(first, program.start_for(_EVER) or first)


def _without_scanned(verdict: Verdict, scanned: int) -> Verdict:
    """`scan_excludes_crm` (edge case 40): what was given by hand is not given again, whichever came first."""
    if not scanned or verdict.row is None or not verdict.row.settings.scan_excludes_crm:
        return verdict
    less = min(scanned, verdict.target)
    carried, covered = less_by_hand(verdict.carried, scanned - less)
    return replace(verdict, target=verdict.target - less, by_hand=less + covered, carried=carried)


def _unit_of(program: Program, on: date, part: Part) -> EarningUnit:
    visit = part.visit
    match program.count_by_at(program.judged_as_at(visit.location_id, on, part.starts_at)):
        case CountBy.CLIENT_DAY:
            return EarningUnit(CountBy.CLIENT_DAY, on)
        case CountBy.VISIT:
            return EarningUnit(CountBy.VISIT, on, visit.location_id, visit.visit_id)
        case _:
            return EarningUnit(CountBy.BOOKING, on, visit.location_id, visit.visit_id, part.record_id)


def _parts(program: Program, card: Card, on: date, visit: VisitFacts) -> Iterable[Part]:
    cancelled = {booking.record_id for booking in visit.bookings if booking.deleted}
    settled = settle_lines(visit.lines, visit.settlements, cancelled)
    judged_as_at = partial(program.judged_as_at, visit.location_id, on)
    by_booking = program.count_by_at(judged_as_at(visit.starts_at)) is CountBy.BOOKING
    for bookings in [(one,) for one in visit.bookings] if by_booking else [visit.bookings]:
        records = {booking.record_id: booking for booking in bookings}
        starts_at = bookings[0].starts_at if by_booking else visit.starts_at
        row = program.settings_at(visit.location_id, judged_as_at(starts_at))
        closed = _outside(program, card, on, visit, row)
        lines = tuple(
            judge_line(each, records[each.line.record_id], row.settings if row else CardSettings(), closed)
            for each in settled
            if each.line.record_id in records
        )
        gate = judge_gate(lines, records, row.settings if row else CardSettings())
        yield Part(visit, bookings[0].record_id if by_booking else None, starts_at, row, lines, gate)


def _outside(program: Program, card: Card, on: date, visit: VisitFacts, row: SettingsVersion | None) -> Phrase | None:
    """Why nothing of the visit may earn, as a clause."""
    if visit.location_id not in program.locations:
        return Phrase("why.location")
    if row is None:
        return Phrase("why.no_settings")
    if elsewhere := _counted_elsewhere(program, card, on, visit):
        return elsewhere
    start = program.start_for(visit.starts_at)
    if start is not None and on < start:
        return Phrase("why.before_start")
    first_day = card.begins_on(visit.timezone)
    if on < first_day - timedelta(days=program.lookback_since(card.issued_at)):
        return Phrase("why.before_card")
    return _after_validity(program, on, first_day)


def _counted_elsewhere(program: Program, card: Card, on: date, visit: VisitFacts) -> Phrase | None:
    if any(pause.skips(visit.starts_at) for pause in program.pauses):
        return Phrase("why.paused")
    if card.backfilled is not None and card.backfilled.covers(on):
        return Phrase("why.past")
    moved = any(client.covers(visit) for client in card.moved_in)
    return Phrase("why.other_card") if moved else None


def _after_validity(program: Program, on: date, first_day: date) -> Phrase | None:
    last_day = program.validity.date
    if program.validity.days is not None:
        last_day = first_day + timedelta(days=program.validity.days)
    return Phrase("why.after_validity") if last_day is not None and on > last_day else None


def _judge_unit(unit: EarningUnit, parts: tuple[Part, ...], spent: int) -> Verdict:
    """Each row judges the lines of its own location; the greatest target wins (ruling 4). `spent` is what earlier
    units of the same card and date were granted.
    """
    best, carried = Verdict(unit, parts, parts[0].row), Verdict(unit, parts, None)
    ordered = sorted(parts, key=_row_key)
    for _, group in groupby(ordered, key=_row_key):
        members = list(group)
        row = members[0].row
        if row is None:
            continue
        lines = [line for part in members for line in part.contributing]
        basis = sum(_amount(line.settled, row.settings) for line in lines)
        giving = tuple(part for part in members if part.contributing)
        rule = row.settings.accrual_rule
        if isinstance(rule, EveryN) and rule.remainder == "carry":
            pots = (*carried.carried, Pot(row.effective_at, rule.amount, rule.stamps, basis)) if basis else carried.carried
            carried = replace(carried, row=row, carried=pots, giving=carried.giving + giving)
            continue
        target = target_of(row.settings.accrual_rule, basis, [line.settled.line for line in lines])
        target = _capped(target, row.settings, spent)
        if target > best.target or (target == best.target and basis > best.basis):
            best = Verdict(unit, parts, row, basis, target, giving)
    return _together(best, carried)


def _together(best: Verdict, carried: Verdict) -> Verdict:
    """What is carried over competes with no other rule: no line counts twice."""
    if not carried.carried:
        return best
    if best.target == 0:
        return replace(carried, basis=collected(carried.carried))
    return replace(best, carried=carried.carried, giving=best.giving + carried.giving)


def _row_key(part: Part) -> tuple[LocationId, int]:
    return part.visit.location_id, part.row.version if part.row else 0


def _amount(settled: SettledLine, settings: CardSettings) -> int:
    if settled.by_session:
        return 0
    match settings.amount_basis:
        case "sold":
            return settled.line.sold
        case "payable":
            return settled.line.payable
        case _:
            return settled.paid


def _capped(target: int, settings: CardSettings, spent: int) -> int:
    if settings.max_per_unit is not None:
        target = min(target, settings.max_per_unit)
    if settings.max_per_day is not None:
        target = min(target, max(settings.max_per_day - spent, 0))
    return target
