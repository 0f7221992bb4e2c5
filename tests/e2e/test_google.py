"""A card in Google Wallet, from the link to the callback, over HTTP on the running stack."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from dev.google.desk import GoogleDesk
from dev.runner.drive import StackDriver
from tests.e2e.shop import Customer, Shop


@pytest.fixture
def google(stack: StackDriver) -> GoogleDesk:
    return GoogleDesk(stack.facts["google_wallet_url"])


def offered(stack: StackDriver, customer: Customer) -> str:
    answer = stack.http.get(customer.pass_url.replace("/pass.pkpass", "/google"))
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def object_of(stack: StackDriver, customer: Customer) -> str:
    return f"{stack.facts['google_issuer_id']}.{customer.card_id}"


def state_of(shop: Shop, customer: Customer) -> Any:
    return shop.call("GET", f"/cards/{customer.card_id}")["passes"]["google"]["state"]


def earn(stack: StackDriver, customer: Customer) -> None:
    booking = stack.desk.arrive(stack.desk.book(customer.client_id, "Haircut").booking_id)
    stack.desk.pay(booking.booking_id)
    stack.settle()


def test_an_active_program_has_a_class(stack: StackDriver, shop: Shop, google: GoogleDesk) -> None:
    stack.settle()
    assert f"{stack.facts['google_issuer_id']}.{shop.program_id}" in google.state()["classes"]


def test_a_card_is_offered_saved_told_of_a_stamp_and_removed(stack: StackDriver, shop: Shop, google: GoogleDesk) -> None:
    customer = shop.new_customer()
    name = object_of(stack, customer)
    assert state_of(shop, customer) == "none"

    link = offered(stack, customer)
    assert link.startswith("https://pay.google.com/gp/v/save/")
    assert google.look(name)["object"]["loyaltyPoints"]["balance"] == {"string": "0 of 10"}
    assert state_of(shop, customer) == "offered"

    google.save(link)
    google.callbacks()
    assert state_of(shop, customer) == "saved"

    earn(stack, customer)
    look = google.look(name)
    assert look["object"]["loyaltyPoints"]["balance"] == {"string": "1 of 10"}
    assert (look["object"]["accountName"], look["notifications_today"]) == ("Ann", 1)

    google.remove(name)
    google.callbacks()
    assert state_of(shop, customer) == "removed"


def test_a_card_that_nobody_put_into_google_wallet_is_no_object_there(stack: StackDriver, shop: Shop, google: GoogleDesk) -> None:
    customer = shop.new_customer()
    earn(stack, customer)
    assert object_of(stack, customer) not in google.state()["objects"]


def test_an_outage_of_google_ends_with_the_right_balance(stack: StackDriver, shop: Shop, google: GoogleDesk) -> None:
    customer = shop.new_customer()
    offered(stack, customer)
    google.fail(503, calls="PATCH .*loyaltyObject", count=2, retry_after=1)
    earn(stack, customer)
    stack.settle(ahead=10)
    assert google.look(object_of(stack, customer))["object"]["loyaltyPoints"]["balance"] == {"string": "1 of 10"}


def test_the_pictures_that_google_fetches_are_there(stack: StackDriver, shop: Shop, google: GoogleDesk) -> None:
    customer = shop.new_customer()
    offered(stack, customer)
    look = google.look(object_of(stack, customer))
    wanted = ((look["object"]["heroImage"], (1032, 336)), (look["class"]["heroImage"], (1032, 336)))
    for image, size in (*wanted, (look["class"]["programLogo"], (660, 660))):
        answer = stack.http.get(image["sourceUri"]["uri"])
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
        assert Image.open(BytesIO(answer.content)).size == size
