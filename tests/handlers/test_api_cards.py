"""Cards, entries, connections and explanations over REST: event in, response out."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from comeback.domain.card import CardRef
from comeback.domain.day import Accrual, Day, Held, UnitState
from comeback.domain.ids import CardId, ClientId, CustomerId, EntryId, LocationId, ProgramId, TenantId, VisitId, render_id
from comeback.domain.ledger import Actor, AppliedRule, Cause, EarningUnit, Entry, EntryKind
from comeback.domain.settings import AmountOver, CardSettings, CountBy, SettingsVersion
from comeback.domain.visit import Place
from comeback.messages import CustomerEnrolled
from comeback.ports.passes import Device
from comeback.web.api.entries_csv import from_people
from tests import builders
from tests.api_world import BASE, FOREIGN_PLACE, JANE, MINE, NOW, PLACE, SECOND, THEIRS, ApiWorld
from tests.memory.ledger import StoredDay

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


def stamped(world: ApiWorld, card: dict[str, Any], *entries: Entry, tenant: TenantId = MINE) -> None:
    """Book entries on a card."""
    ref = CardRef(tenant, CustomerId(card["customer"]["id"]), ProgramId(card["program_id"]))
    head = world.store.cards[ref]
    world.store.entries[tenant, head.id] = list(entries)
    balance = entries[-1].balance_after
    world.store.cards[ref] = replace(head, seq=len(entries), balance=balance, lifetime_earned=balance)


def an_entry(card: dict[str, Any], seq: int, **changes: Any) -> Entry:
    entry = Entry(
        id=EntryId(render_id("en", seq, bytes(10))), card_id=CardId(card["id"]), program_id=ProgramId(card["program_id"]), seq=seq,
        kind=EntryKind.ACCRUAL, amount=1, balance_after=seq, effective_at=NOW - timedelta(minutes=9),
        booked_at=NOW - timedelta(minutes=9 - seq), earning_unit=EarningUnit(CountBy.CLIENT_DAY, date(2026, 9, 21)),
        cause=Cause(PLACE, (VisitId(8263004),), "webhook"), rule=AppliedRule("completed", 2),
    )  # fmt: skip
    return replace(entry, **changes)


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


def test_entries_of_a_card_are_newest_first_and_in_full(world: ApiWorld) -> None:
    card = world.enrol(world.active_program())
    adjusted = an_entry(
        card,
        2,
        kind=EntryKind.ADJUSTMENT,
        earning_unit=None,
        cause=None,
        rule=None,
        actor=Actor("api_key", "ak_1"),
        reason="Sorry",
    )
    reversal = an_entry(
        card, 3, kind=EntryKind.REVERSAL, amount=-1, reverses=EntryId("en_1"),
        earning_unit=EarningUnit(CountBy.VISIT, date(2026, 9, 21), location_id=PLACE, visit_id=VisitId(5)),
    )  # fmt: skip
    stamped(world, card, an_entry(card, 1), adjusted, reversal)
    page = world.call("GET", f"{CARDS}/{card['id']}/entries", query="limit=2").json
    rest = world.call("GET", f"{CARDS}/{card['id']}/entries", query=f"limit=2&cursor={page['next_cursor']}").json
    assert [entry["seq"] for entry in page["items"] + rest["items"]] == [3, 2, 1]
    assert rest["next_cursor"] is None
    assert rest["items"] == [
        {
            "id": render_id("en", 1, bytes(10)), "seq": 1, "kind": "accrual", "amount": 1, "unit": "stamps", "balance_after": 1,
            "earning_unit": {"kind": "client_day", "date": "2026-09-21"},
            "cause": {"location_id": 4564, "visit_ids": [8263004], "source": "webhook"},
            "rule": {"kind": "completed", "settings_version": 2}, "reverses": None, "actor": None, "reason": None,
            "effective_at": "2026-09-21T15:21:00Z", "booked_at": "2026-09-21T15:22:00Z",
        }
    ]  # fmt: skip
    assert page["items"][0]["earning_unit"] == {"kind": "visit", "date": "2026-09-21", "location_id": 4564, "visit_id": 5}
    assert page["items"][0]["reverses"] == "en_1"
    assert page["items"][1]["actor"] == {"kind": "api_key", "id": "ak_1"}
    assert page["items"][1]["cause"] is None
    assert world.call("GET", f"{CARDS}/{card['id']}/entries", query="cursor=rubbish").status == 422


@pytest.fixture
def ledger(world: ApiWorld) -> tuple[ApiWorld, dict[str, Any], dict[str, Any]]:
    """Two cards of two programs: entries on three days, one of another location, one without a cause."""
    first, second = world.enrol(world.active_program()), world.enrol(world.active_program())
    days = [datetime(2026, 9, day, 12, tzinfo=UTC) for day in (1, 10, 20)]
    stamped(
        world, first,
        *(an_entry(first, seq, booked_at=moment) for seq, moment in enumerate(days, start=1)),
    )  # fmt: skip
    stamped(
        world, second,
        an_entry(second, 4, booked_at=days[1] + timedelta(hours=1), cause=Cause(SECOND, (VisitId(7),), "sweep")),
        an_entry(second, 5, booked_at=days[2] + timedelta(hours=1), kind=EntryKind.ADJUSTMENT, cause=None, rule=None,
                 actor=Actor("person", "-1"), reason="=1+1"),
    )  # fmt: skip
    theirs = replace(builders.card(), tenant_id=THEIRS)
    world.store.entries[THEIRS, theirs.id] = [an_entry({"id": theirs.id, "program_id": theirs.program_id}, 6, booked_at=days[1])]
    return world, first, second


Ledger = tuple[ApiWorld, dict[str, Any], dict[str, Any]]


@pytest.mark.parametrize(
    ("query", "seqs"),
    [
        ("", [1, 2, 4, 3, 5]),
        ("from=2026-09-10", [2, 4, 3, 5]),
        ("from=2026-09-10T12:00:00Z&to=2026-09-10T13:00:00Z", [2]),
        ("from=2026-09-10T14:00:00%2B02:00&to=2026-09-10T13:00:01", [2, 4]),
        ("from=2026-09-10T14:00:00+02:00", [2, 4, 3, 5]),
        ("to=2026-09-20", [1, 2, 4]),
        ("from=2020-01-01&to=2099-01-01", [1, 2, 4, 3, 5]),
        ("from=2026-09-10&to=2026-09-10", []),
        ("kind=adjustment", [5]),
        ("location_id=24697", [4]),
        ("location_id=4564", [1, 2, 3]),
        ("program_id={second}", [4, 5]),
        ("program_id={second}&kind=accrual&from=2026-09-02", [4]),
    ],
)
def test_the_ledger_is_filtered_by_time_kind_program_and_location(ledger: Ledger, query: str, seqs: list[int]) -> None:
    world, _, second = ledger
    page = world.call("GET", "/api/v1/entries", query=query.format(second=second["program_id"]))
    assert page.status == 200
    assert [entry["seq"] for entry in page.json["items"]] == seqs


def test_the_ledger_names_card_and_program(ledger: Ledger) -> None:
    world, first, _ = ledger
    entry = world.call("GET", "/api/v1/entries").json["items"][0]
    assert (entry["card_id"], entry["program_id"]) == (first["id"], first["program_id"])


def test_pages_of_the_ledger_miss_nothing(ledger: Ledger) -> None:
    world, _, _ = ledger
    for filters in ("", "&kind=accrual"):
        seen: list[int] = []
        cursor = ""
        while True:
            page = world.call("GET", "/api/v1/entries", query=f"limit=2{filters}{cursor}").json
            seen += [entry["seq"] for entry in page["items"]]
            if page["next_cursor"] is None:
                break
            cursor = f"&cursor={page['next_cursor']}"
        assert seen == ([1, 2, 4, 3] if filters else [1, 2, 4, 3, 5])


def test_the_ledger_reaches_thirty_days_back_unless_asked(ledger: Ledger) -> None:
    world, _, _ = ledger
    world.clock.pass_by(timedelta(days=15))
    assert [entry["seq"] for entry in world.call("GET", "/api/v1/entries").json["items"]] == [2, 4, 3, 5]


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("from=yesterday", {"from"}),
        ("to=2026-13-01", {"to"}),
        ("from=2026-09-10&to=2026-09-09", {"to"}),
        ("kind=gift", {"kind"}),
        ("location_id=x", {"location_id"}),
        ("limit=0", {"limit"}),
        ("cursor=rubbish", {"cursor"}),
    ],
)
def test_an_impossible_question_to_the_ledger_says_which_field(world: ApiWorld, query: str, fields: set[str]) -> None:
    refused = world.call("GET", "/api/v1/entries", query=query)
    assert (refused.status, refused.fields) == (422, fields)


def test_the_ledger_as_a_table(ledger: Ledger) -> None:
    world, first, _ = ledger
    answer = world.call("GET", "/api/v1/entries", accept="text/csv, */*;q=0.1")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["seq"] for row in rows] == ["1", "2", "4", "3", "5"]
    assert rows[0]["card_id"] == first["id"]
    assert (rows[0]["location_id"], rows[0]["visit_ids"], rows[0]["source"]) == ("4564", "8263004", "webhook")
    assert (rows[0]["rule"], rows[0]["settings_version"], rows[0]["booked_at"]) == ("completed", "2", "2026-09-01T12:00:00Z")
    assert (rows[4]["reason"], rows[4]["actor_id"], rows[4]["rule"], rows[4]["location_id"]) == ("'=1+1", "'-1", "", "")
    part = world.call("GET", "/api/v1/entries", query="limit=2", accept="text/csv")
    following = world.call("GET", "/api/v1/entries", query=f"limit=4&cursor={part.headers['x-next-cursor']}", accept="text/csv")
    assert len(part.text.splitlines()) == 3
    assert len(following.text.splitlines()) == 4


@pytest.mark.parametrize("start", "=+-@\t\r")
def test_a_cell_from_people_is_never_a_formula(start: str) -> None:
    assert from_people(f"{start}x") == f"'{start}x"
    assert from_people(f"x{start}") == f"x{start}"


def test_connections_are_listed_in_pages(world: ApiWorld) -> None:
    world.connections.note_event(MINE, PLACE, NOW)
    page = world.call("GET", "/api/v1/connections", query="limit=2").json
    rest = world.call("GET", "/api/v1/connections", query=f"limit=2&cursor={page['next_cursor']}").json
    assert [one["location_id"] for one in page["items"] + rest["items"]] == [777, PLACE, SECOND]
    assert page["items"][1] == {
        "location_id": 4564, "title": "La Visage", "chain_id": 145071, "timezone": "America/New_York", "currency": "USD",
        "status": "active", "missing_rights": [], "last_event_at": "2026-09-21T15:30:00Z", "last_sweep_at": None,
    }  # fmt: skip


def explained(world: ApiWorld, settings: CardSettings, state: dict[str, Any]) -> Any:
    """The explanation of a paid visit of Jane."""
    card = world.enrol(world.active_program(start_of_accrual="2026-09-01"))
    program, customer = ProgramId(card["program_id"]), CustomerId(card["customer"]["id"])
    stored = world.store.programs[MINE, program]
    world.store.programs[MINE, program] = replace(stored, rows={PLACE: (SettingsVersion(2, NOW, settings),)})
    visit = builders.visit(builders.paid())
    unit = EarningUnit(CountBy.CLIENT_DAY, builders.DAY)
    units = {(program, unit.key): UnitState(program, unit, builders.NOON, PLACE, (VisitId(1),), **state)}
    place = Place(customer, builders.DAY)
    world.store.days[MINE, place] = StoredDay(1, Day((visit,), units))
    world.store.visit_places[PLACE, VisitId(1)] = {place}
    stamped(world, card, an_entry(card, 1))
    return world.call("GET", f"/api/v1/connections/{PLACE}/visits/1/explanation").json


def test_a_visit_is_explained(world: ApiWorld) -> None:
    told = explained(world, CardSettings(), {"accruals": (Accrual(EntryId("en_1"), 1),), "ordinal": 1})
    (program,) = told["programs"]
    assert (told["visit_id"], told["location_id"]) == (1, 4564)
    assert program["earning_unit"] == {"kind": "client_day", "date": "2026-09-21"}
    assert program["lines"][0]["eligible"] is True
    assert set(program["lines"][0]) == {"type", "id", "title", "payable", "paid", "eligible", "reason"}
    assert program["gate"] == {"kind": "full", "open": True, "due": 0}
    assert program["rule"] == {"kind": "completed", "stamps": 1, "settings_version": 2}
    assert (program["basis"], program["target"], program["granted"], program["held"]) == (4000, 1, 1, None)
    assert program["entries"] == [render_id("en", 1, bytes(10))]
    assert program["card_id"].startswith("cd_")
    assert program["summary"]


def test_a_held_reversal_is_explained(world: ApiWorld) -> None:
    state = {"accruals": (Accrual(EntryId("en_1"), 1),), "ordinal": 1, "held": Held(-1, NOW + timedelta(minutes=15))}
    (program,) = explained(world, CardSettings(accrual_rule=AmountOver(5000)), state)["programs"]
    assert program["held"] == {"delta": -1, "until": "2026-09-21T15:45:00Z"}
    assert program["rule"] == {"kind": "amount_over", "amount": 5000, "inclusive": False, "stamps": 1, "settings_version": 2}


def test_a_visit_never_seen_or_elsewhere_is_not_found(world: ApiWorld) -> None:
    for place, visit in ((PLACE, "1"), (FOREIGN_PLACE, "1"), (1, "1"), (PLACE, "abc"), (PLACE, "0")):
        answer = world.call("GET", f"/api/v1/connections/{place}/visits/{visit}/explanation")
        assert (answer.status, answer.headers["content-type"]) == (404, "application/problem+json")


def test_the_client_of_another_location_is_not_mixed_up(world: ApiWorld) -> None:
    card = world.enrol(world.active_program())
    customer = CustomerId(card["customer"]["id"])
    world.customers.link_client(MINE, LocationId(PLACE), ClientId(1), customer)
    assert world.call("GET", f"{CARDS}/{card['id']}").json["customer"]["id"] == customer
