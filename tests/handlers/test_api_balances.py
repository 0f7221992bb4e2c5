"""Balances moved by hand over REST: event in, response out."""

import pytest

from comeback.domain.ids import render_id
from tests.api_world import is_a_problem
from tests.handlers.counter import SORRY, Desk


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_an_adjustment_is_an_entry_with_its_actor_and_reason(desk: Desk) -> None:
    made = desk.post("adjustments", SORRY)
    key = next(iter(desk.world.store.api_key_holders.values())).key_id
    assert made.status == 201
    assert made.json == {
        "id": made.json["id"], "seq": 1, "kind": "adjustment", "amount": 3, "unit": "stamps", "balance_after": 3,
        "earning_unit": None, "cause": None, "rule": None, "reverses": None, "actor": {"kind": "api_key", "id": key},
        "reason": "Sorry for the wait", "effective_at": "2026-09-21T15:30:00Z", "booked_at": "2026-09-21T15:30:00Z",
    }  # fmt: skip
    assert (desk.balance["value"], desk.balance["lifetime_earned"]) == (3, 0)
    assert desk.world.call("GET", f"{desk.path}/entries").json["items"] == [made.json]


def test_every_change_is_for_the_phones_to_hear(desk: Desk) -> None:
    before = desk.world.store.cards[desk.ref].mark
    desk.stamps(1)
    assert desk.world.store.cards[desk.ref].mark > before


def test_an_adjustment_never_takes_the_balance_below_zero(desk: Desk) -> None:
    desk.stamps(3)
    refused = desk.post("adjustments", {"amount": -4, "reason": "A mistake"})
    assert (refused.status, refused.fields) == (422, {"amount"})
    assert desk.post("adjustments", {"amount": -3, "reason": "A mistake"}).json["balance_after"] == 0


def test_a_debt_can_be_adjusted_up(desk: Desk) -> None:
    desk.becomes(balance=-2)
    assert desk.post("adjustments", {"amount": 1, "reason": "Half of it"}).json["balance_after"] == -1


def test_a_reward_is_redeemed_for_the_size_of_the_card(desk: Desk) -> None:
    desk.stamps(11)
    redeemed = desk.post("redemptions", {"rewards": 2, "reason": "Birthday"})
    assert redeemed.status == 201
    assert (redeemed.json["kind"], redeemed.json["amount"], redeemed.json["balance_after"]) == ("redemption", -10, 1)
    assert redeemed.json["reason"] == "Birthday"


def test_one_reward_is_redeemed_unless_more_are_asked_for(desk: Desk) -> None:
    desk.stamps(5)
    assert desk.post("redemptions", {}).json["amount"] == -5


def test_without_a_reward_nothing_is_redeemed(desk: Desk) -> None:
    desk.stamps(9)
    refused = desk.post("redemptions", {"rewards": 2})
    is_a_problem(refused, 409)
    assert refused.json["type"].endswith("/no-reward")
    assert desk.balance["rewards"] == 1


def test_held_stamps_are_not_redeemed_and_the_title_says_so(desk: Desk) -> None:
    desk.stamps(5)
    desk.becomes(held=1)
    refused = desk.post("redemptions", {"rewards": 1})
    is_a_problem(refused, 409)
    assert "held" in refused.json["title"]
    desk.stamps(1)
    assert desk.post("redemptions", {"rewards": 1}).status == 201


def test_a_redemption_is_given_back_once(desk: Desk) -> None:
    desk.stamps(7)
    redemption = desk.post("redemptions", {}).json
    desk.stamps(1)
    back = desk.post(f"redemptions/{redemption['id']}/reversal")
    assert back.status == 201
    assert (back.json["kind"], back.json["amount"], back.json["reverses"]) == ("redemption_reversal", 5, redemption["id"])
    assert (desk.balance["rewards"], desk.balance["value"]) == (1, 3)
    refused = desk.post(f"redemptions/{redemption['id']}/reversal")
    is_a_problem(refused, 409)
    assert "already" in refused.json["title"]


def test_of_two_redemptions_each_is_given_back(desk: Desk) -> None:
    desk.stamps(10)
    first, second = (desk.post("redemptions", {}).json for _ in range(2))
    for one in (first, second):
        assert desk.post(f"redemptions/{one['id']}/reversal").json["reverses"] == one["id"]
    assert desk.balance["rewards"] == 2


def test_only_a_redemption_of_the_card_is_given_back(desk: Desk) -> None:
    adjustment = desk.post("adjustments", SORRY).json
    for entry in (adjustment["id"], render_id("en", 99, bytes(10)), "en_1"):
        is_a_problem(desk.post(f"redemptions/{entry}/reversal"), 404)


def test_an_old_redemption_is_found_behind_many_entries(desk: Desk) -> None:
    desk.stamps(5)
    redemption = desk.post("redemptions", {}).json
    for _ in range(150):
        desk.stamps(1)
    assert desk.post(f"redemptions/{redemption['id']}/reversal").status == 201
    is_a_problem(desk.post(f"redemptions/{redemption['id']}/reversal"), 409)


@pytest.mark.parametrize(
    ("what", "body", "field"),
    [
        ("adjustments", {"amount": 0, "reason": "x"}, "amount"),
        ("adjustments", {"amount": 1.5, "reason": "x"}, "amount"),
        ("adjustments", {"amount": True, "reason": "x"}, "amount"),
        ("adjustments", {"amount": 100_001, "reason": "x"}, "amount"),
        ("adjustments", {"amount": 1}, "reason"),
        ("adjustments", {"amount": 1, "reason": "  "}, "reason"),
        ("redemptions", {"rewards": 0}, "rewards"),
        ("redemptions", {"reward": 1}, "reward"),
        ("block", {"reason": ""}, "reason"),
        ("unblock", {}, "reason"),
    ],
)
def test_an_impossible_body_says_which_field(desk: Desk, what: str, body: object, field: str) -> None:
    refused = desk.post(what, body)
    assert (refused.status, refused.fields) == (422, {field})
