"""People over the whole stack: forgotten, merged, gone from Altegio and back."""

import json
from typing import Any

from dev.phone.device import Phone
from dev.runner.drive import StackDriver
from tests.e2e.shop import Customer, Shop


def card(shop: Shop, customer: Customer) -> Any:
    return shop.call("GET", f"/cards/{customer.card_id}")


def with_a_stamp(stack: StackDriver, shop: Shop) -> Customer:
    customer = shop.new_customer()
    booking = stack.desk.arrive(stack.desk.book(customer.client_id, "Haircut").booking_id)
    stack.desk.pay(booking.booking_id)
    stack.settle()
    assert shop.amounts(customer) == [1]
    return customer


def test_a_person_is_forgotten_and_their_phone_shows_a_grey_pass(stack: StackDriver, shop: Shop, phone: Phone) -> None:
    customer = with_a_stamp(stack, shop)
    phone.add(customer.pass_url)
    phone.listen(stack.apns_url)
    held = card(shop, customer)
    person = f"/customers/{held['customer']['id']}"
    export = shop.call("GET", f"{person}/export")
    assert export["customer"]["phone"] == held["customer"]["phone"]
    assert [entry["amount"] for entry in export["cards"][0]["entries"]] == [1]
    assert export["days"][0]["visits"][0]["bookings"][0]["client_id"] == customer.client_id
    headers = {"authorization": f"Bearer {shop.key}"}
    assert stack.http.delete(f"/api/v1{person}", headers=headers).status_code == 202
    stack.settle()
    erased = card(shop, customer)
    assert (erased["status"], erased["customer"]["name"], erased["customer"]["phone"]) == ("erased", None, None)
    assert shop.amounts(customer) == [1]
    assert phone.wait_for(lambda _: phone.passes[customer.card_id].file.document.get("voided") is True)
    assert "Ann" not in json.dumps(phone.passes[customer.card_id].file.document)
    assert stack.http.get(f"/api/v1{person}", headers=headers).status_code == 404
    assert stack.http.delete(f"/api/v1{person}", headers=headers).status_code == 202
    for link in held["links"].values():
        assert stack.http.get(link, follow_redirects=False).status_code == 404
    # Altegio still has the client: with the next visit they begin anew.
    booking = stack.desk.arrive(stack.desk.book(customer.client_id, "Haircut").booking_id)
    stack.desk.pay(booking.booking_id)
    stack.settle()
    assert shop.amounts(customer) == [1]
    (anew,) = shop.call("GET", f"/cards?phone={held['customer']['phone'].replace('+', '%2B')}")["items"]
    assert (anew["id"] != customer.card_id, anew["balance"]["value"]) == (True, 1)


def test_two_people_with_one_phone_are_merged_by_an_answer(stack: StackDriver, shop: Shop) -> None:
    jane, ann = with_a_stamp(stack, shop), with_a_stamp(stack, shop)
    phone = card(shop, ann)["customer"]["phone"]
    stack.desk.change_client(jane.client_id, phone=phone.removeprefix("+"))
    stack.settle()
    (item,) = [
        one for one in shop.call("GET", "/attention?kind=phone_changed")["items"] if one["facts"]["client_id"] == jane.client_id
    ]
    assert item["answers"][:2] == ["merge", "keep"]
    headers = {"authorization": f"Bearer {shop.key}", "idempotency-key": f"merge {jane.card_id}"}
    answer = stack.http.post(f"/api/v1/attention/{item['id']}/answer", json={"answer": "merge"}, headers=headers)
    assert (answer.status_code, answer.json()["entry"]["amount"]) == (200, 1)
    stack.settle()
    assert (shop.amounts(jane), shop.amounts(ann)) == ([1, -1], [1, 1])
    assert (card(shop, jane)["status"], card(shop, ann)["balance"]["value"]) == ("blocked", 2)
    booking = stack.desk.arrive(stack.desk.book(jane.client_id, "Haircut").booking_id)
    stack.desk.pay(booking.booking_id)
    stack.settle()
    assert (shop.amounts(jane), shop.balance(ann)) == ([1, -1], 2)


def test_a_changed_phone_keeps_the_card(stack: StackDriver, shop: Shop) -> None:
    customer = shop.new_customer()
    stack.desk.change_client(customer.client_id, phone="13125558888")
    stack.settle()
    assert card(shop, customer)["customer"]["phone"] == "+13125558888"


def test_who_is_deleted_in_altegio_has_a_blocked_card(stack: StackDriver, shop: Shop) -> None:
    customer = shop.new_customer()
    stack.desk.delete_client(customer.client_id)
    stack.settle()
    blocked = card(shop, customer)
    assert (blocked["status"], blocked["customer"]["phone"], blocked["customer"]["name"]) == ("blocked", None, None)
