"""Altegio as it is at a moment: two people's visits at three places, changed by single acts. Each act draws from a seed of its
own, so that a history stays a history when some of its acts are left out.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from comeback.domain.ids import ClientId, CustomerId, LocationId, RecordId, VisitId
from comeback.domain.visit import Attendance, Booking, Line, Settlement, Source, VisitFacts
from tests.builders import LA_VISAGE

SECOND, OUTSIDE = LocationId(24697), LocationId(31)
ZONES = {LA_VISAGE: "America/New_York", SECOND: "Europe/Riga", OUTSIDE: "Asia/Tokyo"}
FIRST_DAY = date(2026, 9, 20)
JANE, ANN = CustomerId("cu_jane"), CustomerId("cu_ann")
# Jane is two clients at the first place.
CLIENTS = {
    (LA_VISAGE, ClientId(11)): JANE,
    (LA_VISAGE, ClientId(12)): JANE,
    (SECOND, ClientId(13)): JANE,
    (OUTSIDE, ClientId(14)): JANE,
    (LA_VISAGE, ClientId(21)): ANN,
    (SECOND, ClientId(22)): ANN,
    (OUTSIDE, ClientId(23)): ANN,
}
PRICES = (0, 333, 500, 1000, 1000, 1500, 2500, 2500, 4000, 4000)
ITEMS = (1, 2, 3)


@dataclass
class Visit:
    """One visit at a place; its bookings stand on one date."""

    location: LocationId
    number: VisitId
    client: ClientId | None
    bookings: list[Booking] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    settlements: list[Settlement] = field(default_factory=list)

    @property
    def date(self) -> date:
        return self.bookings[0].starts_at.astimezone(ZoneInfo(ZONES[self.location])).date()

    def facts(self, fetched_at: datetime) -> VisitFacts:
        zone = ZONES[self.location]
        bookings, lines, paid = tuple(self.bookings), tuple(self.lines), tuple(self.settlements)
        return VisitFacts(self.location, self.number, zone, bookings, lines, paid, fetched_at)


Reading = tuple[CustomerId, date, LocationId, ClientId]
"""Whose day is read again, and where."""


class Shop:
    """The present state, and which readings an act has made stale."""

    def __init__(self) -> None:
        self.visits: list[Visit] = []
        self.stale: dict[Reading, None] = {}
        self.numbers = 0

    def next(self) -> int:
        self.numbers += 1
        return self.numbers

    def of(self, customer: CustomerId) -> list[Visit]:
        return [one for one in self.visits if one.client and CLIENTS[one.location, one.client] == customer]

    def read(self, reading: Reading, now: datetime) -> list[VisitFacts]:
        _, on, location, client = reading
        found = [one for one in self.visits if (one.location, one.client) == (location, client) and one.date == on]
        return [one.facts(now) for one in found]

    def touch(self, visit: Visit) -> None:
        if visit.client is not None:
            self.stale[CLIENTS[visit.location, visit.client], visit.date, visit.location, visit.client] = None

    def act(self, name: str, seed: int) -> None:
        """One act on something drawn from what is there; nothing, where there is nothing."""
        draw = Random(seed)
        if name == "book":
            _book(self, draw)
        elif self.visits:
            visit = draw.choice(self.visits)
            self.touch(visit)
            ACTS[name](self, visit, draw)
            self.touch(visit)


def _start(location: LocationId, draw: Random) -> datetime:
    day = FIRST_DAY + timedelta(days=draw.choice((0, 0, 0, 1, 1, 2, 3)))
    zone = ZoneInfo(ZONES[location])
    return datetime(day.year, day.month, day.day, draw.choice((0, 9, 10, 12, 15, 20, 23)), draw.choice((0, 30)), tzinfo=zone)


def _book(shop: Shop, draw: Random) -> None:
    location, client = draw.choice(tuple(CLIENTS))
    if draw.random() < 0.7:
        location, client = draw.choice(tuple(CLIENTS)[:3])
    visit = Visit(location, VisitId(100 + shop.next()), client if draw.random() < 0.97 else None)
    shop.visits.append(visit)
    _add_booking(shop, visit, _start(location, draw), draw)
    if draw.random() < 0.8:
        _pay_all(shop, visit, draw)
    shop.touch(visit)


def _add_booking(shop: Shop, visit: Visit, at: datetime, draw: Random) -> None:
    attendance = draw.choice((Attendance.ARRIVED,) * 9 + (Attendance.WAITING, Attendance.CONFIRMED, Attendance.NO_SHOW))
    record = RecordId(200 + shop.next())
    visit.bookings.append(Booking(record, visit.number, visit.client, at.astimezone(UTC), attendance, deleted=False))
    for _ in range(draw.choice((0, *[1] * 7, 2, 2))):
        _add_line_to(shop, visit, record, draw)


def _add_line_to(shop: Shop, visit: Visit, record: RecordId, draw: Random) -> None:
    sold = draw.choice(PRICES)
    payable = sold if draw.random() < 0.8 else sold * draw.choice((0, 50, 90)) // 100
    kind, number, item = draw.choice(("service", "service", "service", "product")), shop.next(), draw.choice(ITEMS)
    quantity, prepaid = draw.choice((1, 1, 1, 2, 3)), draw.random() < 0.05
    visit.lines.append(
        Line(kind, item, record, "", quantity, sold, payable, number if kind == "product" else 0, prepaid)  # type: ignore[arg-type] # drawn from the two kinds
    )


def _again(shop: Shop, visit: Visit, draw: Random) -> None:
    """Another booking of the same visit, on its date."""
    zone = ZoneInfo(ZONES[visit.location])
    first = visit.bookings[0].starts_at.astimezone(zone)
    _add_booking(shop, visit, first.replace(hour=draw.choice((0, 9, 11, 18, 23))), draw)


def _change_booking(change: Callable[[Booking, Random], Booking]) -> Callable[[Shop, Visit, Random], None]:
    def act(_: Shop, visit: Visit, draw: Random) -> None:
        place = draw.randrange(len(visit.bookings))
        visit.bookings[place] = change(visit.bookings[place], draw)

    return act


def _attend(booking: Booking, draw: Random) -> Booking:
    attendance = draw.choice((*Attendance, Attendance.ARRIVED, Attendance.ARRIVED))
    return _with(booking, attendance=attendance)


def _delete(booking: Booking, _: Random) -> Booking:
    return _with(booking, deleted=not booking.deleted)


def _with(booking: Booking, **changes: object) -> Booking:
    fields = {name: getattr(booking, name) for name in Booking.__slots__}
    return Booking(**{**fields, **changes})


def _add_line(shop: Shop, visit: Visit, draw: Random) -> None:
    _add_line_to(shop, visit, draw.choice(visit.bookings).record_id, draw)


def _drop_line(_: Shop, visit: Visit, draw: Random) -> None:
    if visit.lines:
        visit.lines.pop(draw.randrange(len(visit.lines)))


def _price(_: Shop, visit: Visit, draw: Random) -> None:
    if visit.lines:
        place, price = draw.randrange(len(visit.lines)), draw.choice(PRICES)
        visit.lines[place] = replace(visit.lines[place], sold=price, payable=price)


def _pay_all(shop: Shop, visit: Visit, draw: Random) -> None:
    """What is not settled yet, in one payment or by booking."""
    left = sum(line.payable for line in visit.lines) - sum(one.amount for one in visit.settlements)
    if visit.settlements:
        _settle(shop, visit, draw, max(left, 0))
        return
    if draw.random() < 0.5:
        _settle(shop, visit, draw, left)
        return
    for booking in visit.bookings:
        due = sum(line.payable for line in visit.lines if line.record_id == booking.record_id)
        _settle(shop, visit, draw, due, booking.record_id)


def _settle(shop: Shop, visit: Visit, draw: Random, amount: int, record: RecordId | None = None) -> None:
    source = draw.choice((Source.MONEY,) * 6 + (Source.ACCOUNT, Source.GIFT_CARD, Source.BONUS))
    visit.settlements.append(Settlement(shop.next(), source, amount, record))


def _pay_some(shop: Shop, visit: Visit, draw: Random) -> None:
    """A part of a line, of a booking or of the visit; refunds are of money."""
    amount, source = draw.choice((100, 333, 500, 1000, 1500, 2500, 4000)), draw.choice(tuple(Source))
    if draw.random() < 0.3:
        amount, source = -amount, draw.choice((Source.MONEY, Source.ACCOUNT))
    line = draw.choice(visit.lines) if visit.lines else None
    scope = draw.choice(("line", "booking", "visit"))
    number = shop.next()
    if scope == "line" and line is not None:
        one = Settlement(number, source, amount, line.record_id, line.type, line.item_id, line.transaction_id)
    elif scope == "booking":
        one = Settlement(number, source, amount, draw.choice(visit.bookings).record_id)
    else:
        one = Settlement(number, source, amount)
    visit.settlements.append(one)


def _delete_payment(_: Shop, visit: Visit, draw: Random) -> None:
    if visit.settlements:
        visit.settlements.pop(draw.randrange(len(visit.settlements)))


def _refund_all(shop: Shop, visit: Visit, draw: Random) -> None:
    """A payment is given back by a negative one."""
    if visit.settlements:
        one = draw.choice(visit.settlements)
        if one.amount > 0 and one.source is not Source.SESSION:
            visit.settlements.append(Settlement(shop.next(), one.source, -one.amount, one.record_id, one.item_type, one.item_id))


def _move(_: Shop, visit: Visit, draw: Random) -> None:
    """The visit to another date or another time of the day."""
    start = _start(visit.location, draw).astimezone(UTC)
    visit.bookings = [_with(one, starts_at=start) for one in visit.bookings]


def _hand_over(_: Shop, visit: Visit, draw: Random) -> None:
    """The bookings belong to somebody else of this place; or to nobody yet."""
    here = [client for location, client in CLIENTS if location == visit.location]
    visit.client = draw.choice(here) if draw.random() < 0.9 else None
    visit.bookings = [_with(one, client_id=visit.client) for one in visit.bookings]


ACTS: dict[str, Callable[[Shop, Visit, Random], None]] = {
    "again": _again,
    "attend": _change_booking(_attend),
    "delete": _change_booking(_delete),
    "add_line": _add_line,
    "drop_line": _drop_line,
    "price": _price,
    "pay_all": _pay_all,
    "pay_some": _pay_some,
    "delete_payment": _delete_payment,
    "refund_all": _refund_all,
    "move": _move,
    "hand_over": _hand_over,
}
