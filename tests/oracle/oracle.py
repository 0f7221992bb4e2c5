"""What a card should have earned, straight from loyalty-domain.md §6 and the rulings: plain, slow, obvious.

It shares no rule with the engine: it reads Altegio's facts and the owner's settings as they are written down, and works
everything out anew from the whole history. Nothing here is posted, held, remembered or divided in two.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import floor
from zoneinfo import ZoneInfo

from comeback.domain.program import Program
from comeback.domain.settings import AmountOver, Basis, CardSettings, Completed, CountBy, EveryN, PaymentGate, SettingsVersion
from comeback.domain.visit import Attendance, Booking, VisitFacts
from tests.oracle.payments import PaidLine, pay_lines
from tests.oracle.rows import count_by_at, remainder_at, row_at

Unit = tuple[str, date, int, int]
"""Kind, date, location and number of the visit or booking; a client's day has neither."""


@dataclass(frozen=True)
class Life:
    """A card as the rules see it."""

    issued_at: datetime
    first_day: date | None = None


@dataclass
class Earned:
    """Stamps by unit, and those of the whole card where a remainder is carried over."""

    units: dict[Unit, int] = field(default_factory=dict)
    carried: int = 0

    @property
    def stamps(self) -> int:
        return sum(self.units.values()) + self.carried


@dataclass
class Piece:
    """What is judged alone: a visit, or one of its bookings where bookings earn."""

    facts: VisitFacts
    bookings: list[Booking]
    starts_at: datetime
    on: date
    row: SettingsVersion | None
    unit: Unit
    counted: list[PaidLine] = field(default_factory=list)


Sums = dict[tuple[datetime, int, int], int]
"""Carried amounts by version of the rule: since when, for every so much, how many stamps."""


def should_have(program: Program, life: Life, visits: Iterable[VisitFacts], scans: Mapping[date, int]) -> Earned:
    """`visits`: all of the person's, as Altegio shows them now; `scans`: stamps given at the desk by date."""
    by_date: dict[date, list[Piece]] = {}
    for facts in visits:
        for piece in pieces_of(program, life, facts):
            by_date.setdefault(piece.on, []).append(piece)
    earned, sums = Earned(), Sums()
    for on in sorted(by_date):
        judge_date(program, by_date[on], scans.get(on, 0), earned, sums)
    earned.carried = divide(sums)
    return earned


def pieces_of(program: Program, life: Life, facts: VisitFacts) -> list[Piece]:
    """§6.3: the earning unit of each piece; §6.2 and §6.5: its lines that count, if its gate is open."""
    standing = [one.starts_at for one in facts.bookings if not one.deleted] or [one.starts_at for one in facts.bookings]
    start = min(standing)
    count_by = count_by_at(program, start)
    paid = pay_lines(facts.lines, facts.settlements, {one.record_id for one in facts.bookings if one.deleted})
    groups = [[one] for one in facts.bookings] if count_by is CountBy.BOOKING else [list(facts.bookings)]
    found = []
    for bookings in groups:
        at = bookings[0].starts_at if count_by is CountBy.BOOKING else start
        on = at.astimezone(ZoneInfo(facts.timezone)).date()
        row = row_at(program, facts.location_id, at)
        piece = Piece(facts, bookings, at, on, row, unit_of(program, facts, bookings[0], at, on))
        lines = [line for line in paid if line.line.record_id in {one.record_id for one in bookings}]
        if row and may_earn(program, life, facts, start, on) and gate_is_open(row.settings, bookings, lines):
            piece.counted = [line for line in lines if line_counts(row.settings, bookings, line)]
        found.append(piece)
    return found


def unit_of(program: Program, facts: VisitFacts, booking: Booking, at: datetime, on: date) -> Unit:
    match count_by_at(program, at):
        case CountBy.CLIENT_DAY:
            return "day", on, 0, 0
        case CountBy.VISIT:
            return "visit", on, facts.location_id, facts.visit_id
        case _:
            return "booking", on, facts.location_id, booking.record_id


def may_earn(program: Program, life: Life, facts: VisitFacts, start: datetime, on: date) -> bool:
    """§6.2.4, §6.2.5, ruling 7, and pauses (§5.2): a visit begins with its first booking."""
    first_day = life.issued_at.astimezone(ZoneInfo(facts.timezone)).date()
    if life.first_day is not None and life.first_day < first_day:
        first_day = life.first_day
    last_day = date.max
    if program.validity.kind == "until":
        last_day = program.validity.date or date.max
    if program.validity.kind == "days":
        last_day = first_day + timedelta(days=program.validity.days or 0)
    return (
        facts.location_id in program.locations
        and not any(one.skipped and one.since <= start and (one.until is None or start < one.until) for one in program.pauses)
        and (program.start_of_accrual is None or on >= program.start_of_accrual)
        and first_day - timedelta(days=program.lookback_days) <= on <= last_day
    )


def gate_is_open(settings: CardSettings, bookings: Sequence[Booking], lines: Sequence[PaidLine]) -> bool:
    """§6.5 and ruling 5, over what the person came for."""
    if settings.payment_gate is PaymentGate.NONE:
        return True
    came = {one.record_id for one in bookings if one.attendance == Attendance.ARRIVED and not one.deleted}
    payable = due = paid = 0
    for line in lines:
        if line.line.record_id not in came or line.line.prepaid:
            continue
        if line.line.type == "product" and not settings.count_products:
            continue
        payable += line.line.payable
        due += line.due
        paid += line.paid
        if line.by_session and settings.membership_visits_earn:
            paid += line.line.payable
    if settings.payment_gate is PaymentGate.ANY:
        return paid > 0
    return payable > 0 and due == 0 and paid > 0


