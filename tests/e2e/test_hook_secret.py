"""The secret in our address is replaced while events go on coming."""

import httpx

from dev.runner.drive import StackDriver
from tests.e2e.shop import LOCATION, Shop


def _address(stack: StackDriver) -> str:
    """Where the location's last event went."""
    event = [one for one in stack.desk.webhooks() if one["body"].get("company_id") == LOCATION][-1]
    return str(event["urls"][-1])


def test_a_new_secret_takes_over_without_losing_an_event(stack: StackDriver, shop: Shop) -> None:
    customer = shop.new_customer()
    old = _address(stack)
    settings = shop.call("GET", f"/connections/{LOCATION}/webhook-settings")
    assert "loyalty_card" in settings["plan"]["switches_on"]

    after = shop.call("POST", f"/connections/{LOCATION}/hook-secret/rotation")
    assert (after["plan"]["needed"], "loyalty_card" in after["events"]) == (False, True)
    booking = stack.desk.arrive(stack.desk.book(customer.client_id, "Haircut").booking_id)
    stack.desk.pay(booking.booking_id)
    stack.settle()

    assert shop.amounts(customer) == [1]
    assert _address(stack) != old
    event = {"company_id": LOCATION, "resource": "record", "resource_id": booking.booking_id, "status": "update", "data": {}}
    assert httpx.post(old, json=event).status_code == 200
    assert httpx.post(f"{old}x", json=event).status_code == 404
