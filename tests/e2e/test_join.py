"""Somebody finds the join page and leaves the shop with a card that counts, over HTTP on the running stack."""

from dev.runner.drive import StackDriver
from tests.e2e.shop import Shop

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
