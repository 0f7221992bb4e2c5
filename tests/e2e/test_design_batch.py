"""A new design reaches every card in both wallets, and a balance that changes meanwhile does not wait for it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dev.google.desk import GoogleDesk
from dev.phone.device import Phone
from dev.runner.drive import StackDriver
from tests.e2e.shop import Customer, Shop, new_program

CARDS = 6
COLOUR, ON_PASSES = "#204060", "rgb(32, 64, 96)"


@pytest.fixture
def own(stack: StackDriver, shop: Shop, uptown: int) -> Shop:
    """A program of its own: a new look costs a push for each of its cards."""
    return Shop(stack, shop.key, new_program(stack, shop.key, locations=[uptown]))


@pytest.fixture
def other(stack: StackDriver) -> Iterator[Phone]:
    device = Phone(Path(stack.ca_file))
    yield device
    device.close()
    assert device.complaints == []


def at_google(stack: StackDriver, customer: Customer) -> Any:
    return GoogleDesk(stack.facts["google_wallet_url"]).look(f"{stack.facts['google_issuer_id']}.{customer.card_id}")


def hero(stack: StackDriver, customer: Customer) -> str:
    return str(at_google(stack, customer)["object"]["heroImage"]["sourceUri"]["uri"])


def test_every_card_looks_new_and_a_balance_in_the_middle_is_told_first(
    stack: StackDriver, own: Shop, phone: Phone, other: Phone
) -> None:  # fmt: skip
    customers = [own.new_customer() for _ in range(CARDS)]
    holders = dict.fromkeys(customers[:-1], phone) | {customers[-1]: other}
    for customer, device in holders.items():
        device.add(customer.pass_url)
        link = stack.http.get(customer.pass_url.replace("/pass.pkpass", "/google")).headers["location"]
        GoogleDesk(stack.facts["google_wallet_url"]).save(link)
    phone.listen(stack.apns_url)
    other.listen(stack.apns_url)
    before = [hero(stack, customer) for customer in customers]

    own.call("PATCH", f"/programs/{own.program_id}", {"design": {"background": COLOUR}})
    assert phone.wait_for(shows(customers[0], "0 of 10"))
    # A phone that asks for one change and gets two complains of the second: nobody can spare it that.
    assert other.wait_for(shows(customers[-1], "0 of 10"))
    adjust(own, customers[-1], 3)

    figures = ["0 of 10"] * (CARDS - 1) + ["3 of 10"]
    for (customer, device), figure in zip(holders.items(), figures, strict=True):
        assert device.wait_for(shows(customer, figure))
    stack.settle(ahead=10)  # a balance that finds its object being written comes again a little later

    looks = [at_google(stack, customer) for customer in customers]
    assert {look["class"]["hexBackgroundColor"] for look in looks} == {COLOUR}
    assert all(hero(stack, one) != then for one, then in zip(customers, before, strict=True))
    assert [look["object"]["loyaltyPoints"]["balance"]["string"] for look in looks] == figures
    # A look says nothing aloud; a balance does.
    assert [look["notifications_today"] for look in looks] == [0] * (CARDS - 1) + [1]
    said = [bool(device.passes[of.card_id].said) for of, device in holders.items()]
    assert said == [False] * (CARDS - 1) + [True]


def test_a_card_that_was_fetched_in_the_new_look_already_is_not_told_of_it(
    stack: StackDriver, own: Shop, phone: Phone, other: Phone
) -> None:  # fmt: skip
    customers = own.new_customer(), own.new_customer()
    for customer, device in zip(customers, (phone, other), strict=True):
        device.add(customer.pass_url)
        device.listen(stack.apns_url)
    # The batch waits for the program to be started again; a balance does not.
    own.call("POST", f"/programs/{own.program_id}/pause")
    own.call("PATCH", f"/programs/{own.program_id}", {"design": {"background": COLOUR}})
    adjust(own, customers[0], 3)
    assert phone.wait_for(shows(customers[0], "3 of 10"))

    own.call("POST", f"/programs/{own.program_id}/activate")
    assert other.wait_for(shows(customers[1], "0 of 10"))
    stack.settle()
    assert fetches(phone, customers[0]) == fetches(other, customers[1]) == 1


def fetches(device: Phone, customer: Customer) -> int:
    """Of the pass after it was added."""
    return sum(one.method == "GET" and "/v1/passes/" in one.path and customer.card_id in one.path for one in device.exchanges)


def adjust(own: Shop, customer: Customer, stamps: int) -> None:
    headers = {"Authorization": f"Bearer {own.key}", "Idempotency-Key": f"{customer.card_id} {stamps}"}
    body = {"amount": stamps, "reason": "In the middle"}
    answer = own.stack.http.post(f"/api/v1/cards/{customer.card_id}/adjustments", json=body, headers=headers)
    assert answer.status_code == 201, answer.text


def shows(customer: Customer, figure: str) -> Callable[[Phone], bool]:
    """In the new look."""

    def on(device: Phone) -> bool:
        file = device.passes[customer.card_id].file
        return (file.value("stamps"), file.document["backgroundColor"]) == (figure, ON_PASSES)

    return on
