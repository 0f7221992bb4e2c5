"""One visit, from the desk to the phone: the story of the README, step by step, over HTTP."""

from dev.phone.device import Phone
from dev.phone.package import PassFile
from dev.runner.drive import StackDriver
from tests.e2e.shop import Shop, connect


def _stamps(file: PassFile) -> str:
    return str(file.value("stamps"))


def test_an_owner_connects_a_location_and_its_events_find_us(stack: StackDriver) -> None:
    tenant = connect(stack, 7777, user=900100)
    key = stack.operator("POST", f"/tenants/{tenant}/api-keys")["key"]

    (connection,) = stack.json("GET", "/api/v1/connections", key)["items"]
    assert (connection["location_id"], connection["status"], connection["missing_rights"]) == (7777, "active", [])

    stack.desk.add_client("Erik", phone="4915112345699", location=7777)
    stack.settle()
    (event,) = [one for one in stack.desk.webhooks() if one["body"]["company_id"] == 7777]
    assert event["outcomes"] == ["200"]


def test_a_phone_takes_the_signed_pass_and_registers(stack: StackDriver, shop: Shop, phone: Phone) -> None:
    customer = shop.new_customer()

    added = phone.add(customer.pass_url)

    assert (added.serial, _stamps(added)) == (customer.card_id, "0 of 10")
    assert [(one.method, one.status) for one in phone.exchanges] == [("GET", 200), ("POST", 201)]
    assert shop.call("GET", f"/cards/{customer.card_id}")["passes"]["apple"]["devices"] == 1


def test_a_paid_visit_earns_one_stamp_however_its_events_come(stack: StackDriver, shop: Shop) -> None:
    customer = shop.new_customer()
    booking = stack.desk.arrive(stack.desk.book(customer.client_id, "Haircut").booking_id)
    stack.settle()
    assert shop.balance(customer) == 0
    assert not shop.explain(booking.visit_id)["gate"]["open"]

    stack.desk.hold_webhooks()
    stack.desk.pay(booking.booking_id)
    stack.desk.flush_webhooks(order="reversed", copies=3)
    stack.settle()

    assert shop.amounts(customer) == [1]
    assert shop.explain(booking.visit_id)["granted"] == 1


def test_the_phone_is_told_and_fetches_the_new_pass(stack: StackDriver, shop: Shop, phone: Phone) -> None:
    customer = shop.new_customer()
    phone.add(customer.pass_url)
    phone.listen(stack.apns_url)

    booking = stack.desk.arrive(stack.desk.book(customer.client_id, "Haircut").booking_id)
    stack.desk.pay(booking.booking_id)

    assert phone.wait_for(lambda _: _stamps(phone.passes[customer.card_id].file) == "1 of 10")
    assert phone.passes[customer.card_id].said
    assert not phone.complaints


def test_a_deleted_payment_takes_the_stamp_back_after_the_delay(stack: StackDriver, shop: Shop) -> None:
    customer = shop.new_customer()
    booking = stack.desk.arrive(stack.desk.book(customer.client_id, "Haircut").booking_id)
    stack.desk.pay(booking.booking_id)
    stack.settle()

    stack.desk.delete_payment(booking=booking.booking_id)
    stack.settle()
    held = shop.explain(booking.visit_id)["held"]
    assert (shop.balance(customer), held and held["delta"]) == (1, -1)

    stack.settle(ahead=10)
    assert shop.amounts(customer) == [1, -1]
    explanation = shop.explain(booking.visit_id)
    assert (explanation["target"], explanation["held"], explanation["gate"]["open"]) == (0, None, False)


def test_the_sweep_finds_what_no_event_told(stack: StackDriver, shop: Shop) -> None:
    customer = shop.new_customer()
    stack.desk.lose_webhooks()
    booking = stack.desk.arrive(stack.desk.book(customer.client_id, "Haircut").booking_id)
    stack.desk.pay(booking.booking_id)
    stack.desk.lose_webhooks(0)
    stack.settle()
    assert shop.balance(customer) == 0

    assert stack.run_job("sweep")["job"] == "sweep"
    stack.settle()

    assert shop.amounts(customer) == [1]
