"""A program's settings at a location over REST: event in, response out."""

from datetime import timedelta
from typing import Any

import pytest

from comeback.adapters.words import words_for
from comeback.domain.settings import CardSettings
from comeback.web.api.settings_shapes import SettingsAnswer
from tests import builders
from tests.api_world import FOREIGN_PLACE, PLACE, SECOND, ApiWorld

PROGRAMS = "/api/v1/programs"


@pytest.fixture
def world() -> ApiWorld:
    return ApiWorld()


def settings_path(program: str, place: int = PLACE) -> str:
    return f"{PROGRAMS}/{program}/connections/{place}/settings"


def test_settings_take_defaults_and_count_versions(world: ApiWorld) -> None:
    path = settings_path(world.active_program())
    assert world.call("GET", path).status == 404
    first = world.call("PUT", path, {})
    assert first.status == 200
    row = first.json
    assert (row["version"], row["effective_at"], row["location_id"]) == (1, "2026-09-21T15:30:00Z", PLACE)
    assert row["summary"][0] == "A stamp for each day with a visit."
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


def test_unit_and_remainder_are_those_that_were_written_last_at_any_location(world: ApiWorld) -> None:
    program = world.active_program(locations=[PLACE, SECOND])
    here, there = settings_path(program), settings_path(program, SECOND)
    carried = {"kind": "every_n", "amount": 1000, "remainder": "carry"}
    first = world.call("PUT", here, {"accrual_rule": carried | {"remainder": "drop"}}).json
    world.clock.pass_by(timedelta(hours=1))
    world.call("PUT", there, {"count_by": "visit", "accrual_rule": carried})
    shown = world.call("GET", here).json
    assert (shown["count_by"], shown["accrual_rule"]["remainder"], shown["version"]) == ("visit", "carry", 1)
    assert world.call("PUT", here, shown).json == shown
    world.clock.pass_by(timedelta(hours=1))
    again = world.call("PUT", here, first).json
    assert (again["version"], again["count_by"], again["accrual_rule"]["remainder"]) == (2, "client_day", "drop")
    assert world.call("GET", there).json["count_by"] == "client_day"


def test_a_remainder_is_not_carried_over_while_another_location_has_a_cap(world: ApiWorld) -> None:
    program = world.active_program(locations=[PLACE, SECOND])
    dropped = {"kind": "every_n", "amount": 1000, "remainder": "drop"}
    world.call("PUT", settings_path(program), {"accrual_rule": dropped, "max_per_day": 2})
    refused = world.call("PUT", settings_path(program, SECOND), {"accrual_rule": dropped | {"remainder": "carry"}})
    assert (refused.status, refused.fields) == (422, {"accrual_rule.remainder"})
    assert world.call("GET", settings_path(program, SECOND)).status == 404


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
        (
            {"accrual_rule": {"kind": "every_n", "amount": 100, "remainder": "carry"}, "max_per_unit": 1, "max_per_day": 1},
            {"max_per_unit", "max_per_day"},
        ),
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


def test_the_services_of_a_mirror_are_a_list_in_json() -> None:
    row = SettingsAnswer.proposed(builders.program(), PLACE, CardSettings(services=(1, 2)), words_for("en"))
    assert row.model_dump(mode="json")["services"] == [1, 2]
