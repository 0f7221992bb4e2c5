"""The ledger over REST, as JSON and as a table: event in, response out."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from comeback.domain.ids import EntryId, VisitId, render_id
from comeback.domain.ledger import Actor, Cause, EarningUnit, EntryKind
from comeback.domain.settings import CountBy
from comeback.web.api.entries_csv import from_people
from tests import builders
from tests.api_entries import an_entry, stamped
from tests.api_world import PLACE, SECOND, THEIRS, ApiWorld, is_a_problem

CARDS = "/api/v1/cards"


@pytest.fixture
def world() -> ApiWorld:
    return ApiWorld()


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


def test_a_program_of_another_tenant_is_not_found(ledger: Ledger) -> None:
    world, first, _ = ledger
    query = f"program_id={first['program_id']}"
    is_a_problem(world.call("GET", "/api/v1/entries", query=query, key=world.other_key), 404)
    is_a_problem(world.call("GET", "/api/v1/entries", query=f"program_id={render_id('pr', 7, bytes(10))}"), 404)


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


def test_the_ledger_is_whole_unless_a_part_is_asked_for(ledger: Ledger) -> None:
    world, _, _ = ledger
    world.clock.pass_by(timedelta(days=400))
    assert [entry["seq"] for entry in world.call("GET", "/api/v1/entries").json["items"]] == [1, 2, 4, 3, 5]


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
