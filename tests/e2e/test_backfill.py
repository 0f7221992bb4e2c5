"""An owner asks for the visits from before the cards: a preview, its commit, and a second time that gives nothing."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dev.runner.drive import StackDriver
from tests.e2e.shop import LOCATION, Shop, new_program

_TODAY = datetime.now(ZoneInfo("America/New_York"))
_SINCE = (_TODAY - timedelta(days=6)).date().isoformat()


def _shop_of_its_own(shop: Shop) -> Shop:
    program = new_program(shop.stack, shop.key, title="Ten, and the past", size=3)
    settings = f"/programs/{program}/connections/{LOCATION}/settings"
    shop.call("PUT", settings, shop.call("GET", f"{settings}?recommended=true"))
    return Shop(shop.stack, shop.key, program)


def _synchronise(shop: Shop, **wish: Any) -> Any:
    job = shop.call("POST", f"/connections/{LOCATION}/sync", {"backfill_from": _SINCE, **wish})["job_id"]
    shop.stack.settle()
    return shop.call("GET", f"/sync/{job}")


def test_stamps_for_past_visits_are_previewed_given_and_given_once(stack: StackDriver, shop: Shop) -> None:
    own = _shop_of_its_own(shop)
    customer = own.new_customer()
    stack.desk.lose_webhooks()
    moments = [(_TODAY - timedelta(days=days)).strftime("%Y-%m-%d 12:00") for days in (5, 4, 3)]
    bookings = [stack.desk.arrive(stack.desk.book(customer.client_id, "Haircut", at=at).booking_id) for at in moments]
    for booking in bookings:
        stack.desk.pay(booking.booking_id)
    stack.desk.lose_webhooks(0)

    job = _synchronise(own, preview=True)
    assert (job["state"], job["backfill"]["previewed"], job["backfill"]["days_read"]) == ("done", True, 6)
    rows = own.call("GET", f"/sync/{job['id']}/cards?limit=200")["items"]
    (row,) = [row for row in rows if row["card_id"] == customer.card_id]
    assert (row["stamps"], row["rewards"], row["capped"], row["to_give"]) == (3, 1, 2, 2)
    assert own.amounts(customer) == []

    own.call("POST", f"/sync/{job['id']}/commit")
    stack.settle()
    done = own.call("GET", f"/sync/{job['id']}")
    assert (done["state"], done["backfill"]["to_give"]) == ("done", job["backfill"]["to_give"])
    (entry,) = own.call("GET", f"/cards/{customer.card_id}/entries")["items"]
    assert (entry["kind"], entry["amount"], entry["reason"]) == ("import", 2, f"Visits since {_SINCE}: 3 stamps, capped at 2")
    assert "counted with the past" in own.explain(bookings[0].visit_id)["summary"]

    # Again, and from an event about one of the visits: nothing.
    assert _synchronise(own)["backfill"]["to_give"] == 0
    stack.desk.delete_payment(booking=bookings[0].booking_id)
    stack.settle()
    assert own.amounts(customer) == [2]
    own.call("POST", f"/programs/{own.program_id}/pause")
