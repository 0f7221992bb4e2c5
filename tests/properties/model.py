"""What the desk's records imply, in a few plain lines that share nothing with the engine."""

from collections import defaultdict
from collections.abc import Iterator

from comeback.domain.settings import CountBy
from comeback.domain.visit import Attendance
from tests.memory.desk import MemoryDesk, Record


def implied(desk: MemoryDesk, count_by: CountBy) -> dict[str, int]:
    """Stamps by phone: one for each unit with an arrived visit (or booking) that costs something and is paid in full."""
    units: dict[str, set[object]] = defaultdict(set)
    for phone, unit, _ in _paid(desk, count_by):
        units[phone].add(unit)
    return {phone: len(earned) for phone, earned in units.items()}


def implied_every(amount: int, desk: MemoryDesk, count_by: CountBy) -> dict[str, int]:
    """Stamps by phone: one for every so much of all that such visits (or bookings) cost."""
    sums: dict[str, int] = defaultdict(int)
    for phone, _, cost in _paid(desk, count_by):
        sums[phone] += cost
    return {phone: cost // amount for phone, cost in sums.items()}


def _paid(desk: MemoryDesk, count_by: CountBy) -> Iterator[tuple[str, object, int]]:
    """Whose, of which unit, and what it costs."""
    for (visit, day), records in _attended(desk).items():
        parts: list[list[Record]] = [[one] for one in records] if count_by is CountBy.BOOKING else [records]
        for part in parts:
            cost = sum(line.payable for one in part for line in one.lines)
            if cost > 0 and all(desk.owed(one.id) <= 0 for one in part):
                unit: object = {CountBy.CLIENT_DAY: day, CountBy.VISIT: (visit, day), CountBy.BOOKING: part[0].id}[count_by]
                yield _phone(desk, part[0]), unit, cost


def _attended(desk: MemoryDesk) -> dict[tuple[object, object], list[Record]]:
    """By visit and date: a visit whose bookings stand on two dates is two things to earn with."""
    found: dict[tuple[object, object], list[Record]] = defaultdict(list)
    for one in desk.records.values():
        if one.client is not None and not one.deleted and one.attendance == Attendance.ARRIVED:
            found[one.visit, one.start.date()].append(one)
    return found


def _phone(desk: MemoryDesk, record: Record) -> str:
    assert record.client is not None
    return desk.clients[record.location, record.client].phone
