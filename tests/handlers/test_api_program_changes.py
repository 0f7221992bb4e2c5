"""Changing a program over REST: event in, response out."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from comeback.domain.connection import ConnectionStatus
from comeback.domain.ids import LocationId, ProgramId
from comeback.domain.program import Program, StampExpiry
from comeback.ports.programs import ProgramChanged
from tests.api_world import EURO_PLACE, FOREIGN_PLACE, MINE, PLACE, SECOND, ApiWorld

PROGRAMS = "/api/v1/programs"


@pytest.fixture
def world() -> ApiWorld:
    return ApiWorld()


def test_a_change_touches_only_what_it_names(world: ApiWorld) -> None:
    program = world.program(lookback_days=3)
    before = world.call("GET", f"{PROGRAMS}/{program}").json
    changed = world.call("PATCH", f"{PROGRAMS}/{program}", {"title": "12 visits", "size": 12, "reward": {"title": "A shave"}})
    assert changed.status == 200
    assert changed.json == {**before, "title": "12 visits", "size": 12, "reward": {"title": "A shave"}}
    assert world.call("PATCH", f"{PROGRAMS}/{program}", {}).json == changed.json
    assert world.pictures == []


def test_a_draft_changes_in_every_way(world: ApiWorld) -> None:
    changes = {
        "type": "multipass", "currency": "EUR", "locations": [EURO_PLACE], "locale": "de-AT", "start_of_accrual": "2026-10-01",
        "lookback_days": 1, "validity": {"kind": "until", "date": "2027-01-01"}, "stamp_expiry": {"kind": "per_stamp", "days": 9},
        "reversal_policy": "ask",
    }  # fmt: skip
    changed = world.call("PATCH", f"{PROGRAMS}/{world.program()}", changes)
    assert changed.status == 200
    assert changed.json.items() >= changes.items()


def test_another_life_of_stamps_is_for_those_that_are_booked_from_now_on(world: ApiWorld) -> None:
    program = world.active_program(stamp_expiry={"kind": "per_stamp", "days": 9})
    before = world.clock.now()
    for days in (20, 20):
        world.call("PATCH", f"{PROGRAMS}/{program}", {"stamp_expiry": {"kind": "per_stamp", "days": days}})
    stored = world.programs.get(MINE, ProgramId(program))
    assert stored is not None
    assert stored.past_expiries == ((before, StampExpiry("per_stamp", days=9)),)
    assert stored.expiry_at(before - timedelta(hours=1)).days == 9
    assert stored.expiry_at(before).days == 20


def test_what_a_look_back_gave_is_not_taken_by_a_shorter_one(world: ApiWorld) -> None:
    program = world.active_program(lookback_days=7)
    before = world.clock.now()
    for days in (2, 2, 3):
        world.call("PATCH", f"{PROGRAMS}/{program}", {"lookback_days": days})
    stored = world.programs.get(MINE, ProgramId(program))
    assert stored is not None
    assert [days for _, days in stored.past_lookbacks] == [7, 2]
    assert (stored.lookback_since(before - timedelta(hours=1)), stored.lookback_since(world.clock.now())) == (7, 3)


def test_a_draft_has_no_past(world: ApiWorld) -> None:
    program = world.program()
    world.call("PATCH", f"{PROGRAMS}/{program}", {"stamp_expiry": {"kind": "per_stamp", "days": 9}, "lookback_days": 3})
    stored = world.programs.get(MINE, ProgramId(program))
    assert stored is not None
    assert (stored.past_expiries, stored.past_lookbacks) == ((), ())


def test_a_program_knows_where_its_locations_are_and_a_change_of_them_is_heard(world: ApiWorld) -> None:
    for place, position in ((PLACE, (40.7, -74.0)), (SECOND, (40.8, -73.9))):
        held = world.connections.get(MINE, place)
        assert held
        world.connections.save(MINE, replace(held, location=replace(held.location, position=position)))
    program = world.active_program()
    assert sites(world, program) == {PLACE: (40.7, -74.0)}
    world.call("PATCH", f"{PROGRAMS}/{program}", {"locations": [SECOND, PLACE]})
    assert sites(world, program) == {SECOND: (40.8, -73.9), PLACE: (40.7, -74.0)}
    world.call("PATCH", f"{PROGRAMS}/{program}", {"locations": [SECOND], "title": "New"})
    assert sites(world, program) == {SECOND: (40.8, -73.9)}


def test_a_draft_learns_at_its_activation_where_its_location_has_moved(world: ApiWorld) -> None:
    program = world.program()
    assert sites(world, program) == {PLACE: None}
    held = world.connections.get(MINE, PLACE)
    assert held
    world.connections.save(MINE, replace(held, location=replace(held.location, position=(1.0, 2.0))))
    world.call("POST", f"{PROGRAMS}/{program}/activate")
    assert sites(world, program) == {PLACE: (1.0, 2.0)}


def sites(world: ApiWorld, program: str) -> dict[LocationId, tuple[float, float] | None]:
    stored = world.programs.get(MINE, ProgramId(program))
    assert stored
    return {site.location_id: site.position for site in stored.sites}


def test_an_active_program_keeps_type_and_currency(world: ApiWorld) -> None:
    path = f"{PROGRAMS}/{world.active_program()}"
    refused = world.call("PATCH", path, {"type": "cashback", "currency": "EUR", "title": "New"})
    assert (refused.status, refused.fields) == (422, {"type", "currency"})
    assert world.call("PATCH", path, {"type": "stamp", "currency": "USD", "title": "New"}).json["title"] == "New"


def test_locations_come_and_go(world: ApiWorld) -> None:
    path = f"{PROGRAMS}/{world.active_program()}"
    assert world.call("PATCH", path, {"locations": [PLACE, SECOND]}).json["locations"] == [PLACE, SECOND]
    assert world.call("PATCH", path, {"locations": [SECOND, EURO_PLACE]}).fields == {"locations.1"}
    assert world.call("PATCH", path, {"locations": [SECOND, FOREIGN_PLACE]}).fields == {"locations.1"}
    assert world.call("PATCH", path, {"locations": [SECOND]}).json["locations"] == [SECOND]


def test_an_uninstalled_location_of_the_program_is_no_reason_to_refuse_another(world: ApiWorld) -> None:
    path = f"{PROGRAMS}/{world.active_program()}"
    world.connections.set_status(MINE, PLACE, ConnectionStatus.UNINSTALLED)
    assert world.call("PATCH", path, {"locations": [PLACE, SECOND]}).status == 200


def test_a_new_look_is_drawn_for_cards_of_every_size(world: ApiWorld) -> None:
    path = f"{PROGRAMS}/{world.active_program()}"
    world.call("PATCH", path, {"size": 12})
    world.pictures.clear()
    changed = world.call("PATCH", path, {"design": {"stamp": "heart"}})
    assert changed.json["design"]["stamp"] == "heart"
    assert sorted((design.stamp, size) for design, size in world.pictures) == [("heart", 10), ("heart", 12)]
    world.pictures.clear()
    world.call("PATCH", path, {"title": "Same look"})
    assert world.pictures == []


def test_a_design_change_keeps_the_rest_of_the_design(world: ApiWorld) -> None:
    path = f"{PROGRAMS}/{world.program(design={'terms': 'One per visit.'})}"
    design = world.call("PATCH", path, {"design": {"accent": "#000000"}}).json["design"]
    assert (design["accent"], design["terms"]) == ("#000000", "One per visit.")
    refused = world.call("PATCH", path, {"design": {"accent": "black"}})
    assert (refused.status, refused.fields) == (422, {"design.accent"})


def test_a_later_start_of_accrual_keeps_the_earlier_one_for_visits_until_now(world: ApiWorld) -> None:
    program = world.active_program(start_of_accrual="2026-09-01")
    changed = world.call("PATCH", f"{PROGRAMS}/{program}", {"start_of_accrual": "2026-10-01"})
    assert (changed.status, changed.json["start_of_accrual"]) == (200, "2026-10-01")
    (stored,) = world.store.programs.values()
    assert [day for _, day in stored.past_starts] == [date(2026, 9, 1)]


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"title": None}, {"title"}),
        ({"start_of_accrual": None}, {"start_of_accrual"}),
        ({"size": 31}, {"size"}),
        ({"status": "active"}, {"status"}),
        ({"locations": []}, {"locations"}),
    ],
)
def test_an_impossible_change_says_which_field(world: ApiWorld, body: dict[str, Any], fields: set[str]) -> None:
    refused = world.call("PATCH", f"{PROGRAMS}/{world.program()}", body)
    assert (refused.status, refused.fields) == (422, fields)


def test_changes_that_always_meet_another_change_end_in_a_conflict(world: ApiWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    program = world.program()
    tries = []

    def changed(*_: object) -> Program:
        tries.append(1)
        raise ProgramChanged

    monkeypatch.setattr(world.programs, "save", changed)
    assert world.call("PATCH", f"{PROGRAMS}/{program}", {"title": "New"}).status == 409
    assert len(tries) == 3


@pytest.mark.parametrize(
    ("body", "skipped"), [(None, False), ({}, False), ({"pause": "evaluate"}, False), ({"pause": "skip"}, True)]
)
def test_a_pause_ends_with_what_becomes_of_its_visits(world: ApiWorld, body: Any, *, skipped: bool) -> None:
    program = world.active_program()
    world.call("POST", f"/api/v1/programs/{program}/pause")
    assert world.call("POST", f"/api/v1/programs/{program}/activate", body).json["status"] == "active"
    (pause,) = world.store.programs[MINE, ProgramId(program)].pauses
    assert (pause.skipped, pause.until) == (skipped, world.clock.now())


@pytest.mark.parametrize(("body", "status", "field"), [({"pause": "maybe"}, 422, "pause"), ({"until": 1}, 422, "until")])
def test_what_is_no_choice_about_a_pause_is_refused(world: ApiWorld, body: Any, status: int, field: str) -> None:
    program = world.active_program()
    refused = world.call("POST", f"/api/v1/programs/{program}/activate", body)
    assert (refused.status, refused.fields) == (status, {field})
