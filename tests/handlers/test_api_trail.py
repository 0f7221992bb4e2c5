"""The audit trail over REST: every change by a key or an operator, and nothing about persons."""

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from comeback.domain.attention import AttentionItem, AttentionKind
from comeback.domain.ids import render_id
from tests.api_world import JANE, MINE, NOW, OPERATOR_KEYS, PLACE, PROGRAM, THEIRS, ApiWorld, api_document

ITEM = AttentionItem(AttentionKind.MASKED_PHONES, str(PLACE), NOW, location_id=PLACE)
OPERATOR = {"kind": "operator", "id": sha256(OPERATOR_KEYS[0].encode()).hexdigest()[:8]}
PERSON = {
    "phone": "+12125550199", "name": "Xaviera Quux", "email": "xaviera@quux.example", "birthday": "1987-06-05",
    "consents": {"quuxletter": True},
}  # fmt: skip
WHY = {"reason": "Xaviera Quux asked for it"}
# What moves a balance has its actor in the ledger.
IN_THE_LEDGER = {"adjust_balance", "redeem_milestone", "redeem_reward", "reverse_redemption", "scan_card"}
# What reads, although it is a POST.
READING = {"preview_settings", "preview_design"}


@pytest.fixture
def world() -> ApiWorld:
    return ApiWorld()


