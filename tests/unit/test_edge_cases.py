"""The edge cases of loyalty-domain.md §7 and the worked examples of §17, from the desk's act to the ledger."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from comeback.domain.ids import LocationId
from comeback.domain.settings import AmountOver, CardSettings, CountBy, EveryN, Item, Items, PaymentGate
from comeback.domain.visit import Attendance, Source
from tests.builders import line
from tests.engine_world import FOREIGN, JANE_PHONE, SECOND, EngineWorld

ANN_PHONE = "+13155550176"
DEFAULT = CardSettings()
CARRY = EveryN(2000, "carry")
PRODUCTS = CardSettings(count_products=True)


def by(unit: str, **more: Any) -> CardSettings:
    return CardSettings(count_by=CountBy(unit), **more)


def rule(what: object, unit: str = "client_day", **more: Any) -> CardSettings:
    return by(unit, accrual_rule=what, **more)


class Desk:
    """The table's words: Jane comes, and what happens then."""

    def __init__(self, world: EngineWorld) -> None:
        self.world, self.desk = world, world.desk
        self.jane = self.desk.add_client(JANE_PHONE)

    def came(self, at: str = "12:00", *costs: int, **more: Any) -> "Desk":
        """Jane had a visit, paid unless said otherwise."""
        self.last = self.world.visit(self.jane, at, *costs, **more)
        return self

    def then(self) -> "Desk":
        """Events come in, and the table goes on."""
        self.world.hear()
        return self

    def later(self) -> "Desk":
        """Events come in, and a quarter of an hour goes by."""
        self.world.hear()
        self.world.wait()
        return self

    def service_and_product(self, service: int, product: int, *paid: int) -> "Desk":
        self.came("12:00", service, paid=False)
        self.desk.add_line(self.last, line(product, type="product", item=9))
        for amount in paid:
            self.desk.pay(self.last, amount)
        return self

    def joined(self, at: str = "13:00") -> "Desk":
        """Another booking in the same visit, with another staff member."""
        visit = self.desk.visit_of(self.last)
        record = self.desk.book(self.jane, f"2026-09-21 {at}", visit=visit)
        self.desk.attend(record)
        self.desk.pay(record)
        return self

    def at_location(self, location: LocationId) -> "Desk":
        self.world.visit(self.desk.add_client(location=location), "15:00", location=location)
        return self

    def ann_came(self) -> "Desk":
        self.world.visit(self.desk.add_client(ANN_PHONE))
        return self

    def first_payment_deleted(self) -> "Desk":
        self.desk.delete_payments(min(self.desk.records))
        return self

    def events_twice(self) -> "Desk":
        self.desk.happened += self.desk.happened
        return self

    def events_lost(self) -> "Desk":
        self.desk.happened = []
        return self

    def swept(self) -> "Desk":
        self.world.sweep()
        return self

    def pays(self, amount: int | None = None, source: Source = Source.MONEY) -> "Desk":
        self.desk.pay(self.last, amount, source)
        return self

    def becomes(self, attendance: int) -> "Desk":
        self.desk.attend(self.last, attendance)
        return self

    def act(self, method: Callable[..., object], *arguments: object) -> "Desk":
        method(self.last, *arguments)
        return self


class Case(NamedTuple):
    number: str
    what: str
    story: Callable[[Desk], object]
    stamps: int
    settings: CardSettings = DEFAULT


SESSION: dict[str, Any] = {"source": Source.SESSION}
MASSAGE = line(4000, item=60)

