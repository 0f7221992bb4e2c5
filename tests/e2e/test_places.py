"""Where phones suggest a card: the shop's own place without anybody typing it, and of many places those of its holder."""

from dataclasses import replace
from typing import Any

from dev.google.desk import GoogleDesk
from dev.phone.device import Phone
from dev.runner.drive import StackDriver
from tests.e2e.shop import LOCATION, Customer, Shop, new_program

HERE = (40.7484, -73.9857)
FAR = [{"latitude": 41 + number / 10, "longitude": -73.9857, "text": f"Stop {number}"} for number in range(1, 13)]


def degrees(places: list[Any]) -> list[tuple[float, float]]:
    return [(one["latitude"], one["longitude"]) for one in places]


def suggested(phone: Phone, customer: Customer) -> list[tuple[float, float]]:
    return degrees(phone.passes[customer.card_id].file.document.get("locations", []))


def at_google(stack: StackDriver, customer: Customer) -> dict[str, list[tuple[float, float]]]:
    looked = GoogleDesk(stack.facts["google_wallet_url"]).look(f"{stack.facts['google_issuer_id']}.{customer.card_id}")
    return {part: degrees(looked[part]["merchantLocations"]) for part in ("class", "object")}


def save_at_google(stack: StackDriver, customer: Customer) -> None:
    assert stack.http.get(customer.pass_url.replace("/pass.pkpass", "/google")).status_code == 303
    stack.settle()


def visit(stack: StackDriver, customer: Customer) -> None:
    booking = stack.desk.arrive(stack.desk.book(customer.client_id, "Haircut").booking_id)
    stack.desk.pay(booking.booking_id)
    stack.settle()


def test_a_card_is_suggested_at_the_shop_without_anybody_typing_where_it_is(
    stack: StackDriver, shop: Shop, phone: Phone
) -> None:  # fmt: skip
    customer = shop.new_customer()
    phone.add(customer.pass_url)
    save_at_google(stack, customer)
    assert suggested(phone, customer) == [HERE]
    assert at_google(stack, customer) == {"class": [HERE], "object": []}


def test_of_many_places_a_card_has_ten_that_follow_its_holder(stack: StackDriver, shop: Shop, phone: Phone) -> None:
    program = new_program(stack, shop.key, design={"places": FAR})
    many = replace(shop, program_id=program)
    settings = f"/programs/{program}/connections/{LOCATION}/settings"
    many.call("PUT", settings, many.call("GET", f"{settings}?recommended=true"))
    customer = many.new_customer()
    phone.add(customer.pass_url)
    save_at_google(stack, customer)
    first_ten = degrees(FAR[:10])
    assert suggested(phone, customer) == first_ten
    assert at_google(stack, customer) == {"class": [], "object": first_ten}

    phone.listen(stack.apns_url)
    visit(stack, customer)

    followed = [*first_ten[:9], HERE]
    assert phone.wait_for(lambda _: suggested(phone, customer) == followed)
    assert at_google(stack, customer) == {"class": [], "object": followed}

    before = many.call("GET", f"/programs/{program}")
    report = stack.run_job("connection_check")
    stack.settle()
    assert many.call("GET", f"/programs/{program}") == before, report
