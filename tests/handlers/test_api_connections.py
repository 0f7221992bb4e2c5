"""Connections and explanations over REST: event in, response out."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from comeback.domain.day import Accrual, Held
from comeback.domain.ids import EntryId, render_id
from comeback.domain.settings import AmountOver, CardSettings
from tests.api_entries import seen_visit
from tests.api_world import FOREIGN_PLACE, MINE, NOW, PLACE, SECOND, ApiWorld


@pytest.fixture
def world() -> ApiWorld:
    return ApiWorld()


def test_connections_are_listed_in_pages(world: ApiWorld) -> None:
    world.connections.note_event(MINE, PLACE, NOW)
    held = world.store.connections[PLACE]
    world.store.connections[PLACE] = replace(held, location=replace(held.location, position=(40.7484, -73.9857)))
    page = world.call("GET", "/api/v1/connections", query="limit=2").json
    rest = world.call("GET", "/api/v1/connections", query=f"limit=2&cursor={page['next_cursor']}").json
    assert [one["location_id"] for one in page["items"] + rest["items"]] == [777, PLACE, SECOND]
    assert page["items"][1] == {
        "location_id": 4564, "title": "La Visage", "chain_id": 145071, "timezone": "America/New_York", "currency": "USD",
        "latitude": 40.7484, "longitude": -73.9857, "status": "active", "missing_rights": [],
        "last_event_at": "2026-09-21T15:30:00Z", "last_sweep_at": None,
    }  # fmt: skip


def explained(world: ApiWorld, settings: CardSettings, state: dict[str, Any]) -> Any:
    """The explanation of a paid visit of Jane."""
    seen_visit(world, settings, state)
    return world.call("GET", f"/api/v1/connections/{PLACE}/visits/1/explanation").json


def test_a_visit_is_explained(world: ApiWorld) -> None:
    told = explained(world, CardSettings(), {"accruals": (Accrual(EntryId("en_1"), 1),), "ordinal": 1})
    (program,) = told["programs"]
    assert (told["visit_id"], told["location_id"]) == (1, 4564)
    assert program["earning_unit"] == {"kind": "client_day", "date": "2026-09-21"}
    assert program["lines"][0]["eligible"] is True
    assert set(program["lines"][0]) == {"type", "id", "title", "payable", "paid", "eligible", "reason", "reason_id"}
    assert program["gate"] == {"kind": "full", "open": True, "due": 0}
    assert program["rule"] == {"kind": "completed", "stamps": 1, "settings_version": 2}
    assert (program["basis"], program["target"], program["granted"], program["held"]) == (4000, 1, 1, None)
    assert program["entries"] == [render_id("en", 1, bytes(10))]
    assert program["card_id"].startswith("cd_")
    assert program["summary"] == "1 stamp: the visit was attended and paid in full."
    assert program["summary_ids"] == ["explain.earned_full"]


def test_a_held_reversal_is_explained(world: ApiWorld) -> None:
    state = {"accruals": (Accrual(EntryId("en_1"), 1),), "ordinal": 1, "held": Held(-1, NOW + timedelta(minutes=15))}
    (program,) = explained(world, CardSettings(accrual_rule=AmountOver(5000)), state)["programs"]
    assert program["held"] == {"delta": -1, "until": "2026-09-21T15:45:00Z"}
    assert program["rule"] == {"kind": "amount_over", "amount": 5000, "inclusive": False, "stamps": 1, "settings_version": 2}


def test_a_visit_never_seen_or_elsewhere_is_not_found(world: ApiWorld) -> None:
    for place, visit in ((PLACE, "1"), (FOREIGN_PLACE, "1"), (1, "1"), (PLACE, "abc"), (PLACE, "0")):
        answer = world.call("GET", f"/api/v1/connections/{place}/visits/{visit}/explanation")
        assert (answer.status, answer.headers["content-type"]) == (404, "application/problem+json")
