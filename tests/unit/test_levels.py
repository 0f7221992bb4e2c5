"""What promotions give now and what is lacking to more (loyalty-domain.md §10.2, §10.3)."""

from decimal import Decimal
from typing import Any

import pytest

from comeback.adapters.words import words_for
from comeback.domain.ids import LoyaltyCardId
from comeback.domain.levels import GrowsWith, Level, Step, lacking_of, levels_of, worth_of
from comeback.domain.loyalty import LoyaltyCard, Promotion, Threshold

STEPS = (Threshold(Decimal(100), Decimal(5)), Threshold(Decimal(500), Decimal("7.5")))


def promotion(type_id: int, **changes: Any) -> Promotion:
    fields: dict[str, Any] = {
        "id": 1, "title": "Regulars", "type_id": type_id, "value": Decimal(3), "unit": "percent", "cashback": False,
        "grows": True, "thresholds": STEPS,
    }  # fmt: skip
    return Promotion(**{**fields, **changes})


def card(*promotions: Promotion, **counted: Any) -> LoyaltyCard:
    return LoyaltyCard(LoyaltyCardId(1), 10992, "N1", 0, promotions=promotions, **counted)


def level(one: Promotion, currency: str = "USD", **counted: Any) -> Level:
    (found,) = levels_of(card(one, **counted), currency, cashback=one.cashback)
    return found


@pytest.mark.parametrize(
    ("type_id", "counted", "counter"),
    [
        (2, {"visits": 120}, GrowsWith.VISITS), (3, {"sold": 12000}, GrowsWith.SOLD), (4, {"paid": 12000}, GrowsWith.PAID),
        (7, {"paid": 12000}, GrowsWith.PAID), (8, {"sold": 12000}, GrowsWith.SOLD), (9, {"visits": 120}, GrowsWith.VISITS),
        (10, {"visits": 120}, GrowsWith.VISITS),
    ],
)  # fmt: skip
def test_a_growing_promotion_gives_what_its_counter_has_reached(type_id: int, counted: Any, counter: GrowsWith) -> None:
    lacking = 380 if counter is GrowsWith.VISITS else 38000
    assert level(promotion(type_id), **counted) == Level("Regulars", 500, "percent", Step(750, lacking, counter))


def test_below_the_first_step_there_is_nothing_and_above_the_last_nothing_more() -> None:
    assert level(promotion(4), paid=9999) == Level("Regulars", 0, "percent", Step(500, 1, GrowsWith.PAID))
    assert level(promotion(4), paid=50000) == Level("Regulars", 750, "percent")


def test_a_step_is_reached_exactly_at_its_value() -> None:
    assert level(promotion(4), paid=10000).value == 500


@pytest.mark.parametrize("one", [promotion(1), promotion(99), promotion(4, thresholds=()), promotion(11)])
def test_a_fixed_promotion_and_one_that_we_do_not_know_give_their_own_value(one: Promotion) -> None:
    assert level(one, paid=50000) == Level("Regulars", 300, "percent")


def test_an_amount_is_money_of_the_location() -> None:
    fixed = promotion(1, unit="amount", value=Decimal("2.50"), thresholds=())
    assert level(fixed) == Level("Regulars", 250, "minor")
    assert level(fixed, "JPY").value == 3


@pytest.mark.parametrize(("thresholds", "every"), [((Threshold(Decimal(6), Decimal(100)),), 6), ((), 1)])
def test_every_nth_service_is_altegios_own_counter(thresholds: Any, every: int) -> None:
    found = level(promotion(13, value=Decimal(100), thresholds=thresholds), visits=4)
    assert found == Level("Regulars", 10000, "percent", every=every, counted=4)


def test_the_greatest_is_first_amounts_and_every_nth_come_last_and_cashback_is_apart() -> None:
    promotions = (
        promotion(1, title="amount", unit="amount", value=Decimal(90), thresholds=()), promotion(13, title="nth"),
        promotion(1, title="small", thresholds=()), promotion(1, title="great", value=Decimal(9), thresholds=()),
        promotion(6, title="back", cashback=True, thresholds=()),
    )  # fmt: skip
    found = levels_of(card(*promotions), "USD", cashback=False)
    assert [one.title for one in found] == ["great", "small", "nth", "amount"]
    assert [one.title for one in levels_of(card(*promotions), "USD", cashback=True)] == ["back"]


def test_points_live_as_long_as_the_card_says() -> None:
    assert level(promotion(6, cashback=True, points_live="90 days", thresholds=())).points_live == "90 days"
    assert level(promotion(7, cashback=True, points_live="1 year"), paid=1).points_live == "1 year"


def test_levels_are_told_in_words() -> None:
    words = words_for("en")
    assert [words.write(worth_of(value, "percent", "USD")) for value in (500, 750, 0)] == ["5%", "7.5%", "0%"]
    assert words.write(worth_of(250, "minor", "USD")) == "$2.50"
    assert words.write(lacking_of(Step(1, 4000, GrowsWith.PAID), "USD")) == "$40.00"
    steps = [Step(1, count, GrowsWith.VISITS) for count in (1, 2)]
    assert [words.write(lacking_of(step, "USD")) for step in steps] == ["1 visit", "2 visits"]