def trail(world: ApiWorld, **more: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = world.call("GET", "/api/v1/audit-trail", **more).json["items"]
    return items


def newest(world: ApiWorld) -> tuple[str, str, Mapping[str, Any]]:
    record = trail(world)[0]
    return record["action"], record["subject"], record["details"]


def test_a_record_says_who_did_what_to_which_thing_and_when(world: ApiWorld) -> None:
    program = world.program()
    (record,) = trail(world)
    key = next(iter(world.api_keys.of_tenant(MINE))).id
    assert record == {
        "id": record["id"], "at": "2026-09-21T15:30:00Z", "actor": {"kind": "api_key", "id": key},
        "action": "program.created", "subject": program, "details": {},
    }  # fmt: skip


def test_a_changed_program_says_which_fields_from_what_to_what(world: ApiWorld) -> None:
    program = world.program()
    path = f"/api/v1/programs/{program}"
    world.call("PATCH", path, {"size": 12, "validity": {"kind": "days", "days": 90}, "design": {"accent": "#ffffff"}})
    assert newest(world) == (
        "program.changed", program,
        {
            "size.before": 10, "size.after": 12, "validity.kind.before": "unlimited", "validity.kind.after": "days",
            "validity.days.after": 90, "design.accent.before": "#f0b98d", "design.accent.after": "#ffffff",
        },
    )  # fmt: skip
    world.call("POST", f"{path}/activate")
    assert newest(world) == (
        "program.activated", program,
        {"status.before": "draft", "status.after": "active", "start_of_accrual.after": "2026-09-21"},
    )  # fmt: skip
    world.call("POST", f"{path}/pause")
    paused = {"status.before": "active", "status.after": "paused"}
    assert newest(world) == ("program.paused", program, {**paused, "visits_of_pause.after": "waiting"})
    for choice, body in (("skip", {"pause": "skip"}), ("evaluate", None)):
        world.call("POST", f"{path}/activate", body)
        active = {"status.before": "paused", "status.after": "active"}
        choices = {"visits_of_pause.before": "waiting", "visits_of_pause.after": choice}
        assert newest(world) == ("program.activated", program, {**active, **choices})
        world.call("POST", f"{path}/pause")
        choices = {"visits_of_pause.before": choice, "visits_of_pause.after": "waiting"}
        assert newest(world) == ("program.paused", program, {**paused, **choices})


def test_written_settings_say_what_they_replace(world: ApiWorld) -> None:
    program = world.active_program()
    path = f"/api/v1/programs/{program}/connections/{PLACE}/settings"
    rule = {"kind": "items", "items": [{"type": "service", "id": 7}], "per": "receipt", "stamps": 1}
    world.call("PUT", path, {"accrual_rule": rule})
    first = newest(world)
    assert first[:2] == ("settings.written", program)
    assert {"location_id": str(PLACE), f"settings.{PLACE}.accrual_rule.items.0.id.after": 7}.items() <= first[2].items()
    world.call("PUT", path, {"membership_visits_earn": True})
    assert newest(world)[2] == {
        "location_id": str(PLACE), f"settings.{PLACE}.accrual_rule.kind.before": "items",
        f"settings.{PLACE}.accrual_rule.kind.after": "completed", f"settings.{PLACE}.accrual_rule.per.before": "receipt",
        f"settings.{PLACE}.accrual_rule.items.0.id.before": 7, f"settings.{PLACE}.accrual_rule.items.0.type.before": "service",
        f"settings.{PLACE}.membership_visits_earn.before": "no", f"settings.{PLACE}.membership_visits_earn.after": "yes",
    }  # fmt: skip


def test_what_changes_nothing_leaves_no_record(world: ApiWorld) -> None:
    program = world.active_program()
    card = world.enrol(program)["id"]
    count = len(trail(world))
    world.call("PATCH", f"/api/v1/programs/{program}", {"size": 10})
    world.call("POST", f"/api/v1/programs/{program}/activate")
    world.call("POST", f"/api/v1/cards/{card}/unblock", WHY)
    world.enrol(program)
    assert len(trail(world)) == count


def test_what_is_refused_leaves_no_record(world: ApiWorld) -> None:
    world.call("POST", "/api/v1/programs", {**PROGRAM, "locations": [1]})
    world.call("PATCH", f"/api/v1/programs/{render_id('pr', 99, bytes(10))}", {"size": 9})
    world.call("POST", "/api/v1/programs/x/activate")
    world.call("POST", "/api/v1/cards/x/block", WHY)
    world.call("POST", "/api/v1/connections/1/sync")
    world.operate("POST", "/tenants/x/api-keys")
    assert trail(world) == []


def test_cards_and_synchronisations_and_answers_are_noted(world: ApiWorld) -> None:
    program = world.active_program()
    card = world.enrol(program)["id"]
    assert newest(world) == ("card.issued", card, {"program_id": program})
    world.call("POST", f"/api/v1/cards/{card}/block", WHY)
    assert newest(world) == ("card.blocked", card, {"status.before": "active", "status.after": "blocked"})
    world.call("POST", f"/api/v1/cards/{card}/unblock", WHY)
    assert newest(world) == ("card.unblocked", card, {"status.before": "blocked", "status.after": "active"})
    job = world.call("POST", f"/api/v1/connections/{PLACE}/sync").json["job_id"]
    assert newest(world) == ("sync.started", job, {"location_id": str(PLACE)})
    world.call("POST", f"/api/v1/sync/{job}/stop")
    assert newest(world) == ("sync.stopped", job, {})
    world.attention.notice(MINE, ITEM)
    world.call("POST", f"/api/v1/attention/{ITEM.id}/answer", {"answer": "done"})
    assert newest(world) == ("attention.answered", ITEM.id, {"answer": "done"})


def test_what_the_operator_does_stands_in_the_trail_of_the_tenant(world: ApiWorld) -> None:
    key = world.operate("POST", f"/tenants/{MINE}/api-keys").json["id"]
    world.operate("POST", f"/tenants/{MINE}/sign-in-links")
    world.operate("DELETE", f"/tenants/{MINE}/api-keys/{key}")
    assert [(one["action"], one["subject"], one["actor"]) for one in trail(world)] == [
        ("key.revoked", key, OPERATOR), ("sign_in_link.created", MINE, OPERATOR), ("key.created", key, OPERATOR),
    ]  # fmt: skip
    assert [one["details"] for one in trail(world)] == [{}, {}, {}]
    assert trail(world, key=world.other_key) == []


def test_pages_bring_each_record_once_the_newest_first(world: ApiWorld) -> None:
    made = []
    for _ in range(5):
        made.append(world.program())
        world.clock.pass_by(timedelta(seconds=1))
    first = world.call("GET", "/api/v1/audit-trail", query="limit=3").json
    second = world.call("GET", "/api/v1/audit-trail", query=f"limit=3&cursor={first['next_cursor']}").json
    assert [one["subject"] for one in [*first["items"], *second["items"]]] == made[::-1]
    assert second["next_cursor"] is None
    assert world.call("GET", "/api/v1/audit-trail", query="cursor=x").fields == {"cursor"}


def test_every_route_that_changes_something_is_noted_or_an_entry_of_the_ledger(world: ApiWorld) -> None:
    changing = {
        operation["operationId"] for (method, _), operation in api_document().operations.items() if method != "GET"
    }  # fmt: skip
    assert changing - IN_THE_LEDGER - READING == world.door.noted


def test_nothing_about_a_person_gets_into_the_trail_by_any_route(world: ApiWorld) -> None:
    program = world.active_program(size=1)
    world.call("PUT", f"/api/v1/programs/{program}/connections/{PLACE}/settings", {})
    card = world.enrol(program, **PERSON)
    path = f"/api/v1/cards/{card['id']}"
    keys = (f"key-{number}" for number in range(9))
    adjusted = world.call("POST", f"{path}/adjustments", {"amount": 2, **WHY}, idempotency_key=next(keys))
    redeemed = world.call("POST", f"{path}/redemptions", WHY, idempotency_key=next(keys))
    entry = redeemed.json["id"]
    back = world.call("POST", f"{path}/redemptions/{entry}/reversal", idempotency_key=next(keys))
    scanned = world.call("POST", f"{path}/scans", {"location_id": PLACE}, idempotency_key=next(keys))
    blocked = world.call("POST", f"{path}/block", WHY)
    opened = world.call("POST", f"{path}/unblock", WHY)
    customer = f"/api/v1/customers/{card['customer']['id']}"
    corrected = world.call("PATCH", customer, {"name": "Yolanda Quuz", "email": "yolanda@quuz.example", "birthday": "1988-07-06"})
    erased = world.call("DELETE", customer)
    statuses = {one.status for one in (adjusted, redeemed, back, scanned, blocked, opened, corrected, erased)}
    assert statuses == {200, 201, 202}
    kept = repr(world.store.trail)
    assert {"card.issued", "card.blocked", "customer.changed", "customer.erased"} <= {one["action"] for one in trail(world)}
    personal = [PERSON["phone"], "2125550199", "Quu", "quu", "1987", "1988", "Yolanda", JANE["name"], "asked for it"]
    assert [text for text in personal if str(text) in kept] == []
    assert THEIRS not in world.store.trail
