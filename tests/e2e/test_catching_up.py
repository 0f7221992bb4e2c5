"""What cards catch up with, over the whole stack: visits from before them, a pause, another validity, milestones."""

from datetime import UTC, datetime, timedelta
from typing import Any

from dev.runner.drive import StackDriver
from tests.e2e.shop import LOCATION, Shop, new_program

DAYS_AGO = 2


def with_settings(stack: StackDriver, shop: Shop, **changes: Any) -> str:
    """A program of its own, with the recommended settings."""
    program = new_program(stack, shop.key, **changes)
    settings = f"/programs/{program}/connections/{LOCATION}/settings"
    shop.call("PUT", settings, shop.call("GET", f"{settings}?recommended=true"))
    return program


def client_of(stack: StackDriver, phone: str) -> int:
    return int(stack.desk.add_client("Ann", surname="Example", phone=phone.removeprefix("+")).client_id)


def came(stack: StackDriver, client: int, *, ago: int = 0) -> None:
    """A paid visit."""
    at = (datetime.now(UTC) - timedelta(days=ago)).strftime("%Y-%m-%d 12:00")
    booking = stack.desk.book(client, "Haircut", at=at) if ago else stack.desk.book(client, "Haircut")
    stack.desk.arrive(booking.booking_id)
    stack.desk.pay(booking.booking_id)


def balance(shop: Shop, program: str, phone: str) -> Any:
    cards = shop.call("GET", f"/cards?phone=%2B{phone.removeprefix('+')}&program_id={program}")["items"]
    return cards[0]["balance"]["value"] if cards else None


def test_cards_that_a_visit_and_a_synchronisation_make_look_back(stack: StackDriver, shop: Shop) -> None:
    by_visit, by_sync = "+13125557001", "+13125557002"
    visitor, other = client_of(stack, by_visit), client_of(stack, by_sync)
    came(stack, visitor, ago=DAYS_AGO)
    came(stack, other, ago=DAYS_AGO)
    stack.settle()
    start = (datetime.now(UTC) - timedelta(days=30)).date().isoformat()
    program = with_settings(stack, shop, lookback_days=7, start_of_accrual=start)
    came(stack, visitor)
    stack.settle()
    assert (balance(shop, program, by_visit), balance(shop, program, by_sync)) == (2, None)
    shop.call("POST", f"/connections/{LOCATION}/sync", {})
    stack.settle()
    assert (balance(shop, program, by_visit), balance(shop, program, by_sync)) == (2, 1)


def test_a_pause_is_made_up_for_or_left_out(stack: StackDriver, shop: Shop) -> None:
    phone, newcomer = "+13125557003", "+13125557004"
    program, client = with_settings(stack, shop), client_of(stack, phone)
    came(stack, client)
    stack.settle()
    shop.call("POST", f"/programs/{program}/pause")
    came(stack, client_of(stack, newcomer))
    stack.settle()
    assert balance(shop, program, newcomer) is None
    shop.call("POST", f"/programs/{program}/activate", {"pause": "evaluate"})
    stack.settle()
    assert (balance(shop, program, phone), balance(shop, program, newcomer)) == (1, 1)


def test_a_longer_validity_brings_an_ended_card_back(stack: StackDriver, shop: Shop) -> None:
    yesterday = (datetime.now(UTC) - timedelta(days=2)).date().isoformat()
    program = new_program(stack, shop.key, validity={"kind": "until", "date": yesterday})
    card = shop.call("POST", f"/programs/{program}/cards", {"phone": "+13125557005", "name": "Ann Example"})["id"]
    stack.settle()  # a card that somebody else is writing to is left to the next run
    stack.run_job("expiry")
    assert shop.call("GET", f"/cards/{card}")["status"] == "expired"
    shop.call("PATCH", f"/programs/{program}", {"validity": {"kind": "unlimited"}})
    stack.settle()
    assert shop.call("GET", f"/cards/{card}")["status"] == "active"


def test_a_milestone_is_redeemed_once(stack: StackDriver, shop: Shop) -> None:
    program = new_program(stack, shop.key, milestones=[{"at": 2, "title": "Coffee"}])
    card = shop.call("POST", f"/programs/{program}/cards", {"phone": "+13125557006", "name": "Ann Example"})["id"]
    headers = {"authorization": f"Bearer {shop.key}"}
    scan = {"stamps": 2, "location_id": LOCATION}
    assert (
        stack.http.post(f"/api/v1/cards/{card}/scans", json=scan, headers={**headers, "idempotency-key": "s"}).status_code == 201
    )
    path = f"/api/v1/cards/{card}/milestones/2/redemptions"
    asked = [stack.http.post(path, json={}, headers={**headers, "idempotency-key": key}) for key in ("a", "a", "b")]
    assert [answer.status_code for answer in asked] == [201, 201, 409]
    milestones = shop.call("GET", f"/cards/{card}")["balance"]["milestones"]
    assert milestones == [{"at": 2, "title": "Coffee", "reached": True, "redeemed": True}]
