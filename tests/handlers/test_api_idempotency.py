"""What moves a balance moves it once, and only where it may (rulings 16, 23): event in, response out."""

from datetime import timedelta

import pytest

from comeback.domain.card import CardStatus
from comeback.domain.program import ProgramType
from tests.api_world import PLACE, is_a_problem
from tests.handlers.counter import SORRY, Desk


@pytest.fixture
def desk() -> Desk:
    return Desk()


MOVEMENTS = [
    ("adjustments", SORRY),
    ("redemptions", {"rewards": 1}),
    ("redemptions/{redemption}/reversal", None),
    ("scans", {"location_id": PLACE}),
]


@pytest.fixture
def redeemed(desk: Desk) -> tuple[Desk, str]:
    """A desk at which one reward was redeemed and another is left."""
    desk.stamps(10)
    return desk, desk.post("redemptions", {}).json["id"]


@pytest.mark.parametrize(("what", "body"), MOVEMENTS)
def test_a_repeat_with_the_same_key_gets_the_first_answer(redeemed: tuple[Desk, str], what: str, body: object) -> None:
    desk, redemption = redeemed
    path = what.format(redemption=redemption)
    first = desk.post(path, body, key="once")
    entries = desk.kinds()
    desk.world.clock.pass_by(timedelta(days=400))
    again = desk.post(path, body, key="once")
    assert (first.status, again.status, again.json) == (201, 201, first.json)
    assert desk.kinds() == entries


@pytest.mark.parametrize(("what", "body"), MOVEMENTS)
def test_without_a_key_no_balance_moves(redeemed: tuple[Desk, str], what: str, body: object) -> None:
    desk, redemption = redeemed
    entries = desk.kinds()
    for headers in ({}, {"idempotency_key": ""}, {"idempotency_key": "x" * 256}, {"idempotency_key": "clé"}):
        refused = desk.world.call("POST", f"{desk.path}/{what.format(redemption=redemption)}", body, **headers)
        is_a_problem(refused, 400)
        assert refused.json["errors"][0]["field"] == "Idempotency-Key"
    assert desk.kinds() == entries


@pytest.mark.parametrize(("what", "body"), MOVEMENTS)
def test_a_card_that_is_not_active_is_not_moved(redeemed: tuple[Desk, str], what: str, body: object) -> None:
    desk, redemption = redeemed
    for status in set(CardStatus) - {CardStatus.ACTIVE}:
        desk.becomes(status=status)
        refused = desk.post(what.format(redemption=redemption), body)
        is_a_problem(refused, 409)
        assert refused.json["title"] == "The card is not active"


@pytest.mark.parametrize(("what", "body"), MOVEMENTS)
def test_a_balance_that_altegio_owns_is_not_moved(redeemed: tuple[Desk, str], what: str, body: object) -> None:
    desk, redemption = redeemed
    desk.becomes(type=ProgramType.CASHBACK)
    refused = desk.post(what.format(redemption=redemption), body)
    is_a_problem(refused, 409)
    assert "Altegio" in refused.json["title"]


def test_another_tenants_key_moves_and_closes_nothing(redeemed: tuple[Desk, str]) -> None:
    desk, redemption = redeemed
    card, why = desk.card["id"], {"reason": "x"}
    for path, body in (
        (f"/api/v1/cards/{card}/adjustments", SORRY),
        (f"/api/v1/cards/{card}/redemptions", {}),
        (f"/api/v1/cards/{card}/redemptions/{redemption}/reversal", None),
        (f"/api/v1/cards/{card}/scans", {"location_id": PLACE}),
        (f"/api/v1/cards/{card}/block", why),
        (f"/api/v1/cards/{card}/unblock", why),
    ):
        is_a_problem(desk.world.call("POST", path, body, key=desk.world.other_key, idempotency_key="once"), 404)


def test_a_key_names_one_request(desk: Desk) -> None:
    desk.post("adjustments", SORRY, key="once")
    for changed in ({**SORRY, "amount": 2}, {**SORRY, "reason": "Another"}):
        refused = desk.post("adjustments", changed, key="once")
        assert (refused.status, refused.fields) == (422, {"Idempotency-Key"})
    other = desk.world.enrol(desk.program, phone="+12125550124")
    refused = desk.world.call("POST", f"/api/v1/cards/{other['id']}/adjustments", SORRY, idempotency_key="once")
    assert (refused.status, refused.fields) == (422, {"Idempotency-Key"})
    assert desk.balance["value"] == 3


def test_a_key_is_of_one_route(desk: Desk) -> None:
    desk.post("adjustments", {"amount": 5, "reason": "Once"}, key="once")
    assert desk.post("redemptions", {}, key="once").status == 201


def test_a_refused_request_does_not_use_up_its_key(desk: Desk) -> None:
    is_a_problem(desk.post("redemptions", {}, key="once"), 409)
    desk.stamps(5)
    assert desk.post("redemptions", {}, key="once").status == 201
