"""What a day should have earned (loyalty-domain.md §6), with plain values."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from comeback.adapters.words import words_for
from comeback.domain.accrual import Verdict, judge_day
from comeback.domain.ids import LocationId
from comeback.domain.program import Program, Validity
from comeback.domain.settings import (
    CardSettings,
    CountBy,
    EveryN,
    PaymentGate,
    SettingsVersion,
)
from comeback.domain.visit import Attendance, Source, VisitFacts
from comeback.domain.words import Phrase
from tests.builders import DAY, LA_VISAGE, NOON, booking, card, line, paid, program, visit

HOUR = timedelta(hours=1)


def judge(*visits: VisitFacts, of: Program | None = None, **settings: Any) -> list[Verdict]:
    return judge_day(of or program(CardSettings(**settings)), card(), DAY, visits)


def targets(verdicts: list[Verdict]) -> list[int]:
    return [verdict.target for verdict in verdicts]


def reasons(verdicts: list[Verdict]) -> list[str]:
    return [words_for("en").tell(line.reason) for verdict in verdicts for part in verdict.parts for line in part.lines]


@pytest.mark.parametrize(("count_by", "expected"), [("client_day", [1]), ("visit", [1, 1]), ("booking", [1, 1])])
def test_two_visits_on_one_date(count_by: str, expected: list[int]) -> None:
    visits = visit(paid()), visit(paid(), number=2, at=NOON + HOUR)
    assert targets(judge(*visits, count_by=CountBy(count_by))) == expected


@pytest.mark.parametrize(("count_by", "expected"), [("client_day", [1]), ("visit", [1]), ("booking", [1, 1])])
def test_two_bookings_in_one_visit(count_by: str, expected: list[int]) -> None:
    one = visit(
        paid(8000),
        bookings=(booking(1), booking(2, at=NOON + HOUR)),
        lines=(line(record=1), line(record=2)),
    )
    assert targets(judge(one, count_by=CountBy(count_by))) == expected


@pytest.mark.parametrize(
    ("gate", "amounts", "expected"),
    [
        ("full", [], 0), ("full", [2000], 0), ("full", [2000, 2000], 1), ("full", [4000, -4000], 0), ("full", [4000, -1], 0),
        ("any", [], 0), ("any", [1], 1), ("any", [4000, -4000], 0), ("none", [], 1),
    ],
)  # fmt: skip
def test_the_payment_gate(gate: str, amounts: list[int], expected: int) -> None:
    settlements = [paid(amount, id=number) for number, amount in enumerate(amounts, 1)]
    assert targets(judge(visit(*settlements), payment_gate=PaymentGate(gate))) == [expected]


@pytest.mark.parametrize(
    ("attendance", "deleted", "reason"),
    [
        (Attendance.WAITING, False, "the client is not marked as arrived"),
        (Attendance.CONFIRMED, False, "the client is not marked as arrived"),
        (Attendance.NO_SHOW, False, "the client did not come"),
        (Attendance.ARRIVED, True, "the booking was cancelled"),
    ],
)
def test_only_an_arrived_booking_earns(attendance: int, deleted: bool, reason: str) -> None:
    verdicts = judge(visit(paid(), bookings=(booking(attendance=attendance, deleted=deleted),)), payment_gate="none")
    assert targets(verdicts) == [0]
    assert reasons(verdicts) == [reason]


def test_a_free_visit_earns_nothing_behind_the_full_gate() -> None:
    verdicts = judge(visit(lines=(line(0, sold=4000),)))
    assert targets(verdicts) == [0]
    assert verdicts[0].parts[0].gate.why == Phrase("why.nothing_to_pay")


def test_a_visit_paid_wholly_with_bonus_points_earns_nothing() -> None:
    assert targets(judge(visit(paid(source=Source.BONUS)))) == [0]


def test_half_bonus_half_money_earns() -> None:
    assert targets(judge(visit(paid(2000, source=Source.BONUS), paid(2000, id=2)))) == [1]


@pytest.mark.parametrize("source", [Source.GIFT_CARD, Source.ACCOUNT])
def test_gift_card_and_deposit_count_as_paid(source: Source) -> None:
    assert targets(judge(visit(paid(source=source)))) == [1]


@pytest.mark.parametrize(("earn", "expected"), [(False, 0), (True, 1)])
def test_a_membership_session(earn: bool, expected: int) -> None:
    session = paid(0, source=Source.SESSION, record=1, item=100, type="service")
    assert targets(judge(visit(session), membership_visits_earn=earn)) == [expected]


def test_a_session_visit_that_earns_has_no_amount() -> None:
    session = paid(4000, source=Source.SESSION, record=1, item=100, type="service")
    verdicts = judge(visit(session), membership_visits_earn=True, accrual_rule=EveryN(1000))
    assert (verdicts[0].basis, verdicts[0].target) == (0, 0)


def test_a_session_line_beside_a_paid_line_does_not_close_the_gate() -> None:
    lines = (line(4000, item=1), line(2000, item=2))
    session = paid(0, source=Source.SESSION, record=1, item=1, type="service")
    verdicts = judge(visit(session, paid(2000, id=2), lines=lines))
    assert targets(verdicts) == [1]
    assert reasons(verdicts) == ["paid with a membership session", "service of an arrived booking"]


@pytest.mark.parametrize(("products", "expected"), [(False, 0), (True, 1)])
def test_products_alone(products: bool, expected: int) -> None:
    only = visit(paid(2500), lines=(line(2500, type="product", item=9),))
    assert targets(judge(only, count_products=products)) == [expected]


def test_an_unpaid_product_does_not_close_the_gate_where_products_are_not_counted() -> None:
    both = visit(paid(4000), lines=(line(4000), line(2500, type="product", item=9)))
    assert targets(judge(both)) == [1]
    assert targets(judge(both, count_products=True)) == [0]


def test_a_sold_gift_card_is_a_prepayment() -> None:
    sale = visit(paid(5000), lines=(line(5000, type="product", item=9, prepaid=True),))
    assert targets(judge(sale, count_products=True)) == [0]


def test_an_unpaid_gift_card_does_not_close_the_gate_and_a_paid_one_does_not_open_it() -> None:
    gift_card = line(5000, type="product", item=9, transaction=7, prepaid=True)
    unpaid = visit(paid(4000, record=1, item=100, type="service"), lines=(line(), gift_card))
    assert targets(judge(unpaid, count_products=True)) == [1]
    free = visit(paid(5000, record=1, item=9, type="product"), lines=(line(0), gift_card))
    assert targets(judge(free, count_products=True)) == [0]


def test_an_unpaid_booking_nobody_came_for_does_not_close_the_gate() -> None:
    one = visit(
        paid(4000, record=1),
        bookings=(booking(1), booking(2, attendance=Attendance.NO_SHOW)),
        lines=(line(record=1), line(record=2)),
    )
    assert targets(judge(one)) == [1]


def test_two_locations_on_one_date_earn_once_and_the_greater_target_wins() -> None:
    rows = {
        LA_VISAGE: (SettingsVersion(1, NOON, CardSettings()),),
        LocationId(24697): (SettingsVersion(1, NOON, CardSettings(accrual_rule=EveryN(1000))),),
    }
    both = program(locations=(LA_VISAGE, 24697), rows=rows)
    verdicts = judge(visit(paid()), visit(paid(), number=2, place=24697), of=both)
    assert targets(verdicts) == [4]


def test_a_location_outside_the_program_earns_nothing() -> None:
    verdicts = judge(visit(paid(), place=777))
    assert targets(verdicts) == [0]
    assert reasons(verdicts) == ["the location does not belong to the program"]


def test_a_location_without_settings_earns_nothing_and_says_so() -> None:
    elsewhere = {LocationId(24697): (SettingsVersion(1, NOON, CardSettings()),)}
    verdicts = judge(visit(paid()), of=program(locations=(LA_VISAGE, 24697), rows=elsewhere))
    assert targets(verdicts) == [0]
    assert reasons(verdicts) == ["the program has no settings for the location yet"]


def test_before_the_start_of_accrual_nothing_earns() -> None:
    verdicts = judge(visit(paid()), of=program(start_of_accrual=DAY + timedelta(days=1)))
    assert reasons(verdicts) == ["before the program's start of accrual"]


def test_a_later_start_of_accrual_takes_nothing_back_and_holds_from_the_change_on() -> None:
    changed = replace(program(start_of_accrual=DAY + timedelta(days=9)), past_starts=((NOON + HOUR, DAY),))
    assert targets(judge(visit(paid()), of=changed)) == [1]
    assert reasons(judge(visit(paid(), at=NOON + HOUR), of=changed)) == ["before the program's start of accrual"]


@pytest.mark.parametrize(("lookback", "expected"), [(0, 0), (1, 0), (2, 1)])
def test_a_card_made_later_looks_back(lookback: int, expected: int) -> None:
    late = card(issued=datetime(2026, 9, 24, 3, tzinfo=UTC))  # still the 23rd in New York
    verdicts = judge_day(program(lookback_days=lookback), late, DAY, [visit(paid())])
    assert targets(verdicts) == [expected]


def test_a_card_made_by_an_older_visit_begins_on_that_date() -> None:
    made = replace(card(issued=datetime(2026, 9, 24, tzinfo=UTC)), first_day=DAY)
    assert targets(judge_day(program(), made, DAY, [visit(paid())])) == [1]


def test_a_card_made_by_a_future_booking_earns_from_its_issue() -> None:
    made = replace(card(issued=datetime(2026, 9, 20, tzinfo=UTC)), first_day=date(2026, 10, 30))
    assert targets(judge_day(program(), made, DAY, [visit(paid())])) == [1]


@pytest.mark.parametrize(
    ("validity", "expected"),
    [
        (Validity("until", date=DAY), 1), (Validity("until", date=DAY - timedelta(days=1)), 0),
        (Validity("days", days=30), 1), (Validity("days", days=5), 0),
    ],
)  # fmt: skip
def test_the_validity_of_a_card(validity: Validity, expected: int) -> None:
    assert targets(judge(visit(paid()), of=replace(program(), validity=validity))) == [expected]


def test_a_change_of_settings_holds_from_its_moment() -> None:
    rows = {
        LA_VISAGE: (
            SettingsVersion(1, NOON - 9 * HOUR, CardSettings(payment_gate=PaymentGate.FULL)),
            SettingsVersion(2, NOON + HOUR, CardSettings(payment_gate=PaymentGate.NONE)),
        )
    }
    changed = program(rows=rows)
    before, after = visit(at=NOON), visit(at=NOON + HOUR)
    assert targets(judge(before, of=changed)) == [0]
    assert targets(judge(after, of=changed)) == [1]


def test_count_by_written_by_one_row_holds_for_all() -> None:
    rows = {
        LA_VISAGE: (SettingsVersion(1, NOON - 9 * HOUR, CardSettings(count_by=CountBy.CLIENT_DAY)),),
        LocationId(24697): (SettingsVersion(1, NOON - 8 * HOUR, CardSettings(count_by=CountBy.VISIT)),),
    }
    both = program(locations=(LA_VISAGE, 24697), rows=rows)
    verdicts = judge(visit(paid()), visit(paid(), number=2, at=NOON + HOUR), of=both)
    assert targets(verdicts) == [1, 1]


def test_caps_follow_start_time_not_the_order_of_events() -> None:
    late, early = visit(paid(), number=1, at=NOON + HOUR), visit(paid(), number=2)
    settings: dict[str, Any] = {
        "count_by": CountBy.VISIT, "accrual_rule": EveryN(1000), "max_per_unit": 3, "max_per_day": 4,
    }  # fmt: skip
    for order in ((late, early), (early, late)):
        verdicts = judge(*order, **settings)
        assert [(verdict.unit.visit_id, verdict.target) for verdict in verdicts] == [(2, 3), (1, 1)]


def test_nothing_on_a_day_without_visits() -> None:
    assert judge() == []
