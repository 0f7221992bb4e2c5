"""Connecting a location that somebody knows already: again, by others, after an end, or frozen (rulings 9 to 11)."""

from datetime import timedelta

import pytest

from comeback.domain.connecting import ConnectOutcome
from comeback.domain.connection import ConnectionStatus
from comeback.ports.marketplace import Installation
from comeback.usecases.sign_in import digest_of
from tests.unit.connecting import OWNER, PLACE, SECOND, World, connected_world, secret_of


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def connected() -> World:
    return connected_world()


def test_a_repeat_changes_nothing(connected: World) -> None:
    before = connected.held()
    result = connected.connect(OWNER, PLACE, "browser")
    assert (result.outcome, result.may_sign_in) == (ConnectOutcome.ALREADY, False)
    assert connected.held() == before
    assert connected.marketplace.calls.count("activate") == 1


def test_an_active_installation_that_nobody_here_knows_is_refused(world: World) -> None:
    world.marketplace.pending(PLACE, u7=True)
    world.marketplace.states[PLACE] = Installation.ACTIVE
    assert world.connect(OWNER, PLACE, "b").outcome is ConnectOutcome.ACTIVE_ELSEWHERE
    assert world.is_empty()


def test_a_further_location_joins_the_account(connected: World) -> None:
    connected.marketplace.pending(SECOND, u7=True)
    assert connected.connect(OWNER, SECOND, "b").may_sign_in
    assert connected.tenant.location_ids == (PLACE, SECOND)
    assert connected.tenant.title == "Salon 4564"


def test_a_location_of_another_account_is_refused_and_names_nobody(world: World) -> None:
    theirs = world.other_tenant()
    result = world.connect(OWNER, PLACE, "b")
    assert (result.outcome, result.owner_hint) == (ConnectOutcome.TAKEN, "")
    assert world.held().tenant_id == theirs
    assert world.connections.tenant_of_user(OWNER.user_id) is None


def test_a_proven_manager_is_told_whose_account_it_is_masked(world: World) -> None:
    world.other_tenant()
    world.marketplace.users[PLACE][7] = True
    assert world.connect(OWNER, PLACE, "b").owner_hint == "e***@example.com"


def test_a_location_of_another_account_stays_theirs_while_altegio_says_pending(world: World) -> None:
    theirs = world.other_tenant()
    world.marketplace.pending(PLACE, u7=True)
    assert world.connect(OWNER, PLACE, "b").outcome is ConnectOutcome.TAKEN
    assert world.held().tenant_id == theirs
    assert world.marketplace.states[PLACE] is Installation.PENDING


def test_a_location_that_was_taken_meanwhile_is_refused(world: World) -> None:
    world.marketplace.pending(PLACE, u7=True)
    theirs = world.other_tenant(SECOND)

    def taken() -> None:
        mine = world.store.connections[SECOND]
        place = world.marketplace.location(PLACE)
        world.store.connections[PLACE] = type(mine)(place, theirs, mine.status, (), mine.connected_at)

    world.marketplace.before_activation = taken
    assert world.connect(OWNER, PLACE, "b").outcome is ConnectOutcome.TAKEN
    assert world.held().tenant_id == theirs


def test_reconnecting_resumes_and_the_old_webhook_works_for_a_day(connected: World) -> None:
    old = connected.held().hook_secrets[0].digest
    connected.connections.set_status(connected.tenant.id, PLACE, ConnectionStatus.UNINSTALLED)
    connected.connections.note_event(connected.tenant.id, PLACE, connected.clock.now())
    connected.marketplace.pending(PLACE, u7=True)
    result = connected.connect(OWNER, PLACE, "b")
    assert (result.outcome, result.may_sign_in) == (ConnectOutcome.CONNECTED, True)
    held = connected.held()
    assert held.status is ConnectionStatus.ACTIVE
    assert held.last_event_at is not None
    until = {kept.digest: kept.valid_until for kept in held.hook_secrets}
    assert until[digest_of(secret_of(connected))] is None
    assert until[old] == connected.clock.now() + timedelta(hours=24)


def test_an_old_webhook_secret_ends_and_is_forgotten(connected: World) -> None:
    first = connected.held().hook_secrets[0].digest
    for _ in range(2):
        connected.clock.pass_by(timedelta(hours=25))
        connected.connections.set_status(connected.tenant.id, PLACE, ConnectionStatus.UNINSTALLED)
        connected.marketplace.pending(PLACE, u7=True)
        connected.connect(OWNER, PLACE, "b")
    assert first not in [kept.digest for kept in connected.held().hook_secrets]


def test_a_connection_that_lived_before_is_never_uninstalled(connected: World) -> None:
    connected.connections.set_status(connected.tenant.id, PLACE, ConnectionStatus.UNINSTALLED)
    connected.marketplace.pending(PLACE, u7=False)
    result = connected.connect(OWNER, PLACE, "b")
    assert (result.outcome, result.may_sign_in) == (ConnectOutcome.NOT_MANAGER, False)
    assert connected.held().status is ConnectionStatus.ATTENTION
    assert connected.marketplace.states[PLACE] is Installation.ACTIVE


def test_a_known_connection_that_is_active_at_altegio_is_taken_up_again(connected: World) -> None:
    connected.connections.set_status(connected.tenant.id, PLACE, ConnectionStatus.FROZEN)
    result = connected.connect(OWNER, PLACE, "b")
    assert (result.outcome, result.may_sign_in) == (ConnectOutcome.RESUMED, False)
    assert connected.held().status is ConnectionStatus.ACTIVE


def test_a_frozen_location_is_stored_as_frozen_without_a_session(world: World) -> None:
    world.marketplace.pending(PLACE, u7=True)
    world.marketplace.states[PLACE] = Installation.FREEZED
    result = world.connect(OWNER, PLACE, "b")
    assert (result.outcome, result.may_sign_in) == (ConnectOutcome.FROZEN, False)
    assert world.held().status is ConnectionStatus.FROZEN
    assert world.connect(OWNER, PLACE, "b").outcome is ConnectOutcome.FROZEN


def test_a_frozen_location_may_hide_even_its_title(world: World) -> None:
    world.marketplace.states[PLACE] = Installation.FREEZED
    world.marketplace.refused = {"staffer", "location"}
    assert world.connect(OWNER, PLACE, "b").outcome is ConnectOutcome.FROZEN
    assert (world.held().location.title, world.held().location.timezone) == ("Location 4564", "UTC")


def test_a_frozen_location_of_which_the_user_is_no_manager_is_refused(world: World) -> None:
    world.marketplace.states[PLACE] = Installation.FREEZED
    assert world.connect(OWNER, PLACE, "b").outcome is ConnectOutcome.NOT_MANAGER
    assert world.is_empty()


def test_a_location_frozen_in_the_middle_keeps_its_webhook_secret(world: World) -> None:
    world.marketplace.pending(PLACE, u7=True)
    world.marketplace.down = {"staffer"}
    world.connect(OWNER, PLACE, "b")
    world.marketplace.down = set()
    world.marketplace.states[PLACE] = Installation.FREEZED
    world.connect(OWNER, PLACE, "b")
    assert [kept.digest for kept in world.held().hook_secrets] == [digest_of(secret_of(world))]
