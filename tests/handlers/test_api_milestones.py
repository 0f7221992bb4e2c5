"""Rewards on the way over REST (loyalty-domain.md §6.7)."""

from typing import Any

import pytest

from tests.api_world import MINE, PLACE, SECOND, is_a_problem
from tests.handlers.counter import Desk
from tests.properties.laws import check_books

MILESTONES = [{"at": 6, "title": "Shampoo"}, {"at": 3, "title": "Coffee"}]


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    changed = desk.world.call("PATCH", f"/api/v1/programs/{desk.program}", {"milestones": MILESTONES})
    assert changed.json["milestones"] == [MILESTONES[1], MILESTONES[0]]
    return desk


def earned(desk: Desk, stamps: int) -> None:
    assert desk.post("scans", {"stamps": stamps, "location_id": PLACE}).status == 201


def states(desk: Desk) -> list[tuple[int, bool, bool]]:
    return [(one["at"], one["reached"], one["redeemed"]) for one in desk.balance["milestones"]]


def test_a_card_of_a_program_without_milestones_does_not_speak_of_them() -> None:
    assert "milestones" not in Desk().balance


def test_a_milestone_is_reached_by_stamps_earned_in_all_and_by_no_correction(desk: Desk) -> None:
    desk.stamps(10)
    assert states(desk) == [(3, False, False), (6, False, False)]
    earned(desk, 5)
    assert states(desk) == [(3, True, False), (6, False, False)]
    assert desk.post("redemptions", {"rewards": 3}).status == 201
    assert states(desk) == [(3, True, False), (6, False, False)]


def test_its_reward_is_an_entry_that_moves_no_stamps_and_names_it(desk: Desk) -> None:
    earned(desk, 4)
    redeemed = desk.post("milestones/3/redemptions", {"reason": "with milk"})
    assert redeemed.status == 201
    told = {name: redeemed.json[name] for name in ("kind", "amount", "balance_after", "milestone", "reason")}
    assert told == {
        "kind": "redemption", "amount": 0, "balance_after": 4, "milestone": 3, "reason": "Milestone 3: Coffee (with milk)",
    }  # fmt: skip
    assert redeemed.json["actor"]["kind"] == "api_key"
    assert states(desk) == [(3, True, True), (6, False, False)]
    assert (desk.balance["value"], desk.balance["lifetime_earned"]) == (4, 4)
    assert desk.world.call("GET", f"{desk.path}/entries").json["items"][0] == redeemed.json
    check_books(desk.world.store)


def test_the_same_request_again_is_answered_alike_and_another_one_finds_it_redeemed(desk: Desk) -> None:
    earned(desk, 4)
    first = desk.post("milestones/3/redemptions", {}, key="once")
    assert desk.post("milestones/3/redemptions", {}, key="once").json == first.json
    is_a_problem(desk.post("milestones/6/redemptions", {}, key="once"), 422)
    again = desk.post("milestones/3/redemptions", {})
    is_a_problem(again, 409)
    assert again.json["type"].endswith("already-redeemed")


def test_what_is_not_reached_is_not_redeemed(desk: Desk) -> None:
    earned(desk, 2)
    refused = desk.post("milestones/3/redemptions", {})
    assert (refused.status, refused.json["detail"]) == (409, "The card has earned 2 of 3 stamps.")


def test_stamps_that_a_waiting_reversal_may_take_reach_nothing_yet(desk: Desk) -> None:
    earned(desk, 3)
    desk.becomes(held=1)
    refused = desk.post("milestones/3/redemptions", {})
    assert (refused.status, refused.json["type"].rpartition("/")[2]) == (409, "stamps-held")


def test_a_reversal_below_it_takes_back_what_was_reached_unless_it_was_redeemed(desk: Desk) -> None:
    earned(desk, 6)
    desk.post("milestones/3/redemptions", {})
    desk.becomes(lifetime_earned=2)
    assert states(desk) == [(3, True, True), (6, False, False)]


def test_a_redemption_that_was_a_mistake_is_given_back_once_and_can_be_redeemed_again(desk: Desk) -> None:
    earned(desk, 3)
    entry = desk.post("milestones/3/redemptions", {}).json["id"]
    given_back = desk.post(f"redemptions/{entry}/reversal")
    told = {name: given_back.json[name] for name in ("kind", "amount", "milestone", "reverses")}
    assert told == {"kind": "redemption_reversal", "amount": 0, "milestone": 3, "reverses": entry}
    assert states(desk)[0] == (3, True, False)
    assert desk.post(f"redemptions/{entry}/reversal").status == 409
    assert desk.post("milestones/3/redemptions", {}).status == 201
    check_books(desk.world.store)


@pytest.mark.parametrize("at", ["4", "10000"])
def test_what_is_no_milestone_of_the_program_is_not_found(desk: Desk, at: str) -> None:
    is_a_problem(desk.post(f"milestones/{at}/redemptions", {}), 404)


@pytest.mark.parametrize("at", ["0", "three", "10001"])
def test_what_is_no_number_of_stamps_is_not_found(desk: Desk, at: str) -> None:
    assert desk.post(f"milestones/{at}/redemptions", {}).status == 404


def test_a_closed_card_gives_no_rewards(desk: Desk) -> None:
    earned(desk, 3)
    desk.post("block", {"reason": "Lost"})
    assert desk.post("milestones/3/redemptions", {}).status == 409


def test_another_tenants_card_is_not_found(desk: Desk) -> None:
    path = f"/api/v1/cards/{desk.card['id']}/milestones/3/redemptions"
    assert desk.world.call("POST", path, {}, key=desk.world.other_key, idempotency_key="k").status == 404


@pytest.mark.parametrize(
    ("milestones", "field"),
    [
        ([{"at": 3, "title": "A"}, {"at": 3, "title": "B"}], "milestones"),
        ([{"at": 0, "title": "A"}], "milestones.0.at"),
        ([{"at": 3, "title": ""}], "milestones.0.title"),
        ([{"at": 3}], "milestones.0.title"),
        ([{"at": at, "title": "A"} for at in range(1, 22)], "milestones"),
        ({"at": 3, "title": "A"}, "milestones"),
    ],
)
def test_milestones_that_cannot_be_are_refused_at_their_field(desk: Desk, milestones: Any, field: str) -> None:
    refused = desk.world.call("PATCH", f"/api/v1/programs/{desk.program}", {"milestones": milestones})
    assert (refused.status, refused.fields) == (422, {field})


def test_what_altegio_counts_has_no_milestones(desk: Desk) -> None:
    body = {"type": "multipass", "title": "Ten", "currency": "USD", "locale": "en", "locations": [PLACE, SECOND]}
    refused = desk.world.call("POST", "/api/v1/programs", {**body, "milestones": MILESTONES})
    assert (refused.status, refused.fields) == (422, {"milestones"})
    made = desk.world.call("POST", "/api/v1/programs", body).json["id"]
    changed = desk.world.call("PATCH", f"/api/v1/programs/{made}", {"milestones": MILESTONES})
    assert (changed.status, changed.fields) == (422, {"milestones"})
    assert desk.world.programs.of_tenant(MINE)


def test_a_new_program_may_have_them_at_once(desk: Desk) -> None:
    body = {
        "type": "stamp", "title": "Ten", "currency": "USD", "locale": "en", "locations": [PLACE], "size": 10,
        "reward": {"title": "A haircut"}, "milestones": MILESTONES,
    }  # fmt: skip
    assert desk.world.call("POST", "/api/v1/programs", body).json["milestones"] == [MILESTONES[1], MILESTONES[0]]
