"""The 42 edge cases and 12 worked examples of the rules (loyalty-domain.md §7, §17), one line a case.

Unless said otherwise a stamp is given for each date with a visit that was attended and paid in full, products do not count,
and ten stamps make a reward. Money is in cents, today is day 0, and a visit is at noon. `stamps` is what Jane's card has
in the end (below zero: owed), `ann` what Ann's has.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from comeback.domain.program import StampExpiry, Validity
from comeback.domain.settings import AccrualRule, AmountOver, CardSettings, CountBy, EveryN, Item, Items, PaymentGate
from comeback.domain.visit import Attendance, Source
from tests.edge_cases.story import Place, Story


class Program(NamedTuple):
    """What a case's program is like."""

    settings: CardSettings = CardSettings()
    size: int = 10
    lookback_days: int = 0
    stamp_expiry: StampExpiry = StampExpiry()
    validity: Validity = Validity()


class Case(NamedTuple):
    """`amounts`, where they matter: the entries, oldest first."""

    number: str
    what: str
    story: Callable[[Story], object]
    stamps: int
    program: Program = Program()
    ann: int | None = None
    amounts: list[int] | None = None

    @property
    def name(self) -> str:
        return f"{self.number}: {self.what}"


def by(unit: str = "client_day", **more: Any) -> Program:
    """Another earning unit or switch."""
    return Program(CardSettings(count_by=CountBy(unit), **more))


def rule(what: AccrualRule, unit: str = "client_day", **more: Any) -> Program:
    """Another accrual rule."""
    return by(unit, accrual_rule=what, **more)


ARRIVED, CONFIRMED, NO_SHOW, WAITING = Attendance.ARRIVED, Attendance.CONFIRMED, Attendance.NO_SHOW, Attendance.WAITING
BONUS, GIFT_CARD, SESSION, ACCOUNT = Source.BONUS, Source.GIFT_CARD, Source.SESSION, Source.ACCOUNT
MASSAGE = 60
PER_MASSAGE = rule(Items((Item("service", MASSAGE),), per="quantity"), "visit")
EVERY_20, EVERY_20_CARRIED = EveryN(2000), EveryN(2000, "carry")
EVERY_1000, EVERY_1000_CARRIED = EveryN(100_000), EveryN(100_000, "carry")
ANY = PaymentGate.ANY
OF_FIVE = Program(CardSettings(count_by=CountBy.VISIT), size=5)
HALF_BONUS = "half bonus, half money"

