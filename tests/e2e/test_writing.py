"""What Altegio gets of somebody who joins: a client, a loyalty card, a note and the link, each once, on the running stack."""

from typing import Any

from dev.altegio.desk.results import ClientSheet
from dev.phone.device import Phone
from dev.runner.drive import StackDriver
from tests.e2e.shop import LOCATION, Shop, new_program

CASHBACK = {"enrol_new_crm_clients": False, "crm_card_type": 10992}
WRITING = {
    **CASHBACK, "write_to_crm": True, "create_crm_client": True, "deliver_via_crm": True, "deliver_from": "00:00",
    "deliver_until": "24:00",
}  # fmt: skip
MODIFYING = ("/loyalty/cards/", "/comments", "/sms/", "/email/", "POST /api/v1/clients/", "PUT ", "DELETE ")


def program(stack: StackDriver, shop: Shop, settings: dict[str, Any]) -> str:
    made = new_program(stack, shop.key, type="cashback", title="Writes", size=None, reward=None)
    shop.call("PUT", f"/programs/{made}/connections/{LOCATION}/settings", settings)
    return made


def join(stack: StackDriver, made: str, phone: str) -> str:
    """The path of the card's page."""
    form = {"name": "Ivy Example", "phone": phone, "consent_service": "yes", "location": str(LOCATION)}
    answer = stack.http.post(f"/join/{made}", data=form)
    assert answer.status_code == 303, answer.text
    stack.settle()
    return str(answer.headers["location"])


def modifying(stack: StackDriver) -> list[str]:
    routes = stack.desk.counters().routes
    return [route for route in routes if not route.startswith("GET") and any(part in route for part in MODIFYING)]


def sheet(stack: StackDriver, phone: str) -> ClientSheet:
    (client,) = (one for one in stack.desk.clients() if one.phone == phone.removeprefix("+"))
    return stack.desk.show_client(client.client_id)


def test_who_joins_is_a_client_with_a_card_a_note_and_a_link_each_once(stack: StackDriver, shop: Shop, phone: Phone) -> None:
    made, number = program(stack, shop, WRITING), "+13125550801"
    stack.desk.fail_calls(504, path="/loyalty/cards/4564$", late=True)
    page = join(stack, made, number)
    stack.desk.clear_faults()
    assert join(stack, made, number) == page
    known = sheet(stack, number)
    assert known.name == "Ivy Example"
    assert [text.split(" · ")[1] for text in known.messages] == [f"Writes: {stack.base_url}{page}"]
    assert [note.split(" (")[1].split(")")[0] for note in known.comments] == ["cashback, not installed"]
    assert len(known.cards) == 1

    (card,) = shop.call("GET", f"/cards?phone=%2B{number.removeprefix('+')}&program_id={made}")["items"]
    phone.add(card["links"]["apple"])
    stack.settle()
    assert ["in Apple Wallet" in note for note in sheet(stack, number).comments] == [True]
    assert shop.call("GET", f"/cards/{card['id']}/deliveries")["state"] == "done"
    assert shop.call("POST", f"/cards/{card['id']}/deliveries")["state"] == "planned"
    stack.settle()
    assert len(sheet(stack, number).messages) == 2
    shop.call("POST", f"/programs/{made}/pause")


def test_with_writing_off_altegio_is_not_asked_to_change_a_thing(stack: StackDriver, shop: Shop, phone: Phone) -> None:
    made, number = program(stack, shop, CASHBACK), "+13125550802"
    stack.settle()
    stack.desk.reset_counters()
    join(stack, made, number)
    (card,) = shop.call("GET", f"/cards?phone=%2B{number.removeprefix('+')}&program_id={made}")["items"]
    phone.add(card["links"]["apple"])
    stack.run_job("due_links")
    stack.run_job("mirror_sweep")
    stack.settle()
    assert modifying(stack) == []
    assert number.removeprefix("+") not in [one.phone for one in stack.desk.clients()]
    shop.call("POST", f"/programs/{made}/pause")
