"""Programs over REST: event in, response out."""

from datetime import timedelta
from typing import Any

import pytest

from comeback.domain.connection import ConnectionStatus
from comeback.domain.program import Program
from comeback.ports.programs import ProgramChanged
from comeback.usecases.activate_program import MOST_PROGRAMS
from tests.api_world import EURO_PLACE, FOREIGN_PLACE, MINE, NOW, PLACE, PROGRAM, SECOND, ApiWorld, is_a_problem

PROGRAMS = "/api/v1/programs"


@pytest.fixture
def world() -> ApiWorld:
    return ApiWorld()


def test_a_program_is_made_as_a_draft_and_read_back(world: ApiWorld) -> None:
    made = world.call(
        "POST", PROGRAMS, {
            **PROGRAM, "locations": [PLACE, SECOND], "start_of_accrual": "2026-09-01", "lookback_days": 3,
            "validity": {"kind": "days", "days": 365}, "stamp_expiry": {"kind": "after_last", "days": 90},
            "reversal_policy": "forgive",
            "design": {
                "background": "#AABBCC", "nearby": False,
                "places": [{"latitude": 40.7, "longitude": -74, "text": "Come in"}, {"location_id": PLACE}],
            },
        },
    )  # fmt: skip
    assert made.status == 201
    program = made.json
    assert program["status"] == "draft"
    assert program["id"].startswith("pr_")
    assert program["reward"] == {"title": "A free haircut"}
    assert program["validity"] == {"kind": "days", "days": 365}
    assert program["stamp_expiry"] == {"kind": "after_last", "days": 90}
    assert program["design"]["background"] == "#aabbcc"
    assert program["design"]["nearby"] is False
    assert program["design"]["places"] == [
        {"latitude": 40.7, "longitude": -74.0, "text": "Come in", "location_id": None},
        {"latitude": None, "longitude": None, "text": "", "location_id": PLACE},
    ]
    assert program["activated_at"] is None
    assert world.call("GET", f"{PROGRAMS}/{program['id']}").json == program
    assert world.pictures == []


def test_a_mirror_has_neither_size_nor_reward(world: ApiWorld) -> None:
    bare = {name: value for name, value in PROGRAM.items() if name not in ("size", "reward")}
    made = world.call("POST", PROGRAMS, {**bare, "type": "cashback"})
    assert (made.status, made.json["size"], made.json["reward"]) == (201, None, None)
    active = world.call("POST", f"{PROGRAMS}/{made.json['id']}/activate")
    assert (active.status, active.json["status"]) == (200, "active")


def without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in PROGRAM.items() if name not in names}


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"type", "title", "currency", "locale", "locations"}),
        ({**PROGRAM, "type": "punch"}, {"type"}),
        ({**PROGRAM, "title": ""}, {"title"}),
        ({**PROGRAM, "title": "   "}, {"title"}),
        ({**PROGRAM, "title": "x" * 61}, {"title"}),
        ({**PROGRAM, "title": "a\u0000b"}, {"title"}),
        ({**PROGRAM, "title": 7}, {"title"}),
        ({**PROGRAM, "currency": "XXX"}, {"currency"}),
        ({**PROGRAM, "currency": "usd"}, {"currency"}),
        ({**PROGRAM, "locale": "English"}, {"locale"}),
        ({**PROGRAM, "locations": []}, {"locations"}),
        ({**PROGRAM, "locations": ["4564"]}, {"locations.0"}),
        ({**PROGRAM, "locations": [PLACE, PLACE]}, {"locations"}),
        ({**PROGRAM, "locations": [1]}, {"locations.0"}),
        ({**PROGRAM, "locations": [PLACE, FOREIGN_PLACE]}, {"locations.1"}),
        ({**PROGRAM, "locations": [PLACE, EURO_PLACE]}, {"locations.1"}),
        ({**PROGRAM, "currency": "EUR"}, {"locations.0"}),
        ({**PROGRAM, "size": 0}, {"size"}),
        ({**PROGRAM, "size": 31}, {"size"}),
        ({**PROGRAM, "size": "10"}, {"size"}),
        ({**PROGRAM, "size": 10.5}, {"size"}),
        ({**PROGRAM, "size": True}, {"size"}),
        (without("size", "reward"), {"size", "reward"}),
        ({**PROGRAM, "reward": {}}, {"reward.title"}),
        ({**PROGRAM, "reward": "a haircut"}, {"reward"}),
        ({**PROGRAM, "lookback_days": -1}, {"lookback_days"}),
        ({**PROGRAM, "start_of_accrual": "1.9.2026"}, {"start_of_accrual"}),
        ({**PROGRAM, "start_of_accrual": 20260901}, {"start_of_accrual"}),
        ({**PROGRAM, "start_of_accrual": "2026-02-30"}, {"start_of_accrual"}),
        ({**PROGRAM, "validity": {}}, {"validity.kind"}),
        ({**PROGRAM, "validity": {"kind": "per_stamp", "days": 3}}, {"validity.kind"}),
        ({**PROGRAM, "validity": {"kind": "until"}}, {"validity.date"}),
        ({**PROGRAM, "validity": {"kind": "unlimited", "days": 3}}, {"validity.days"}),
        ({**PROGRAM, "stamp_expiry": {"kind": "after_last", "days": 0}}, {"stamp_expiry.days"}),
        ({**PROGRAM, "reversal_policy": "never"}, {"reversal_policy"}),
        ({**PROGRAM, "design": {"background": "red"}}, {"design.background"}),
        ({**PROGRAM, "design": {"stamp": "skull"}}, {"design.stamp"}),
        ({**PROGRAM, "design": {"places": [{"latitude": 99, "longitude": 1}]}}, {"design.places"}),
        ({**PROGRAM, "design": {"places": [{"text": "Come in"}]}}, {"design.places"}),
        ({**PROGRAM, "design": {"logo": "x"}}, {"design.logo"}),
        ({**PROGRAM, "colour": "red"}, {"colour"}),
    ],
)
def test_an_impossible_program_says_which_field(world: ApiWorld, body: dict[str, Any], fields: set[str]) -> None:
    refused = world.call("POST", PROGRAMS, body)
    assert refused.status == 422
    assert refused.fields == fields
    assert all(error["message"] for error in refused.json["errors"])
    assert world.store.programs == {}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"title": ""}, "Write 1 or more characters."),
        ({"title": "x" * 61}, "Write 60 characters at most."),
        ({"locale": "Klingon"}, "This is not written as it should be."),
        ({"locations": []}, "Name 1 or more."),
        ({"validity": {"kind": "never"}}, "This is one of 'unlimited', 'until', 'days'."),
        ({"colour": "red"}, "This key is unknown."),
    ],
)
def test_what_is_refused_is_said_in_words_of_ours(world: ApiWorld, change: dict[str, Any], message: str) -> None:
    refused = world.call("POST", PROGRAMS, {**PROGRAM, **change})
    assert [error["message"] for error in refused.json["errors"]] == [message]