CASES = [
    Case("1", "two visits on one date", lambda s: s.visits().visits(at="15:00"), 1),
    Case("1", "two visits on one date, each for itself", lambda s: s.visits().visits(at="15:00"), 2, by("visit")),
    Case("2", "two bookings (two staff members) in one visit", lambda s: s.visits().visits(at="13:00", joins=True), 1),
    Case("2", "the same, by visit", lambda s: s.visits().visits(at="13:00", joins=True), 1, by("visit")),
    Case("2", "the same, by booking", lambda s: s.visits().visits(at="13:00", joins=True), 2, by("booking")),
    Case("3", "several services in one booking", lambda s: s.visits(4000, 2000), 1),
    Case("3", "several services, listed ones count each",
         lambda s: s.came(100).adds(4000, MASSAGE).adds(4000, MASSAGE).pays(), 2, PER_MASSAGE),
    Case("4", "a visit over midnight", lambda s: s.visits(at="23:30"), 1),
    Case("5", "arrived, not yet paid", lambda s: s.came(), 0),
    Case("5", "arrived, then paid", lambda s: s.came().then().pays(), 1, amounts=[1]),
    Case("5", "arrived, where payment is not checked", lambda s: s.came(), 1, by(payment_gate=PaymentGate.NONE)),
    Case("6", "partly paid", lambda s: s.came().pays(1000), 0),
    Case("6", "partly paid, where any payment will do", lambda s: s.came().pays(1000), 1, by(payment_gate=ANY)),
    Case("6", "partly paid, every 20", lambda s: s.came().pays(3900), 0, rule(EVERY_20)),
    Case("6", "then the rest, every 20: the whole at once", lambda s: s.came().pays(3900).then().pays(), 2, rule(EVERY_20),
         amounts=[2]),
    Case("7", "the rest paid on another day", lambda s: s.came().pays(1000).days_later(3).pays(), 1),
    Case("8", "paid in advance, not yet arrived", lambda s: s.books().becomes(CONFIRMED).pays(), 0),
    Case("8", "paid in advance, then arrived", lambda s: s.books().pays().then().becomes(ARRIVED), 1),
    Case("9", "paid in advance, no-show", lambda s: s.books().pays().becomes(NO_SHOW), 0),
    Case("10", "cancelled after the stamp", lambda s: s.visits().then().cancelled().later(), 0, amounts=[1, -1]),
    Case("10", "cancelled after the stamp, a minute ago", lambda s: s.visits().then().cancelled(), 1),
    Case("10", "cancelled, and restored later", lambda s: s.visits().then().cancelled().later().restored(), 1,
         amounts=[1, -1, 1]),
    Case("11", "arrived, waiting, arrived within the delay",
         lambda s: s.visits().then().becomes(WAITING).then().becomes(ARRIVED).later(), 1, amounts=[1]),
    Case("11", "arrived, waiting, arrived later",
         lambda s: s.visits().then().becomes(WAITING).later().becomes(ARRIVED), 1, amounts=[1, -1, 1]),
    Case("12", "full refund: the payment is deleted", lambda s: s.visits().then().payment_deleted().later(), 0),
    Case("13", "partial refund", lambda s: s.visits().then().pays(-1000).later(), 0),
    Case("13", "partial refund, every 20", lambda s: s.visits(6000).then().pays(-2500).later(), 1,
         rule(EVERY_20, payment_gate=ANY)),
    Case("14", "refund after the reward was redeemed: a debt",
         lambda s: [s.visits(at=f"{hour}:00") for hour in range(10, 15)] and s.redeemed().payment_deleted().later(), -1, OF_FIVE),
    Case("15", "products only", lambda s: s.came(0).buys(2500).pays(2500), 0),
    Case("15", "products only, counted", lambda s: s.came(0).buys(2500).pays(2500), 1, by(count_products=True)),
    Case("15", "products counted, after a visit of that date", lambda s: s.visits().came(0, at="15:00").buys(2500).pays(2500), 1,
         by(count_products=True)),
    Case("16", "over 50: service 45, product 10", lambda s: s.came(4500).buys(1000).pays(5500), 0, rule(AmountOver(5000))),
    Case("16", "the same with products counted", lambda s: s.came(4500).buys(1000).pays(5500), 1,
         rule(AmountOver(5000), count_products=True)),
    Case("17", "over 50: exactly 50", lambda s: s.visits(5000), 0, rule(AmountOver(5000))),
    Case("17", "50 or more: exactly 50", lambda s: s.visits(5000), 1, rule(AmountOver(5000, inclusive=True))),
    Case("18", "every 20, two visits of 15, by date", lambda s: s.visits(1500).visits(1500, at="15:00"), 1, rule(EVERY_20)),
    Case("18", "every 20, two visits of 15, by visit", lambda s: s.visits(1500).visits(1500, at="15:00"), 0,
         rule(EVERY_20, "visit")),
    Case("19", "every 20, 50 paid: 10 are lost", lambda s: s.visits(5000).visits(1000, at="15:00"), 2, rule(EVERY_20, "visit")),
    Case("19", "every 20, 50 paid: 10 are carried over", lambda s: s.visits(5000).visits(1000, at="15:00"), 3,
         rule(EVERY_20_CARRIED, "visit")),
    Case("20", "every 20 carried over, 15 of 50 refunded", lambda s: s.visits(5000).then().pays(-1500).later(), 1,
         rule(EVERY_20_CARRIED, payment_gate=ANY)),
    Case("21", "over 45: 50 less 10 %", lambda s: s.visits(4500), 0, rule(AmountOver(4500))),
    Case("22", "a free visit", lambda s: s.came(0), 0),
    Case("23", "paid wholly with bonus points", lambda s: s.came().pays(source=BONUS), 0),
    Case("24", HALF_BONUS, lambda s: s.came(6000).pays(3000, BONUS).pays(3000), 1),
    Case("24", f"{HALF_BONUS}, over 40", lambda s: s.came(6000).pays(3000, BONUS).pays(3000), 0, rule(AmountOver(4000))),
    Case("24", f"{HALF_BONUS}, every 20", lambda s: s.came(6000).pays(3000, BONUS).pays(3000), 1, rule(EVERY_20)),
    Case("25", "paid with a gift card", lambda s: s.came().pays(source=GIFT_CARD), 1),
    Case("25", "a gift card sold", lambda s: s.came(0).buys_gift_card(5000).pays(5000), 0, by(count_products=True)),
    Case("26", "paid from the client account", lambda s: s.came().pays(source=ACCOUNT), 1),
    Case("27", "a membership session", lambda s: s.came().pays(source=SESSION), 0),
    Case("27", "a membership session that earns", lambda s: s.came().pays(source=SESSION), 1, by(membership_visits_earn=True)),
    Case("27", "a membership session has no amount", lambda s: s.came().pays(source=SESSION), 0,
         rule(EVERY_20, membership_visits_earn=True)),
    Case("28", "a session debited for a no-show", lambda s: s.books().pays(source=SESSION).becomes(NO_SHOW), 0,
         by(membership_visits_earn=True)),
    Case("29", "two locations, one date", lambda s: s.visits().visits(at="15:00", place=Place.UPTOWN), 1),
    Case("30", "a location that is not in the program", lambda s: s.visits(place=Place.OUTSIDE), 0),
    Case("32", "a card made after the visit", lambda s: s.client("Jane").then().visits(day=-3), 0),
    Case("32", "a card made after the visit, within the look-back", lambda s: s.client("Jane").then().visits(day=-3), 1,
         Program(lookback_days=3)),
    Case("32", "a card made after the visit, beyond the look-back", lambda s: s.client("Jane").then().visits(day=-3), 0,
         Program(lookback_days=2)),
    Case("33", "a backdated visit whose own event makes the card",
         lambda s: s.client("Jane", told=False).books(day=-3).then().becomes(ARRIVED).pays(), 1),
    Case("34", "the date moved", lambda s: s.client("Jane").then().visits().then().moved(day=1), 1, amounts=[1, 1, -1]),
    Case("35", "the client of the booking changed", lambda s: s.client("Ann").visits().then().given_to("Ann").later(), 0, ann=1),
    Case("36", "every event twice, and the newest first", lambda s: s.visits().events_twice().then(), 1, amounts=[1]),
    Case("36", "the sweep after the events", lambda s: s.visits().then().swept(), 1, amounts=[1]),
    Case("37", "every event lost", lambda s: s.unheard().visits().swept(), 1, amounts=[1]),
    Case("38", "a blocked card", lambda s: s.blocked().visits(), 0),
    Case("38", "a blocked card that is opened again", lambda s: s.blocked().visits().unblocked(), 1),
    Case("39", "a group: each participant's own booking", lambda s: s.visits().visits(who="Ann"), 1, ann=1),
    Case("40", "a stamp by hand and a visit of the same date", lambda s: s.scanned().visits(), 1, amounts=[1]),
    Case("40", "the visit first", lambda s: s.visits().scanned().later(), 1),
    Case("40", "both count", lambda s: s.scanned().visits(), 2, by(scan_excludes_crm=False)),
    Case("41", "attendance never set", lambda s: s.books().pays(), 0),
    Case("42", "another rule from four o'clock on",
         lambda s: s.visits(at="12:00").settings_become(rule(EveryN(1000), "visit").settings).visits(at="18:00"), 5,
         by("visit", max_per_day=9), amounts=[1, 4]),

    Case("§17.1", "the first visit's payment deleted: the second holds the day",
         lambda s: s.visits(4000).visits(2000, at="15:00").then().payment_deleted(of_first=True).later(), 1, amounts=[1]),
    Case("§17.1", "then the second cancelled",
         lambda s: s.visits(4000).visits(2000, at="15:00").then().payment_deleted(of_first=True).then().cancelled().later(), 0),
    Case("§17.2", "over 50 by visit: service 40 less 10 %, product 15", lambda s: s.came(3600).buys(1500).pays(5100), 1,
         rule(AmountOver(5000), "visit", count_products=True)),
    Case("§17.2", "15 given back", lambda s: s.came(3600).buys(1500).pays(5100).then().pays(-1500).later(), 0,
         rule(AmountOver(5000), "visit", count_products=True)),
    Case("§17.3", "every 1000 by booking: 2500 paid, 600 added and paid in time",
         lambda s: s.visits(250_000).then().adds(60_000).then().pays().later(), 3, rule(EVERY_1000, "booking"), amounts=[2, 1]),
    Case("§17.4", "every 1000 carried over: 700 and 700", lambda s: s.visits(70_000).then().visits(70_000, at="15:00"), 1,
         rule(EVERY_1000_CARRIED, "visit")),
    Case("§17.4", "the first of them refunded",
         lambda s: s.visits(70_000).then().visits(70_000, at="15:00").then().payment_deleted(of_first=True).later(), 0,
         rule(EVERY_1000_CARRIED, "visit")),
    Case("§17.5", "two massages and a manicure, each massage counts",
         lambda s: s.came(2000).adds(4000, MASSAGE).adds(4000, MASSAGE).pays(), 2, PER_MASSAGE),
    Case("§17.6", "five stamps, the reward redeemed, the fifth visit refunded",
         lambda s: [s.visits(at=f"{hour}:00") for hour in range(10, 15)] and s.redeemed().payment_deleted().later(), -1, OF_FIVE,
         amounts=[1, 1, 1, 1, 1, -5, -1]),
    Case("§17.6", "the next visit fills the hole",
         lambda s: [s.visits(at=f"{hour}:00") for hour in range(10, 15)]
         and s.redeemed().payment_deleted().later().visits(at="15:00"), 0, OF_FIVE),
    Case("§17.6", "and the next one is a stamp again",
         lambda s: [s.visits(at=f"{hour}:00") for hour in range(10, 15)]
         and s.redeemed().payment_deleted().later().visits(at="15:00").visits(at="16:00"), 1, OF_FIVE),
    Case("§17.7", "nine stamps and three more: a reward and two stamps",
         lambda s: s.visits(900_000).then().visits(300_000, at="15:00"), 12, rule(EVERY_1000, "visit")),
    Case("§17.8", "stamps end 90 days after the last one", lambda s: s.visits().then().days_later(91), 0,
         Program(stamp_expiry=StampExpiry("after_last", days=90)), amounts=[1, -1]),
    Case("§17.9", "60 due, 60 from bonus points", lambda s: s.came(6000).pays(6000, BONUS), 0),
    Case("§17.9", "60 due, 30 from bonus points and 30 in money", lambda s: s.came(6000).pays(3000, BONUS).pays(3000), 1),
    Case("§17.9", "the same, over 40", lambda s: s.came(6000).pays(3000, BONUS).pays(3000), 0, rule(AmountOver(4000))),
    Case("§17.10", "created, cancelled, and the events come the other way round",
         lambda s: s.visits().cancelled().events_twice().later(), 0),
    Case("§17.11", "the booking moved from Jane to Ann after the stamp",
         lambda s: s.client("Ann").visits().then().given_to("Ann").later(), 0, ann=1, amounts=[1, -1]),
    Case("§17.12", "two branches, one date", lambda s: s.visits().visits(at="15:00", place=Place.UPTOWN), 1),
]  # fmt: skip
