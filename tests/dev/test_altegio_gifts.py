"""Promotions, gift cards and what happens to memberships by itself, at the stand-in's desk and through the REST API."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from dev.altegio.desk import DeskError
from tests.dev.altegio_world import Connected, connected


@pytest.fixture
def world() -> Iterator[Connected]:
    with connected() as world:
        yield world


def gifts(world: Connected) -> list[Any]:
    return list(world.get("/loyalty/certificates", company_id=4564, phone="13155550175"))


def membership(world: Connected) -> Any:
    return world.get("/loyalty/abonements", company_id=4564, phone="13155550175")[-1]


def moved(world: Connected) -> list[Any]:
    return list(world.get("/chain/145071/loyalty/transactions", created_after="2000-01-01", created_before="2100-01-01"))


def test_a_card_has_the_promotions_of_its_type_and_counts(world: Connected) -> None:
    grown = world.desk.add_promotion("discount_accumulative_paid", card_type=10993, steps={100: 5, 500: 7.5})
    world.desk.add_promotion("cashback_static_sold", value=3)
    card = world.desk.issue_card("Jane Doe", card_type=10993)
    world.desk.count_on_card("Jane Doe", paid=120, sold=150, visits=2, card=card.card_id)
    first, second = world.get("/loyalty/client_cards/18936825")
    assert [one["loyalty_type_id"] for one in first["programs"]] == [5]
    (program,) = second["programs"]
    assert (program["loyalty_type_id"], program["loyalty_type"]["is_discount"], program["value_unit_id"]) == (4, True, 1)
    assert [(rule["parameter"], rule["value"]) for rule in program["rules"]] == [(100, 5), (500, 7.5)]
    assert (float(second["paid_amount"]), float(second["sold_amount"]), second["visits_count"]) == (120, 150, 2)
    world.desk.remove_promotion(grown)
    assert world.get("/loyalty/client_cards/18936825")[1]["programs"] == []


def test_a_gift_card_pays_in_parts_and_gets_back_what_was_deleted(world: Connected) -> None:
    sold = world.desk.sell_gift_card("Jane Doe", 60)
    booking = world.desk.book("Jane Doe", "Haircut")
    paid = world.desk.pay(method="gift_card", amount=20)
    assert (float(gifts(world)[0]["balance"]), float(gifts(world)[0]["default_balance"])) == (40, 60)
    (used,) = moved(world)
    assert (used["type_id"], used["certificate_id"], used["visit_id"]) == (8, sold.gift_card_id, booking.visit_id)
    world.desk.delete_payment(payment=paid.payment_ids[0])
    assert (float(gifts(world)[0]["balance"]), moved(world)) == (60, [])


def test_a_gift_card_for_one_payment_is_empty_after_it(world: Connected) -> None:
    world.desk.sell_gift_card("Jane Doe", 100, single=True, restriction=1, days=0)
    world.desk.book("Jane Doe", "Haircut")
    world.desk.pay(method="gift_card")
    (one,) = gifts(world)
    assert (float(one["balance"]), one["type"]["is_multi"], one["expiration_date"]) == (0, False, None)
    assert one["type"]["item_type"]["title"] == "Any services"
    world.desk.delete_payment()
    assert float(gifts(world)[0]["balance"]) == 100


def test_a_gift_card_is_edited_by_hand_but_not_below_nothing(world: Connected) -> None:
    world.desk.sell_gift_card("Jane Doe", 30)
    assert world.desk.change_gift_card(-10).balance == Decimal(20)
    with pytest.raises(DeskError, match="20"):
        world.desk.change_gift_card(-21)


def test_types_are_listed_where_they_are_sold(world: Connected) -> None:
    world.desk.add_gift_card_type(27842, "Gift card 50")
    listed = world.get("/company/4564/loyalty/certificate_types/search")
    assert [(one["id"], one["title"]) for one in listed] == [(27841, "Gift card 100"), (27842, "Gift card 50")]
    assert [one["id"] for one in world.get("/company/4564/loyalty/certificate_types/search", title="50")] == [27842]
    assert [one["title"] for one in world.get("/company/4564/loyalty/abonement_types/search")] == ["10 haircuts"]


def test_a_session_is_taken_for_nobody_and_the_booking_stays_what_it_is(world: Connected) -> None:
    world.desk.sell_membership("Jane Doe", sessions=5)
    booking = world.desk.book("Jane Doe", "Haircut")
    assert world.desk.debit_for_nobody().sessions == 4
    (used,) = moved(world)
    assert (used["type_id"], used["visit_id"], used["item_record_id"]) == (9, booking.visit_id, booking.booking_id)
    assert world.desk.wait("last").attendance == "waiting"


def test_a_membership_renews_itself_until_a_charge_fails(world: Connected) -> None:
    sold = world.desk.sell_membership("Jane Doe", sessions=1, renews=True, days=30)
    assert (membership(world)["type"]["category"], membership(world)["recurring_payment_info"]) == (
        "auto_renewal", {"subscription_status": "active"},
    )  # fmt: skip
    renewed = world.desk.renew_membership(sessions=4)
    assert (renewed.sessions, renewed.expires_at > sold.expires_at) == (4, True)  # type: ignore[operator]  # both have an end
    world.desk.set_renewal("suspended")
    assert membership(world)["recurring_payment_info"] == {"subscription_status": "suspended"}
    with pytest.raises(DeskError, match="asleep"):
        world.desk.act("set_renewal", state="asleep")


def test_a_membership_may_start_by_itself_and_need_no_count(world: Connected) -> None:
    world.desk.sell_membership("Jane Doe", started=False, starts_within=14, unlimited=True)
    one = membership(world)
    assert (one["status"]["id"], one["type"]["autoactivation_time"], one["balance_container"]["links"][0]["is_unlimited"]) == (
        1, 14, True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("act", "asked"),
    [
        ("add_promotion", {"kind": "free"}), ("add_promotion", {"card_type": 1}), ("remove_promotion", {"promotion": 1}),
        ("sell_gift_card", {"client": "Jane Doe", "card_type": 1}), ("sell_gift_card", {"client": "Jane Doe", "restriction": 9}),
        ("change_gift_card", {"by": "1"}), ("renew_membership", {"membership": 1}),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(world: Connected, act: str, asked: dict[str, Any]) -> None:
    with pytest.raises(DeskError):
        world.desk.act(act, **asked)
