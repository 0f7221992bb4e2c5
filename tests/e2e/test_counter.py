"""What people ask for at the counter, over the whole stack: once, however many ask at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

from dev.phone.device import Phone
from dev.runner.drive import StackDriver
from tests.e2e.shop import LOCATION, Customer, Shop, new_program

ADJUSTMENT = {"amount": 12, "reason": "A card of paper, brought over"}


def ask(shop: Shop, customer: Customer, what: str, body: object, key: str) -> Any:
    headers = {"authorization": f"Bearer {shop.key}", "idempotency-key": key}
    return shop.stack.http.post(f"/api/v1/cards/{customer.card_id}/{what}", json=body, headers=headers)


def test_one_reward_is_handed_out_once_and_its_phone_hears_of_it(stack: StackDriver, shop: Shop, phone: Phone) -> None:
    customer = shop.new_customer()
    phone.add(customer.pass_url)
    phone.listen(stack.apns_url)
    with ThreadPoolExecutor(6) as people:
        same = list(people.map(lambda _: ask(shop, customer, "adjustments", ADJUSTMENT, "once"), range(6)))
        # Seen before the next change: between the phone's question and its fetch that one would come with the first, and the
        # push for it would bring nothing new.
        assert phone.wait_for(lambda _: "REWARD READY" in phone.picture(customer.card_id))
        others = list(people.map(lambda one: ask(shop, customer, "redemptions", {}, f"phone {one}"), range(6)))
    assert {answer.status_code for answer in same} == {201}
    assert len({answer.json()["id"] for answer in same}) == 1
    assert sorted(answer.status_code for answer in others) == [201, 409, 409, 409, 409, 409]
    assert shop.amounts(customer) == [12, -10]
    assert phone.wait_for(lambda _: "NEXT REWARD" in phone.picture(customer.card_id))
    assert phone.passes[customer.card_id].file.value("stamps") == "2 of 10"


def test_a_blocked_card_gets_its_stamps_when_it_is_opened(stack: StackDriver, shop: Shop) -> None:
    customer = shop.new_customer()
    shop.call("POST", f"/cards/{customer.card_id}/block", {"reason": "Lost"})
    booking = stack.desk.arrive(stack.desk.book(customer.client_id, "Haircut").booking_id)
    stack.desk.pay(booking.booking_id)
    stack.settle()
    assert shop.amounts(customer) == []
    assert shop.call("POST", f"/cards/{customer.card_id}/unblock", {"reason": "Found"})["status"] == "active"
    stack.settle()
    assert shop.amounts(customer) == [1]


def test_stamps_and_cards_end(stack: StackDriver, shop: Shop) -> None:
    yesterday, long_ago = datetime.now(UTC) - timedelta(days=1), datetime.now(UTC) - timedelta(days=40)
    person = {"phone": "+13125559999", "name": "Ann Example"}
    scan = {"stamps": 2, "location_id": LOCATION, "at": long_ago.isoformat()}
    with_stamps = new_program(stack, shop.key, stamp_expiry={"kind": "per_stamp", "days": 30})
    short = new_program(stack, shop.key, validity={"kind": "until", "date": (yesterday - timedelta(days=1)).date().isoformat()})
    cards = [shop.call("POST", f"/programs/{program}/cards", person)["id"] for program in (with_stamps, short)]
    headers = {"authorization": f"Bearer {shop.key}", "idempotency-key": "long ago"}
    assert stack.http.post(f"/api/v1/cards/{cards[0]}/scans", json=scan, headers=headers).status_code == 201
    stack.settle()  # a card that somebody else is writing to is left to the next run
    report = stack.run_job("expiry")
    assert (report["stamps"], report["cards"]) == (2, 1)
    kinds = [entry["kind"] for entry in shop.call("GET", f"/cards/{cards[0]}/entries")["items"]]
    assert kinds == ["expiry", "scan"]
    assert shop.call("GET", f"/cards/{cards[1]}")["status"] == "expired"