def test_an_uninstalled_location_takes_no_program(world: ApiWorld) -> None:
    world.connections.set_status(MINE, PLACE, ConnectionStatus.UNINSTALLED)
    assert world.call("POST", PROGRAMS, PROGRAM).fields == {"locations.0"}


def test_a_location_that_changes_hands_meanwhile_is_a_conflict(world: ApiWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    def changed(*_: object) -> Program:
        raise ProgramChanged

    monkeypatch.setattr(world.programs, "save", changed)
    assert world.call("POST", PROGRAMS, PROGRAM).status == 409


def test_activation_sets_the_start_draws_the_pictures_and_may_be_repeated(world: ApiWorld) -> None:
    world.clock.moment = NOW.replace(hour=2)  # still the day before in New York
    program = world.program()
    first = world.call("POST", f"{PROGRAMS}/{program}/activate")
    assert (first.status, first.json["status"]) == (200, "active")
    assert first.json["start_of_accrual"] == "2026-09-20"
    assert [size for _, size in world.pictures] == [10]
    world.clock.pass_by(timedelta(days=2))
    assert world.call("POST", f"{PROGRAMS}/{program}/activate").json == first.json


def test_a_paused_program_starts_again_where_it_was(world: ApiWorld) -> None:
    program = world.active_program(start_of_accrual="2026-09-01")
    for _ in range(2):
        paused = world.call("POST", f"{PROGRAMS}/{program}/pause")
        assert (paused.status, paused.json["status"]) == (200, "paused")
    world.clock.pass_by(timedelta(days=2))
    again = world.call("POST", f"{PROGRAMS}/{program}/activate").json
    assert (again["status"], again["start_of_accrual"], again["activated_at"]) == ("active", "2026-09-01", "2026-09-21T15:30:00Z")


def test_a_location_has_room_for_so_many_programs(world: ApiWorld) -> None:
    for _ in range(MOST_PROGRAMS):
        world.active_program()
    one_more = world.program(locations=[SECOND, PLACE])
    answer = world.call("POST", f"/api/v1/programs/{one_more}/activate")
    is_a_problem(answer, 422)
    assert answer.fields == {"locations.1"}


def test_a_draft_cannot_be_paused(world: ApiWorld) -> None:
    refused = world.call("POST", f"{PROGRAMS}/{world.program()}/pause")
    assert refused.status == 409
    assert refused.headers["content-type"] == "application/problem+json"


def test_programs_are_listed_in_pages(world: ApiWorld) -> None:
    made = [world.program() for _ in range(3)]
    first = world.call("GET", PROGRAMS, query="limit=2").json
    rest = world.call("GET", PROGRAMS, query=f"limit=2&cursor={first['next_cursor']}").json
    assert [program["id"] for program in first["items"] + rest["items"]] == made
    assert rest["next_cursor"] is None


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=many", "limit="])
def test_a_limit_out_of_range_is_refused(world: ApiWorld, query: str) -> None:
    refused = world.call("GET", PROGRAMS, query=query)
    assert (refused.status, refused.fields) == (422, {"limit"})


@pytest.mark.parametrize("cursor", ["rubbish", "%C3%A9", "YWZ0ZXI6cHJfMQ==", "cHJfMQ==", "////", "", "a"])
def test_a_rubbish_cursor_is_refused(world: ApiWorld, cursor: str) -> None:
    world.program()
    refused = world.call("GET", PROGRAMS, query=f"cursor={cursor}")
    assert (refused.status, refused.fields) == (422, {"cursor"})
