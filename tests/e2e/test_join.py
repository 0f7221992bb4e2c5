"""Somebody finds the join page and leaves the shop with a card that counts, over HTTP on the running stack."""

import re

from dev.phone.device import Phone
from dev.runner.drive import StackDriver
from tests.e2e.shop import LOCATION, Shop

PHONE = "+13125559001"
FORM = {"name": "Ann Example", "phone": "(312) 555-9001", "consent_service": "yes"}


def test_who_joins_is_found_in_altegio_and_their_next_visit_counts(stack: StackDriver, shop: Shop) -> None:
    client = stack.desk.add_client("Ann", surname="Example", phone=PHONE.removeprefix("+"))
    page = f"/join/{shop.program_id}"
    assert "A free haircut" in stack.http.get(page).text

    joined = stack.http.post(page, data=FORM)
    assert joined.status_code == 303, joined.text
    link = joined.headers["location"]
    assert stack.http.post(page, data=FORM).headers["location"] == link
    stack.settle()
    booking = stack.desk.arrive(stack.desk.book(client.client_id, "Haircut").booking_id)
    stack.desk.pay(booking.booking_id)
    stack.settle()

    card = stack.http.get(link, headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0)"})
    assert "1 of 10" in card.text
    assert 'class="code"' in card.text
    assert stack.http.get(f"{link}/pass.pkpass").status_code == 200
    (stored,) = shop.call("GET", f"/cards?phone=%2B{PHONE.removeprefix('+')}")["items"]
    assert stored["links"]["page"] == f"{stack.base_url}{link}"


def test_a_link_of_nobody_leads_to_a_page_that_says_so(stack: StackDriver) -> None:
    answer = stack.http.get("/c/cd_00000000000000000000000001.k1.rubbish")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "Nothing here" in answer.text


def test_the_page_knows_when_the_phone_has_the_card(stack: StackDriver, shop: Shop, phone: Phone) -> None:
    form = {**FORM, "phone": "(312) 555-9002", "src": "poster", "utm_campaign": "May"}
    link = stack.http.post(f"/join/{shop.program_id}", data=form).headers["location"]
    before = stack.http.get(f"{link}/state").json()
    assert (before["apple"], before["google"], before["said"]) == (False, False, "")

    phone.add(f"{stack.base_url}{link}/pass.pkpass")

    after = stack.http.get(f"{link}/state").json()
    assert (after["apple"], after["google"]) == (True, False)
    assert after["said"] in stack.http.get(link).text


def test_a_poster_leads_to_the_page_where_people_join(stack: StackDriver, shop: Shop) -> None:
    path = f"/api/v1/programs/{shop.program_id}/poster.pdf?location_id={LOCATION}"
    poster = stack.http.get(path, headers={"Authorization": f"Bearer {shop.key}"})
    assert (poster.status_code, poster.headers["content-type"]) == (200, "application/pdf")
    assert poster.content.startswith(b"%PDF-")
    page = f"/join/{shop.program_id}?src=poster&location={LOCATION}"
    assert '<input type="hidden" name="src" value="poster">' in stack.http.get(page).text


def test_pictures_of_the_card_are_those_of_its_pass_and_lighter_ones(stack: StackDriver, shop: Shop) -> None:
    page = stack.http.get(f"/join/{shop.program_id}").text
    exact = [stack.http.get(address) for address in re.findall(r'<img[^>]* src="([^"]+)"', page)]
    light = [stack.http.get(address) for address in re.findall(r'<source[^>]* srcset="([^"]+)"', page)]
    assert [answer.headers["content-type"] for answer in (*exact, *light)] == ["image/png"] * 2 + ["image/webp"] * 2
    assert all(500 < len(less.content) < len(more.content) for less, more in zip(light, exact, strict=True))
