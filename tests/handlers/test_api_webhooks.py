"""Webhook settings and hook secrets over REST."""

from dataclasses import replace
from typing import Any

import pytest

from comeback.domain.connection import HookSecret
from comeback.domain.webhook_settings import Receiver
from comeback.usecases.sign_in import digest_of
from tests.api_world import BASE, FOREIGN_PLACE, MINE, PLACE, Answered, ApiWorld, is_a_problem

SETTINGS = f"/api/v1/connections/{PLACE}/webhook-settings"
ROTATION = f"/api/v1/connections/{PLACE}/hook-secret/rotation"
OURS = f"{BASE}/altegio/hooks/{PLACE}/an-old-secret"
STANDARD = frozenset({"client", "record", "goods_operations_sale", "finances_operation"})
OTHER = Receiver("https://other-vendor.example/hook?key=theirs", frozenset({"record"}))


@pytest.fixture
def world() -> ApiWorld:
    world = ApiWorld()
    held = world.connections.get(MINE, PLACE)
    assert held is not None
    world.connections.save(MINE, replace(held, hook_secrets=(HookSecret(digest_of("an-old-secret")),)))
    world.webhook_desk.receivers[PLACE] = [Receiver(OURS, STANDARD)]
    return world


def look(world: ApiWorld) -> dict[str, Any]:
    world.webhook_desk.reads = 0
    body: dict[str, Any] = world.call("GET", SETTINGS).json
    return body


def apply(world: ApiWorld, **body: object) -> Answered:
    world.webhook_desk.reads = 0
    return world.call("POST", SETTINGS, {"confirm": True, **body})


def trail_of(world: ApiWorld) -> list[tuple[str, str]]:
    return [(one["action"], one["subject"]) for one in world.call("GET", "/api/v1/audit-trail").json["items"]]


def test_the_settings_tell_what_comes_and_what_would_be_changed(world: ApiWorld) -> None:
    world.webhook_desk.receivers[PLACE].append(OTHER)
    told = look(world)
    version = told.pop("version")
    assert len(version) == 32
    assert told == {
        "location_id": PLACE,
        "events": ["client", "record", "goods_operations_sale", "finances_operation"],
        "other_receivers": [{
            "host": "other-vendor.example", "events": ["record"],
            "gains": ["client", "loyalty_card", "goods_operations_sale", "finances_operation"],
        }],
        "plan": {
            "needed": True, "possible": True, "adds_address": False, "switches_on": ["loyalty_card"],
            "needs_accept_other_receivers": True,
        },
        "old_address_valid_until": None,
    }  # fmt: skip
    assert "secret" not in str(told)
    assert "theirs" not in str(told)


def test_a_confirmed_plan_is_carried_out_and_noted(world: ApiWorld) -> None:
    answer = apply(world, version=look(world)["version"])
    assert answer.status == 200
    assert "loyalty_card" in answer.json["events"]
    assert not answer.json["plan"]["needed"]
    assert trail_of(world) == [("webhook_settings.changed", str(PLACE))]


def test_nothing_is_written_without_confirmation_or_for_others_without_their_own(world: ApiWorld) -> None:
    assert world.call("POST", SETTINGS, {}).fields == {"confirm"}
    assert apply(world, confirm=False).fields == {"confirm"}
    world.webhook_desk.receivers[PLACE].append(OTHER)
    is_a_problem(apply(world), 409)
    assert trail_of(world) == []
    assert apply(world, accept_other_receivers=True).status == 200


def test_a_new_secret_is_noted_and_shown_to_nobody(world: ApiWorld) -> None:
    answer = world.call("POST", ROTATION)
    assert answer.status == 200
    assert answer.json["old_address_valid_until"] == "2026-09-22T15:30:00Z"
    (ours,) = world.webhook_desk.receivers[PLACE]
    assert ours.url.rpartition("/")[2] not in answer.text
    assert trail_of(world) == [("hook_secret.rotated", str(PLACE))]
    world.webhook_desk.receivers[PLACE].append(OTHER)
    is_a_problem(world.call("POST", ROTATION, {}), 409)
    world.webhook_desk.reads = 0
    assert world.call("POST", ROTATION, {"accept_other_receivers": True}).status == 200


def test_a_missing_right_is_named_with_its_place(world: ApiWorld) -> None:
    world.webhook_desk.refused = {"write"}
    answer = apply(world)
    is_a_problem(answer, 409)
    assert answer.json["type"].endswith("/right-needed")
    assert "settings_access" in answer.json["detail"]
    assert "Altegio → Settings → Users" in answer.json["detail"]


def test_an_unknown_end_and_an_outage_are_told_apart(world: ApiWorld) -> None:
    world.webhook_desk.answer = "unknown"
    answer = apply(world)
    is_a_problem(answer, 503)
    assert answer.json["type"].endswith("/uncertain")
    assert answer.headers["retry-after"] == "2"
    (item,) = world.call("GET", "/api/v1/attention").json["items"]
    assert item["kind"] == "uncertain_write"
    world.webhook_desk.down = {"read"}
    answer = world.call("GET", SETTINGS)
    is_a_problem(answer, 503)
    assert answer.json["type"].endswith("/unavailable")


@pytest.mark.parametrize("place", [FOREIGN_PLACE, 1])
def test_another_tenants_location_is_not_there(world: ApiWorld, place: int) -> None:
    path = f"/api/v1/connections/{place}"
    is_a_problem(world.call("GET", f"{path}/webhook-settings"), 404)
    is_a_problem(world.call("POST", f"{path}/webhook-settings", {"confirm": True}), 404)
    is_a_problem(world.call("POST", f"{path}/hook-secret/rotation"), 404)
