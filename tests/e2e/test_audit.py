"""What neither an event nor the sweep has told: the nightly audit finds it, mends it, and says so."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dev.runner.drive import StackDriver
from tests.e2e.shop import LOCATION, Shop, new_program


def _shop_with_a_past(shop: Shop) -> Shop:
    """A program in which visits of the last days count."""
    since = (datetime.now(ZoneInfo("America/New_York")) - timedelta(days=20)).date().isoformat()
    program = new_program(shop.stack, shop.key, title="Ten before", start_of_accrual=since, lookback_days=30)
    settings = f"/programs/{program}/connections/{LOCATION}/settings"
    shop.call("PUT", settings, shop.call("GET", f"{settings}?recommended=true"))
    return Shop(shop.stack, shop.key, program)


def test_a_refund_of_last_week_that_nobody_told_of_is_repaired_and_reported(stack: StackDriver, shop: Shop) -> None:
    own = _shop_with_a_past(shop)
    customer = own.new_customer()
    last_week = (datetime.now(ZoneInfo("America/New_York")) - timedelta(days=5)).strftime("%Y-%m-%d 12:00")
    booking = stack.desk.arrive(stack.desk.book(customer.client_id, "Haircut", at=last_week).booking_id)
    stack.desk.pay(booking.booking_id)
    stack.settle()
    assert own.amounts(customer) == [1]

    stack.desk.payments_touch_records(on=False)
    stack.desk.lose_webhooks()
    stack.desk.delete_payment(booking=booking.booking_id)
    stack.desk.lose_webhooks(0)
    stack.desk.payments_touch_records(on=True)
    report = stack.run_job("audit")
    stack.settle(ahead=10)

    assert report["drift"]["repaired"] >= 1
    assert own.amounts(customer) == [1, -1]
    drift = own.call("GET", "/drift?limit=200")
    (one,) = [one for one in drift["items"] if one["visit_id"] == booking.visit_id]
    assert (one["kind"], one["done"]) == ("booking_differs", "repaired")
    (audit,) = [audit for audit in drift["audits"] if audit["location_id"] == LOCATION]
    assert audit["finished_at"] is not None
    own.call("POST", f"/programs/{own.program_id}/pause")


def test_a_paid_visit_that_nobody_marked_as_arrived_is_for_the_owner_to_see(stack: StackDriver, shop: Shop) -> None:
    customer = shop.new_customer()
    yesterday = (datetime.now(ZoneInfo("America/New_York")) - timedelta(days=1)).strftime("%Y-%m-%d 12:00")
    booking = stack.desk.book(customer.client_id, "Haircut", at=yesterday)
    stack.desk.pay(booking.booking_id)
    stack.settle()
    stack.run_job("sweep")
    assert _listed(shop, booking.visit_id)

    stack.desk.arrive(booking.booking_id)
    stack.settle()
    stack.run_job("sweep")
    assert not _listed(shop, booking.visit_id)


def _listed(shop: Shop, visit: int) -> bool:
    items = shop.call("GET", "/attention?kind=paid_not_arrived&limit=200")["items"]
    return any(one["facts"]["visit_id"] == visit for one in items)
