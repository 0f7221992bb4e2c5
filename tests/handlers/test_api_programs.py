"""Programs and settings over REST: event in, response out."""

from datetime import timedelta
from typing import Any

import pytest

from comeback.domain.connection import ConnectionStatus
from comeback.domain.program import Program
from comeback.ports.programs import ProgramChanged
from tests.api_world import EURO_PLACE, FOREIGN_PLACE, MINE, NOW, PLACE, PROGRAM, SECOND, ApiWorld

PROGRAMS = "/api/v1/programs"


@pytest.fixture
def world() -> ApiWorld:
    return ApiWorld()


def settings_path(program: str, place: int = PLACE) -> str:
    return f"{PROGRAMS}/{program}/connections/{place}/settings"


def test_a_program_is_made_as_a_draft_and_read_back(world: ApiWorld) -> None:
    made = world.call(
        "POST", PROGRAMS, {
            **PROGRAM, "locations": [PLACE, SECOND], "start_of_accrual": "2026-09-01", "lookback_days": 3,
            "validity": {"kind": "days", "days": 365}, "stamp_expiry": {"kind": "after_last", "days": 90},
            "reversal_policy": "forgive",
            "design": {"background": "#AABBCC", "places": [{"latitude": 40.7, "longitude": -74, "text": "Come in"}]},
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
    assert program["design"]["places"] == [{"latitude": 40.7, "longitude": -74.0, "text": "Come in"}]
    assert program["activated_at"] is None
    assert world.call("GET", f"{PROGRAMS}/{program['id']}").json == program
    assert world.pictures == []


def test_a_mirror_is_kept_as_data_and_not_activated(world: ApiWorld) -> None:
    bare = {name: value for name, value in PROGRAM.items() if name not in ("size", "reward")}
    made = world.call("POST", PROGRAMS, {**bare, "type": "cashback"})
    assert (made.status, made.json["size"], made.json["reward"]) == (201, None, None)
    refused = world.call("POST", f"{PROGRAMS}/{made.json['id']}/activate")
    assert (refused.status, refused.fields) == (422, {"type"})
    assert "not offered yet" in refused.text


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


def test_settings_take_defaults_and_count_versions(world: ApiWorld) -> None:
    path = settings_path(world.active_program())
    assert world.call("GET", path).status == 404
    first = world.call("PUT", path, {})
    assert first.status == 200
    row = first.json
    assert (row["version"], row["effective_at"], row["location_id"]) == (1, "2026-09-21T15:30:00Z", PLACE)
    assert row["accrual_rule"] == {"kind": "completed", "stamps": 1}
    assert (row["count_by"], row["payment_gate"], row["services"]) == ("client_day", "full", "all")
    assert (row["crm_profile_wins"], row["enrol_new_crm_clients"], row["scan_excludes_crm"]) == (True, True, True)
    assert not any(row[name] for name in ("write_to_crm", "create_crm_client", "deliver_via_crm", "sms_via_crm", "email_via_crm"))
    world.clock.pass_by(timedelta(hours=1))
    assert world.call("PUT", path, {}).json == row
    second = world.call("PUT", path, {"accrual_rule": {"kind": "amount_over", "amount": 5000}, "max_per_day": 2}).json
    assert (second["version"], second["effective_at"]) == (2, "2026-09-21T16:30:00Z")
    assert second["accrual_rule"] == {"kind": "amount_over", "amount": 5000, "inclusive": False, "stamps": 1}
    assert world.call("GET", path).json == second


def test_every_rule_and_key_comes_back(world: ApiWorld) -> None:
    path = settings_path(world.active_program())
    for rule in (
        {"kind": "every_n", "amount": 100000, "remainder": "drop", "stamps": 2},
        {"kind": "items", "items": [{"type": "service", "id": 389045}], "per": "quantity", "stamps": 1},
    ):
        body = {
            "accrual_rule": rule, "count_by": "visit", "payment_gate": "any", "basis": "sold", "max_per_unit": 3,
            "membership_visits_earn": True, "write_to_crm": True, "create_crm_client": True, "scan_excludes_crm": False,
        }  # fmt: skip
        written = world.call("PUT", path, body)
        assert written.status == 200
        assert written.json.items() >= body.items()
        assert world.call("PUT", path, written.json).json == written.json


def test_the_recommended_row_can_be_written_back(world: ApiWorld) -> None:
    path = settings_path(world.active_program())
    proposed = world.call("GET", path, query="recommended=true").json
    assert (proposed["version"], proposed["effective_at"]) == (None, None)
    assert (proposed["write_to_crm"], proposed["deliver_via_crm"], proposed["payment_gate"]) == (True, False, "full")
    written = world.call("PUT", path, proposed).json
    assert {**written, "version": None, "effective_at": None} == proposed


def test_without_the_right_to_write_what_depends_on_it_is_off(world: ApiWorld) -> None:
    switches = {"deliver_via_crm": True, "sms_via_crm": True, "email_via_crm": True, "create_crm_client": True}
    row = world.call("PUT", settings_path(world.active_program()), switches)
    assert row.status == 200
    assert not any(row.json[name] for name in switches)


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"write_to_crm": True, "deliver_via_crm": True}, {"deliver_via_crm"}),
        ({"crm_card_type": 5}, {"crm_card_type"}),
        ({"services": [1, 2]}, {"services"}),
        ({"services": "some"}, {"services"}),
        ({"accrual_rule": {"kind": "every_n", "amount": 100, "remainder": "carry"}}, {"accrual_rule.remainder"}),
        ({"accrual_rule": {"kind": "every_n"}}, {"accrual_rule.amount"}),
        ({"accrual_rule": {"kind": "amount_over", "amount": 0}}, {"accrual_rule.amount"}),
        ({"accrual_rule": {"kind": "amount_over", "amount": 50.5}}, {"accrual_rule.amount"}),
        ({"accrual_rule": {"kind": "amount_over", "amount": "50"}}, {"accrual_rule.amount"}),
        ({"accrual_rule": {"kind": "lottery"}}, {"accrual_rule.kind"}),
        ({"accrual_rule": {}}, {"accrual_rule.kind"}),
        ({"accrual_rule": "completed"}, {"accrual_rule"}),
        ({"accrual_rule": {"kind": "completed", "stamps": 0}}, {"accrual_rule.stamps"}),
        ({"accrual_rule": {"kind": "items", "items": []}}, {"accrual_rule.items"}),
        ({"accrual_rule": {"kind": "items", "items": [{"type": "service"}]}}, {"accrual_rule.items.0.id"}),
        (
            {"accrual_rule": {"kind": "items", "items": [{"type": "service", "id": 1}, {"type": "product", "id": 2}]}},
            {"accrual_rule.items.1"},
        ),
        ({"count_by": "moon"}, {"count_by"}),
        ({"payment_gate": "half"}, {"payment_gate"}),
        ({"basis": "wished"}, {"basis"}),
        ({"max_per_unit": 0}, {"max_per_unit"}),
        ({"write_to_crm": "yes"}, {"write_to_crm"}),
        ({"count_by_scope": "location"}, {"count_by_scope"}),
        ({"program": "pr_other"}, {"program"}),
        ({"program": "pr_other", "location_id": 1}, {"program", "location_id"}),
    ],
)
def test_impossible_settings_say_which_field(world: ApiWorld, body: dict[str, Any], fields: set[str]) -> None:
    path = settings_path(world.active_program())
    refused = world.call("PUT", path, body)
    assert (refused.status, refused.fields) == (422, fields)
    assert world.call("GET", path).status == 404


def test_products_may_be_listed_where_they_count(world: ApiWorld) -> None:
    rule = {"kind": "items", "items": [{"type": "product", "id": 2}]}
    body = {"accrual_rule": rule, "count_products": True}
    assert world.call("PUT", settings_path(world.active_program()), body).status == 200


def test_a_draft_takes_no_settings(world: ApiWorld) -> None:
    refused = world.call("PUT", settings_path(world.program()), {})
    assert (refused.status, refused.fields) == (422, {"program"})


def test_settings_are_of_the_programs_own_locations(world: ApiWorld) -> None:
    program = world.active_program()
    for place in (SECOND, FOREIGN_PLACE, 1):
        for answer in (
            world.call("PUT", settings_path(program, place), {}),
            world.call("GET", settings_path(program, place)),
            world.call("GET", settings_path(program, place), query="recommended=true"),
        ):
            assert answer.status == 404
