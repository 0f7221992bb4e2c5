"""The playground's page: what a person presses happens, and the phone on the page shows it."""

import time
from collections.abc import Iterator

import httpx
import pytest

from dev.runner.drive import StackDriver
from tests.e2e.shop import Shop

HOME = "/__local/play"


@pytest.fixture
def visitor(stack: StackDriver) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=stack.base_url, timeout=60, trust_env=False, follow_redirects=True) as client:
        yield client


def seen(visitor: httpx.Client, text: str, *, times: int) -> str:
    """The page that says it so often: the phone on it fetches its pass a moment after the push."""
    deadline = time.monotonic() + 60
    while (page := visitor.get(f"{HOME}/now").text).count(text) < times:
        assert time.monotonic() < deadline, page
        time.sleep(0.02)
    return page


def press(visitor: httpx.Client, button: str, **form: object) -> str:
    answer = visitor.post(f"{HOME}/{button}", data={name: str(value) for name, value in form.items()})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_a_visit_is_played_on_the_page_and_seen_on_the_phone(visitor: httpx.Client, stack: StackDriver, shop: Shop) -> None:
    customer = shop.new_customer()
    client = next(one for one in stack.desk.clients() if one.client_id == customer.client_id)
    assert "is registered" in press(visitor, "phone/add", phone=client.phone)
    assert "Google has saved the card" in press(visitor, "google/save", phone=client.phone)
    press(visitor, "desk/book", client=client.client_id, service="Haircut")
    booking = max(one.booking_id for one in stack.desk.bookings() if one.client_id == client.client_id)
    for act in ("arrive", "pay"):
        press(visitor, f"desk/{act}", booking=booking)
    stack.settle()
    assert customer.card_id in seen(visitor, "1 of 10", times=2)
    for act in ("delete-payment", "cancel", "restore", "resend"):
        assert "did not work" not in press(visitor, f"desk/{act}", booking=booking)
    press(visitor, "phone/delete", serial=customer.card_id)
    press(visitor, "google/remove", object=f"{stack.facts['google_issuer_id']}.{customer.card_id}")
    assert customer.card_id not in visitor.get(HOME).text
    stack.settle()


def test_a_lost_event_is_found_by_the_sweep(visitor: httpx.Client, stack: StackDriver) -> None:
    assert "get lost" in press(visitor, "desk/lose", count=0)
    assert "The sweep says" in press(visitor, "stack/sweep")
    stack.settle()


def test_what_cannot_be_is_said_and_breaks_nothing(visitor: httpx.Client) -> None:
    assert "That did not work" in press(visitor, "desk/arrive", booking=1)
    assert "That did not work" in press(visitor, "desk/fly")
    assert "That did not work" in press(visitor, "phone/add", phone="123")
    assert visitor.get(f"{HOME}/elsewhere").status_code == 404
    assert visitor.post(f"{HOME}/desk/book", headers={"origin": "https://evil.example"}).status_code == 403