CASES = [
    Case("1", "two visits on one date", lambda d: d.came().came("15:00"), 1),
    Case("1", "two visits on one date, each for itself", lambda d: d.came().came("15:00"), 2, by("visit")),
    Case("2", "two bookings in one visit", lambda d: d.came().joined(), 1),
    Case("2", "two bookings in one visit, by visit", lambda d: d.came().joined(), 1, by("visit")),
    Case("2", "two bookings in one visit, by booking", lambda d: d.came().joined(), 2, by("booking")),
    Case("3", "several services in one booking", lambda d: d.came("12:00", 4000, 2000), 1),
    Case("3", "listed lines per quantity", lambda d: d.came("12:00", 100).act(d.desk.add_line, MASSAGE)
         .act(d.desk.add_line, MASSAGE).pays(), 2, rule(Items((Item("service", 60),), per="quantity"), "visit")),
    Case("4", "a visit over midnight", lambda d: d.came("23:30", 4000), 1),
    Case("5", "arrived, not yet paid", lambda d: d.came(paid=False), 0),
    Case("5", "arrived, then paid", lambda d: d.came(paid=False).then().pays(), 1),
    Case("5", "arrived where payment is not checked", lambda d: d.came(paid=False), 1,
         by("client_day", payment_gate=PaymentGate.NONE)),
    Case("6", "partly paid", lambda d: d.came(paid=False).pays(1000), 0),
    Case("6", "partly paid where any payment will do", lambda d: d.came(paid=False).pays(1000), 1,
         by("client_day", payment_gate=PaymentGate.ANY)),
    Case("6", "partly paid, every 20: nothing", lambda d: d.came(paid=False).pays(3900), 0, rule(EveryN(2000))),
    Case("6", "then the whole at once", lambda d: d.came(paid=False).pays(3900).then().pays(), 2, rule(EveryN(2000))),
    Case("8", "paid in advance, not yet arrived", lambda d: d.came().becomes(Attendance.CONFIRMED), 0),
    Case("8", "paid in advance, then arrived",
         lambda d: d.came().becomes(Attendance.CONFIRMED).then().becomes(Attendance.ARRIVED), 1),
    Case("9", "paid in advance, no-show", lambda d: d.came().becomes(Attendance.NO_SHOW), 0),
    Case("10", "cancelled after the stamp", lambda d: d.came().then().act(d.desk.cancel).later(), 0),
    Case("10", "cancelled after the stamp, within the delay", lambda d: d.came().then().act(d.desk.cancel).then(), 1),
    Case("10", "cancelled and restored later", lambda d: d.came().then().act(d.desk.cancel).later().act(d.desk.restore), 1),
    Case("11", "arrived, waiting, arrived within the delay",
         lambda d: d.came().then().becomes(Attendance.WAITING).then().becomes(Attendance.ARRIVED), 1),
    Case("11", "arrived, waiting, arrived later",
         lambda d: d.came().then().becomes(Attendance.WAITING).later().becomes(Attendance.ARRIVED), 1),
    Case("12", "the payment deleted", lambda d: d.came().then().act(d.desk.delete_payments).later(), 0),
    Case("13", "a partial refund", lambda d: d.came().then().pays(-1000).later(), 0),
    Case("13", "a partial refund, every 20", lambda d: d.came("12:00", 6000).then().pays(-2500).later(), 1,
         rule(EveryN(2000), payment_gate=PaymentGate.ANY)),
    Case("15", "products only", lambda d: d.service_and_product(0, 2500, 2500), 0),
    Case("15", "products only, counted", lambda d: d.service_and_product(0, 2500, 2500), 1, PRODUCTS),
    Case("16", "over 50: service 45, product 10", lambda d: d.service_and_product(4500, 1000, 5500), 0, rule(AmountOver(5000))),
    Case("16", "over 50, products counted", lambda d: d.service_and_product(4500, 1000, 5500), 1,
         rule(AmountOver(5000), count_products=True)),
    Case("17", "exactly the amount", lambda d: d.came("12:00", 5000), 0, rule(AmountOver(5000))),
    Case("17", "exactly the amount, inclusive", lambda d: d.came("12:00", 5000), 1, rule(AmountOver(5000, inclusive=True))),
    Case("18", "every 20, two visits of 15, by day", lambda d: d.came("12:00", 1500).came("15:00", 1500), 1, rule(EveryN(2000))),
    Case("18", "every 20, two visits of 15, by visit", lambda d: d.came("12:00", 1500).came("15:00", 1500), 0,
         rule(EveryN(2000), "visit")),
    Case("19", "every 20, 50 paid", lambda d: d.came("12:00", 5000), 2, rule(EveryN(2000))),
    Case("19", "every 20, 50 paid, the rest kept for the next visit",
         lambda d: d.came("12:00", 5000).came("15:00", 1000), 3, rule(CARRY, "visit")),
    Case("20", "every 20 carried, 15 of 50 refunded", lambda d: d.came("12:00", 5000).then().pays(-1500).later(), 1,
         rule(CARRY, payment_gate=PaymentGate.ANY)),
    Case("21", "a discount of 10 % on 50, over 45", lambda d: d.came("12:00", 4500), 0, rule(AmountOver(4500))),
    Case("22", "a free visit", lambda d: d.came("12:00", 0), 0),
    Case("23", "paid wholly with bonus points", lambda d: d.came(source=Source.BONUS), 0),
    Case("24", "half bonus, half money", lambda d: d.came("12:00", 6000, paid=False).pays(3000, Source.BONUS).pays(3000), 1),
    Case("24", "half bonus, half money, over 40",
         lambda d: d.came("12:00", 6000, paid=False).pays(3000, Source.BONUS).pays(3000), 0, rule(AmountOver(4000))),
    Case("25", "paid with a gift card", lambda d: d.came(source=Source.GIFT_CARD), 1),
    Case("25", "a gift card sold", lambda d: d.service_and_product(0, 0).act(
        d.desk.add_line, line(5000, type="product", item=8, prepaid=True)).pays(5000), 0, PRODUCTS),
    Case("26", "paid from the client account", lambda d: d.came(source=Source.ACCOUNT), 1),
    Case("27", "a membership session", lambda d: d.came(**SESSION), 0),
    Case("27", "a membership session that earns", lambda d: d.came(**SESSION), 1, by("client_day", membership_visits_earn=True)),
    Case("27", "a session has no amount", lambda d: d.came(**SESSION), 0, rule(EveryN(1000), membership_visits_earn=True)),
    Case("28", "a session debited for a no-show", lambda d: d.came(**SESSION).becomes(Attendance.NO_SHOW), 0,
         by("client_day", membership_visits_earn=True)),
    Case("29", "two locations, one date", lambda d: d.came().at_location(SECOND), 1),
    Case("30", "a location outside the program", lambda d: d.at_location(FOREIGN), 0),
    Case("34", "the date moved", lambda d: d.came().then().act(d.desk.move, "2026-09-20 12:00").then(), 1),
    Case("35", "another client", lambda d: d.came().then().act(d.desk.give_to, d.desk.add_client(ANN_PHONE)).later(), 0),
    Case("36", "every event twice", lambda d: d.came().events_twice(), 1),
    Case("36", "the sweep after the events", lambda d: d.came().then().swept(), 1),
    Case("37", "every event lost", lambda d: d.came().events_lost().swept(), 1),
    Case("39", "a group: each participant for himself", lambda d: d.came().ann_came(), 1),
    Case("41", "attendance never set", lambda d: d.came().becomes(Attendance.WAITING), 0),
    Case("§17.1", "payment of the first visit deleted: the second holds the day",
         lambda d: d.came().came("15:00").then().first_payment_deleted().later(), 1),
    Case("§17.1", "and then the second cancelled",
         lambda d: d.came().came("15:00").then().first_payment_deleted().then().act(d.desk.cancel).later(), 0),
    Case("§17.2", "service 40 less 10 %, product 15, over 50", lambda d: d.service_and_product(3600, 1500, 5100), 1,
         rule(AmountOver(5000), "visit", count_products=True)),
    Case("§17.2", "the product given back", lambda d: d.service_and_product(3600, 1500, 5100).then().pays(-1500).later(), 0,
         rule(AmountOver(5000), "visit", count_products=True)),
    Case("§17.3", "every 1000, 2500 paid, 600 added and paid in time",
         lambda d: d.came("12:00", 250_000).then().act(d.desk.add_service, 60_000).then().pays().later(), 3,
         rule(EveryN(100_000), "booking")),
    Case("§17.4", "every 1000 carried: 700 and 700",
         lambda d: d.came("12:00", 70_000).then().came("15:00", 70_000), 1, rule(EveryN(100_000, "carry"), "visit")),
    Case("§17.4", "and the first of them refunded",
         lambda d: d.came("12:00", 70_000).then().came("15:00", 70_000).then().first_payment_deleted().later(), 0,
         rule(EveryN(100_000, "carry"), "visit")),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.number}: {case.what}")
def test_the_edge_case(case: Case) -> None:
    desk = Desk(EngineWorld(case.settings))
    case.story(desk)
    desk.then()
    assert desk.world.balance() == case.stamps
    assert sum(desk.world.amounts()) == case.stamps
