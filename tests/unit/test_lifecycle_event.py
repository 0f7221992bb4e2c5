"""Lifecycle events (altegio.md §1.9)."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comeback.domain.connection import ConnectionStatus
from comeback.ports.marketplace import Installation
from comeback.usecases.lifecycle_event import Lifecycle, LifecycleEvent
from tests.unit.connecting import OWNER, PLACE, TOKEN, World


@pytest.fixture
def world() -> World:
    world = World()
    world.marketplace.pending(PLACE, u7=True)
    world.marketplace.missing[PLACE] = ["clients_access"]
    world.connect(OWNER, PLACE, "b")
    return world


def tell(world: World, **changes: Any) -> Lifecycle:
    body = {"salon_id": 4564, "application_id": 2391, "event": "uninstall", "partner_token": TOKEN, **changes}
    event = LifecycleEvent(world.directory, world.connections, world.activations, world.marketplace, TOKEN, 2391)
    return event(json.dumps(body).encode())


def test_uninstall_stops_the_location_and_keeps_it(world: World) -> None:
    assert tell(world) is Lifecycle.UNINSTALLED
    assert world.held().status is ConnectionStatus.UNINSTALLED
    assert world.connections.live_locations() == []
    assert tell(world) is Lifecycle.UNINSTALLED


def test_freeze_keeps_the_missing_rights(world: World) -> None:
    assert tell(world, event="freeze") is Lifecycle.FROZEN
    assert (world.held().status, world.held().missing_rights) == (ConnectionStatus.FROZEN, ("clients_access",))


def test_a_late_freeze_does_not_bring_an_uninstalled_location_back(world: World) -> None:
    tell(world)
    assert tell(world, event="freeze") is Lifecycle.NOT_CONNECTED
    assert world.held().status is ConnectionStatus.UNINSTALLED


def test_uninstall_forgets_an_activation_under_way(world: World) -> None:
    world.activations.begin(PLACE, 7, "hook", "b", world.clock.now())
    tell(world)
    assert world.activations.pending == {}


def came_back(world: World) -> None:
    """The owner has removed the application and connected the location again."""
    tell(world)
    world.marketplace.pending(PLACE, u7=True)
    world.connect(OWNER, PLACE, "b")


def test_a_late_uninstall_does_not_take_a_location_away_that_came_back(world: World) -> None:
    came_back(world)
    assert tell(world) is Lifecycle.LATE
    assert world.held().is_live


@pytest.mark.parametrize("state", [Installation.ABSENT, Installation.UNINSTALLED, Installation.PENDING])
def test_a_location_that_came_back_and_is_gone_again_is_uninstalled(world: World, state: Installation) -> None:
    came_back(world)
    world.marketplace.states[PLACE] = state
    assert tell(world) is Lifecycle.UNINSTALLED
    assert world.held().status is ConnectionStatus.UNINSTALLED


def test_while_altegio_cannot_be_asked_a_location_that_came_back_stays(world: World) -> None:
    came_back(world)
    world.marketplace.down = {"installation"}
    assert tell(world) is Lifecycle.TRY_AGAIN
    assert world.held().is_live


def test_a_payment_is_noted_and_changes_nothing(world: World) -> None:
    before = world.held()
    assert tell(world, event="payment", amount=49.9) is Lifecycle.NOTED
    assert world.held() == before


def test_an_unknown_event_and_an_unknown_location_are_told_apart(world: World) -> None:
    assert tell(world, event="moved") is Lifecycle.NEVER_SEEN
    assert tell(world, salon_id=1) is Lifecycle.NOT_CONNECTED
    assert tell(world, salon_id="x") is Lifecycle.NOT_CONNECTED


def test_numbers_may_come_as_text(world: World) -> None:
    assert tell(world, salon_id="4564", application_id="2391") is Lifecycle.UNINSTALLED


@pytest.mark.parametrize(
    "changes",
    [
        {"partner_token": "wrong"},
        {"partner_token": None},
        {"partner_token": "é\ud800"},
        {"application_id": 1},
        {"application_id": True},
    ],
)
def test_what_is_not_altegios_is_not_found(world: World, changes: dict[str, Any]) -> None:
    assert tell(world, **changes) is Lifecycle.NOT_FOUND
    assert world.held().status is not ConnectionStatus.UNINSTALLED


@given(st.binary() | st.sampled_from([b"[]", b"{}", b"null", b"[" * 60_000, b" " * 65_537]))
def test_no_body_breaks_it(body: bytes) -> None:
    world = World()
    event = LifecycleEvent(world.directory, world.connections, world.activations, world.marketplace, TOKEN, 2391)
    assert event(body) is Lifecycle.NOT_FOUND
