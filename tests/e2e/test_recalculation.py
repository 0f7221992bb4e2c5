"""Other settings for visits that were: previewed, booked, explained, on the running stack."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dev.runner.drive import StackDriver
from tests.e2e.shop import LOCATION, Shop, new_program


def asked_for(own: Shop, program: str) -> str:
    """A recalculation of these days."""
    now = datetime.now(UTC)
    dates = {"from": f"{now - timedelta(days=2):%Y-%m-%d}", "to": f"{now + timedelta(days=1):%Y-%m-%d}"}
    job = own.call("POST", f"{program}/recalculations", dates)["job_id"]
    own.stack.settle()
    return f"{program}/recalculations/{job}"


@pytest.fixture
def own(stack: StackDriver, shop: Shop) -> Shop:
    """A program whose cards are asked for."""
    own = replace(shop, program_id=new_program(stack, shop.key, title="Recalculated"))
    own.call("PUT", f"/programs/{own.program_id}/connections/{LOCATION}/settings", {"enrol_new_crm_clients": False})
    return own


def test_todays_settings_reach_back_after_the_owner_has_seen_what_changes(stack: StackDriver, own: Shop) -> None:
    program, settings = f"/programs/{own.program_id}", f"/programs/{own.program_id}/connections/{LOCATION}/settings"
    customer = own.new_customer()
    booking = stack.desk.arrive(stack.desk.book(customer.client_id, "Haircut").booking_id)
    stack.desk.pay(booking.booking_id)
    stack.settle()
    assert own.amounts(customer) == [1]

    row = {"enrol_new_crm_clients": False, "accrual_rule": {"kind": "completed", "stamps": 2}}
    previewed = own.call("POST", f"{settings}/preview", row)
    assert (previewed["stamps"], previewed["cards_changed"]) == ({"before": 1, "after": 2}, 1)
    own.call("PUT", settings, row)
    stack.settle()
    assert own.amounts(customer) == [1]

    job = asked_for(own, program)
    told = own.call("GET", job)
    assert (told["state"], told["preview"]["up"], told["preview"]["down"], told["booked"]) == ("ready", 1, 0, None)
    assert own.amounts(customer) == [1]

    for _ in range(2):
        own.call("POST", f"{job}/commit")
    stack.settle(ahead=10)  # the first card is booked a moment after the program is altered
    told = own.call("GET", job)
    assert (told["state"], told["booked"]) == ("done", told["preview"])
    (card,) = own.call("GET", f"{job}/cards")["items"]
    assert (card["card_id"], card["booked"], card["changed_meanwhile"]) == (customer.card_id, card["preview"], False)
    assert own.amounts(customer) == [1, 1]

    stack.desk.pay(booking.booking_id, 100)
    stack.settle()
    assert own.amounts(customer) == [1, 1]
    explained = own.explain(booking.visit_id)
    assert (explained["target"], explained["granted"], explained["recalculation"]) == (2, 2, told["id"])
    own.call("POST", f"{program}/pause")
