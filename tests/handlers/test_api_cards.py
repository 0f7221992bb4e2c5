"""Cards over REST: event in, response out."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from comeback.domain.arrival import Arrival
from comeback.domain.card import CardRef
from comeback.domain.customer import ConsentNote
from comeback.domain.ids import CardId, CustomerId, ProgramId
from comeback.messages import CustomerEnrolled
from comeback.ports.passes import Device
from tests.api_entries import an_entry, stamped
from tests.api_world import BASE, JANE, MINE, NOW, ApiWorld

CARDS = "/api/v1/cards"


@pytest.fixture
def world() -> ApiWorld:
    return ApiWorld()


def cards_path(program: str) -> str:
    return f"/api/v1/programs/{program}/cards"


def test_a_person_gets_a_card_and_then_the_same_card(world: ApiWorld) -> None:
    program = world.active_program()
    person = {**JANE, "email": "jane@example.com", "birthday": "1990-02-28", "consents": {"service": True}}
    first = world.call("POST", cards_path(program), person)
    assert first.status == 201
    card = first.json
    assert card["program_id"] == program
    assert (card["type"], card["status"]) == ("stamp", "active")
    assert card["customer"] == {"id": card["customer"]["id"], "phone": "+12125550123", "name": "Jane Doe"}
    assert card["balance"] == {
        "unit": "stamps", "value": 0, "rewards": 0, "debt": 0, "size": 10, "lifetime_earned": 0, "as_of": "2026-09-21T15:30:00Z",
    }  # fmt: skip
    assert card["passes"] == {"apple": {"devices": 0}, "google": {"state": "none"}}
    page = card["links"]["page"]
    assert page.startswith(f"{BASE}/c/{card['id']}.k1.")
    assert card["links"] == {"page": page, "apple": f"{page}/pass.pkpass", "google": f"{page}/google"}
    second = world.call("POST", cards_path(program), {"phone": "(212) 555-0123", "name": "J."})
    assert (second.status, second.json) == (200, card)
    profile = world.customers.profile(MINE, CustomerId(card["customer"]["id"]))
    assert profile is not None
    assert (profile.email, profile.birthday, profile.consents) == ("jane@example.com", "1990-02-28", {"service": True})


def test_altegio_is_asked_at_once_also_when_a_request_is_repeated(world: ApiWorld) -> None:
    program = world.active_program()
    world.queue.refuses = True
    refused = world.call("POST", cards_path(program), JANE)
    assert (refused.status, refused.headers["retry-after"]) == (503, "2")
    world.queue.refuses = False
    card = world.enrol(program)
    assert world.queue.sent == [CustomerEnrolled(MINE, CustomerId(card["customer"]["id"]), ProgramId(program))]


def test_what_was_not_known_of_a_person_is_filled_in(world: ApiWorld) -> None:
    card = world.enrol(world.active_program(), consents={"service": True})
    other = world.enrol(
        world.active_program(), name="Somebody", email="jane@example.com", consents={"service": False, "ads": True}
    )
    assert other["id"] != card["id"]
    assert other["customer"]["id"] == card["customer"]["id"]
    profile = world.customers.profile(MINE, CustomerId(card["customer"]["id"]))
    assert profile is not None
    assert (profile.name, profile.email) == ("Jane Doe", "jane@example.com")
    assert profile.consents == {"service": False, "ads": True}


def test_what_a_person_agreed_to_is_kept_with_who_said_so_and_when(world: ApiWorld) -> None:
    card = world.enrol(world.active_program(), consents={"service": True, "marketing": True})
    first = world.clock.moment
    world.clock.moment += timedelta(days=1)
    world.enrol(world.active_program(), consents={"service": True, "marketing": False})
    profile = world.customers.profile(MINE, CustomerId(card["customer"]["id"]))
    assert profile is not None
    assert profile.consent_notes == {
        "service": ConsentNote("", "api", first), "marketing": ConsentNote("", "api", world.clock.moment)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"phone", "name"}),
        ({**JANE, "phone": "none"}, {"phone"}),
        ({**JANE, "phone": "+1 *** *** 23"}, {"phone"}),
        ({**JANE, "phone": "123"}, {"phone"}),
        ({**JANE, "phone": 12125550123}, {"phone"}),
        ({**JANE, "name": " "}, {"name"}),
        ({**JANE, "email": "nobody"}, {"email"}),
        ({**JANE, "birthday": "28.02.1990"}, {"birthday"}),
        ({**JANE, "birthday": "2026-09-22"}, {"birthday"}),
        ({**JANE, "consents": {"service": "yes"}}, {"consents.service"}),
        ({**JANE, "nickname": "J"}, {"nickname"}),
    ],
)
def test_an_impossible_person_says_which_field(world: ApiWorld, body: dict[str, Any], fields: set[str]) -> None:
    refused = world.call("POST", cards_path(world.active_program()), body)
    assert (refused.status, refused.fields) == (422, fields)
    assert world.store.cards == {}


def test_only_an_active_program_gives_cards(world: ApiWorld) -> None:
    assert world.call("POST", cards_path(world.program()), JANE).status == 409


def test_cards_are_found_by_phone_and_program(world: ApiWorld) -> None:
    first, second = world.active_program(), world.active_program()
    one, two = world.enrol(first), world.enrol(second)
    both = world.call("GET", CARDS, query="phone=%2B12125550123").json
    assert both == {"items": [one, two], "next_cursor": None}
    for phone in ("+12125550123", "2125550123", "12125550123"):
        assert world.call("GET", CARDS, query=f"phone={phone}&program_id={first}").json["items"] == [one]
    assert world.call("GET", CARDS, query="phone=2125550199").json["items"] == []
    assert world.call("GET", CARDS, query="phone=2125550123", key=world.other_key).json["items"] == []


def test_cards_of_a_program_come_in_pages(world: ApiWorld) -> None:
    program = world.active_program()
    made = [world.enrol(program, phone=f"+1 212 555 01{number:02}")["id"] for number in range(5)]
    seen: list[str] = []
    query = f"program_id={program}&limit=2"
    while True:
        page = world.call("GET", CARDS, query=query).json
        seen += [card["id"] for card in page["items"]]
        if page["next_cursor"] is None:
            break
        query = f"program_id={program}&limit=2&cursor={page['next_cursor']}"
    assert seen == made


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("", {"phone"}),
        ("phone=abc", {"phone"}),
        ("phone=2125550123&cursor=x", {"cursor"}),
        ("program_id={program}&cursor=rubbish", {"cursor"}),
        ("program_id={program}&limit=500", {"limit"}),
    ],
)
def test_an_impossible_search_says_which_field(world: ApiWorld, query: str, fields: set[str]) -> None:
    refused = world.call("GET", CARDS, query=query.format(program=world.active_program()))
    assert (refused.status, refused.fields) == (422, fields)


def test_a_balance_is_shown_as_stamps_rewards_and_debt(world: ApiWorld) -> None:
    card = world.enrol(world.active_program(size=5))
    for balance, shown in ((12, (2, 2, 0)), (-1, (0, 0, 1))):
        stamped(world, card, an_entry(card, 1, amount=balance, balance_after=balance))
        answer = world.call("GET", f"{CARDS}/{card['id']}").json["balance"]
        assert (answer["value"], answer["rewards"], answer["debt"]) == shown


def test_devices_are_counted_and_an_erased_person_has_no_name(world: ApiWorld) -> None:
    card = world.enrol(world.active_program())
    ref = CardRef(MINE, CustomerId(card["customer"]["id"]), ProgramId(card["program_id"]))
    world.passes.register(ref, CardId(card["id"]), "pass.dev.comeback.local", Device("device", "token", NOW))
    assert world.call("GET", f"{CARDS}/{card['id']}").json["passes"]["apple"] == {"devices": 1}
    del world.store.profiles[MINE, ref.customer_id]
    assert world.call("GET", f"{CARDS}/{card['id']}").json["customer"] == {"id": ref.customer_id, "phone": None, "name": None}


def test_a_card_tells_how_its_holder_came_to_it(world: ApiWorld) -> None:
    card = world.enrol(world.active_program())
    path = f"/api/v1/cards/{card['id']}"
    assert "arrival" not in world.call("GET", path).json
    ((key, stored),) = world.store.cards.items()
    world.store.cards[key] = replace(stored, arrival=Arrival(utm_campaign="May", src="poster"))
    assert world.call("GET", path).json["arrival"] == {"utm_campaign": "May", "src": "poster"}
    del world.store.profiles[MINE, stored.customer_id]
    assert "arrival" not in world.call("GET", path).json