def line_counts(settings: CardSettings, bookings: Sequence[Booking], line: PaidLine) -> bool:
    """§6.2."""
    booking = next(one for one in bookings if one.record_id == line.line.record_id)
    if booking.deleted or booking.attendance != Attendance.ARRIVED:
        return False
    if line.line.type == "product" and not settings.count_products:
        return False
    if line.line.prepaid:
        return False
    return settings.membership_visits_earn or not line.by_session


def judge_date(program: Program, pieces: list[Piece], scanned: int, earned: Earned, sums: Sums) -> None:
    """All units of a card and date together, by start time, then id (ruling 4)."""
    pieces.sort(key=lambda one: (one.starts_at, one.facts.location_id, one.facts.visit_id, one.bookings[0].record_id))
    spent = 0
    for unit in dict.fromkeys(one.unit for one in pieces):
        own = [one for one in pieces if one.unit == unit]
        target, chosen, carried = judge_unit(program, own, spent)
        spent += target
        if chosen and chosen.settings.scan_excludes_crm:
            # Edge case 40: a stamp given at the desk suppresses what the visits of its date give.
            fewer = min(target, scanned)
            target, scanned = target - fewer, scanned - fewer
            for rule in sorted(carried):
                _, amount, stamps = rule
                covered = min(carried[rule], scanned * amount // stamps)
                scanned -= -(-covered * stamps // amount)
                carried[rule] -= covered
        if target:
            earned.units[unit] = target
        for rule, basis in carried.items():
            sums[rule] = sums.get(rule, 0) + basis


def judge_unit(program: Program, pieces: Sequence[Piece], spent: int) -> tuple[int, SettingsVersion | None, Sums]:
    """§6.4: each row judges the lines of its own location, the greatest target wins; what is carried over adds up.

    The row that decides about stamps given at the desk is the one that gives: of the target, or else of what is carried.
    """
    best, chosen, giver, carried = 0, None, None, Sums()
    rows = {(one.facts.location_id, one.row.version): one.row for one in pieces if one.row}
    for (location, version), row in sorted(rows.items(), key=lambda item: item[0]):
        lines = [
            line
            for one in pieces
            if one.facts.location_id == location and one.row and one.row.version == version
            for line in one.counted
        ]
        if not lines:
            continue
        basis = sum(amount_of(row.settings, line) for line in lines)
        rule = row.settings.accrual_rule
        if isinstance(rule, EveryN) and remainder_at(program, min(one.starts_at for one in pieces if one.row == row)) == "carry":
            if basis:
                key = row.effective_at, rule.amount, rule.stamps
                carried[key] = carried.get(key, 0) + basis
                giver = row
            continue
        target = cap(row.settings, stamps_of(row.settings, basis, lines), spent)
        if target > best:
            best, chosen = target, row
    return best, chosen or giver, carried


def amount_of(settings: CardSettings, line: PaidLine) -> int:
    """§6.4: the basis. What a membership session pays counts nothing, whatever the basis is (ruling 5)."""
    if line.by_session:
        return 0
    basis = settings.basis
    if basis is None:
        basis = Basis.PAYABLE if settings.payment_gate is PaymentGate.NONE else Basis.PAID
    return {Basis.SOLD: line.line.sold, Basis.PAYABLE: line.line.payable, Basis.PAID: line.paid}[basis]


def stamps_of(settings: CardSettings, basis: int, lines: Sequence[PaidLine]) -> int:
    """§6.4: R1 to R4."""
    rule = settings.accrual_rule
    if isinstance(rule, Completed):
        return rule.stamps
    if isinstance(rule, AmountOver):
        enough = basis >= rule.amount if rule.inclusive else basis > rule.amount
        return rule.stamps if enough else 0
    if isinstance(rule, EveryN):
        return rule.stamps * (basis // rule.amount)
    wanted = {(item.type, item.id) for item in rule.items}
    quantity = sum(line.line.quantity for line in lines if (line.line.type, line.line.item_id) in wanted)
    if rule.per == "quantity":
        return rule.stamps * quantity
    return rule.stamps if quantity else 0


def cap(settings: CardSettings, target: int, spent: int) -> int:
    """`max_per_unit`, and what `max_per_day` leaves after earlier units of the date."""
    if settings.max_per_unit is not None and target > settings.max_per_unit:
        target = settings.max_per_unit
    if settings.max_per_day is not None and target > settings.max_per_day - spent:
        target = max(settings.max_per_day - spent, 0)
    return target


def divide(sums: Sums) -> int:
    """§6.4, R3 carry: one division of the whole sum; the progress under an older version keeps its share of a stamp.

    Where versions give another number of stamps, the first stamp of each is one division, the second ones another, and so on.
    """
    most = max((each for _, _, each in sums), default=0)
    return sum(
        floor(sum(Fraction(basis, amount) for (_, amount, each), basis in sums.items() if each >= place))
        for place in range(1, most + 1)
    )
