"""Connecting one location: every check of interfaces.md §3 and rulings 9 to 11."""

import pytest

from comeback.domain.connecting import ConnectOutcome
from comeback.domain.connection import ConnectionStatus
from comeback.domain.ledger import Actor
from comeback.ports.activations import KEPT
from comeback.ports.marketplace import Installation
from comeback.usecases.sign_in import digest_of
from tests.unit.connecting import BASE, OWNER, PLACE, SECOND, STRANGER, World, connected_world, secret_of


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def connected() -> World:
    return connected_world()


def test_a_pending_location_of_its_manager_is_connected(world: World) -> None:
    world.marketplace.pending(PLACE, u7=True)
    result = world.connect(OWNER, PLACE, "browser")
    assert result.outcome is ConnectOutcome.CONNECTED
    assert result.may_sign_in
    held = world.held()
    assert (held.status, held.tenant_id, held.missing_rights) == (ConnectionStatus.ACTIVE, world.tenant.id, ())
    assert (world.tenant.title, world.tenant.owner_email) == ("Salon 4564", "owner@example.com")
    assert world.tenant.location_ids == (PLACE,)
    assert world.activations.pending == {}


def test_the_webhook_address_carries_a_secret_that_is_stored_hashed(connected: World) -> None:
    url = connected.marketplace.webhooks[PLACE][0]
    secret = secret_of(connected)
    assert url == f"{BASE}/altegio/hooks/4564/{secret}"
    assert [kept.digest for kept in connected.held().hook_secrets] == [digest_of(secret)]


def test_the_secret_is_known_before_altegio_gets_it(world: World) -> None:
    world.marketplace.pending(PLACE, u7=True)
    seen: list[int] = []
    world.marketplace.before_activation = lambda: seen.append(len(world.activations.pending[PLACE].hook_digests))
    world.connect(OWNER, PLACE, "browser")
    assert seen == [1]


def test_missing_rights_are_shown_and_no_refusal(world: World) -> None:
    world.marketplace.pending(PLACE, u7=True)
    world.marketplace.missing[PLACE] = ["clients_access"]
    assert world.connect(OWNER, PLACE, "b").outcome is ConnectOutcome.CONNECTED
    assert (world.held().status, world.held().missing_rights) == (ConnectionStatus.ATTENTION, ("clients_access",))


def test_an_unreadable_list_of_users_is_a_missing_right(world: World) -> None:
    world.marketplace.pending(PLACE)
    world.marketplace.refused = {"staffer"}
    result = world.connect(OWNER, PLACE, "b")
    assert result.outcome is ConnectOutcome.CONNECTED
    assert result.may_sign_in
    assert world.held().missing_rights == ("edit_users_access",)


def test_an_unproven_manager_gets_no_session_of_an_account_that_has_locations(connected: World) -> None:
    connected.marketplace.pending(SECOND)
    connected.marketplace.refused = {"staffer"}
    result = connected.connect(OWNER, SECOND, "b")
    assert result.outcome is ConnectOutcome.CONNECTED
    assert not result.may_sign_in


@pytest.mark.parametrize("state", [Installation.ABSENT, Installation.UNINSTALLED])
def test_a_location_without_the_application_is_refused(world: World, state: Installation) -> None:
    world.marketplace.states[PLACE] = state
    assert world.connect(OWNER, PLACE, "b").outcome is ConnectOutcome.NOT_INSTALLED
    assert world.is_empty()


@pytest.mark.parametrize("users", [{"u7": False}, {"u8": True}, {}])
def test_a_definite_no_uninstalls_again_and_leaves_nothing(world: World, users: dict[str, bool]) -> None:
    world.marketplace.pending(PLACE, **users)
    assert world.connect(OWNER, PLACE, "b").outcome is ConnectOutcome.NOT_MANAGER
    assert world.marketplace.states[PLACE] is Installation.ABSENT
    assert world.is_empty()


def test_a_definite_no_that_cannot_be_undone_now_is_undone_by_the_next_try(world: World) -> None:
    world.marketplace.pending(PLACE)
    world.marketplace.down = {"uninstall"}
    assert world.connect(OWNER, PLACE, "b").outcome is ConnectOutcome.NOT_MANAGER
    assert world.store.tenants == {}
    world.marketplace.down = set()
    assert world.connect(OWNER, PLACE, "b").outcome is ConnectOutcome.NOT_MANAGER
    assert world.marketplace.states[PLACE] is Installation.ABSENT
    assert world.is_empty()


@pytest.mark.parametrize("call", ["staffer", "location", "missing_rights"])
def test_an_outage_after_activation_never_uninstalls_and_the_same_browser_goes_on(world: World, call: str) -> None:
    world.marketplace.pending(PLACE, u7=True)
    world.marketplace.down = {call}
    first = world.connect(OWNER, PLACE, "browser")
    assert (first.outcome, first.may_sign_in) == (ConnectOutcome.TRY_AGAIN, False)
    assert world.marketplace.states[PLACE] is Installation.ACTIVE
    assert world.store.connections == {}
    world.marketplace.down = set()
    again = world.connect(OWNER, PLACE, "browser")
    assert (again.outcome, again.may_sign_in) == (ConnectOutcome.CONNECTED, True)
    assert [kept.digest for kept in world.held().hook_secrets] == [digest_of(secret_of(world))]


def test_a_lost_answer_to_the_activation_loses_no_webhook_secret(world: World) -> None:
    world.marketplace.pending(PLACE, u7=True)
    world.marketplace.down = {"after_activate"}
    assert world.connect(OWNER, PLACE, "browser").outcome is ConnectOutcome.TRY_AGAIN
    world.marketplace.down = set()
    assert world.connect(OWNER, PLACE, "browser").outcome is ConnectOutcome.CONNECTED
    assert digest_of(secret_of(world)) in [kept.digest for kept in world.held().hook_secrets]


def test_another_browser_finishes_what_was_begun_but_earns_no_session(world: World) -> None:
    world.marketplace.pending(PLACE, u7=True)
    world.marketplace.down = {"staffer"}
    world.connect(OWNER, PLACE, "browser")
    world.marketplace.down = set()
    result = world.connect(OWNER, PLACE, "another browser")
    assert (result.outcome, result.may_sign_in) == (ConnectOutcome.RESUMED, False)
    assert world.held().status is ConnectionStatus.ACTIVE


def test_another_user_cannot_finish_what_was_begun(world: World) -> None:
    world.marketplace.pending(PLACE, u7=True, u8=True)
    world.marketplace.down = {"staffer"}
    world.connect(OWNER, PLACE, "browser")
    world.marketplace.down = set()
    assert world.connect(STRANGER, PLACE, "browser").outcome is ConnectOutcome.ACTIVE_ELSEWHERE
    assert world.store.connections == {}


def test_two_users_cannot_connect_the_same_location_at_once(world: World) -> None:
    world.marketplace.pending(PLACE, u7=True, u8=True)
    world.marketplace.down = {"activate"}
    world.connect(OWNER, PLACE, "browser")
    world.marketplace.down = set()
    assert world.connect(STRANGER, PLACE, "other").outcome is ConnectOutcome.TRY_AGAIN
    assert world.connect(OWNER, PLACE, "browser").outcome is ConnectOutcome.CONNECTED


def test_what_was_begun_long_ago_is_not_known_any_more(world: World) -> None:
    world.marketplace.pending(PLACE, u7=True)
    world.marketplace.down = {"staffer"}
    world.connect(OWNER, PLACE, "browser")
    world.clock.pass_by(KEPT)
    assert world.connect(OWNER, PLACE, "browser").outcome is ConnectOutcome.ACTIVE_ELSEWHERE


def test_a_second_click_while_the_first_goes_on_changes_nothing(world: World) -> None:
    world.marketplace.pending(PLACE, u7=True)
    outer: list[ConnectOutcome] = []

    def first_click() -> None:
        world.marketplace.before_activation = lambda: None
        outer.append(world.connect(OWNER, PLACE, "one").outcome)

    world.marketplace.before_activation = first_click
    result = world.connect(OWNER, PLACE, "two")
    assert outer == [ConnectOutcome.CONNECTED]
    assert (result.outcome, result.may_sign_in) == (ConnectOutcome.ALREADY, False)
    valid = [kept.digest for kept in world.held().hook_secrets if kept.valid_until is None]
    assert digest_of(secret_of(world)) in valid


@pytest.mark.parametrize("refused", ["installation", "activate", "location", "activate!"])
def test_what_altegio_rejects_without_reason_can_be_tried_again(world: World, refused: str) -> None:
    world.marketplace.pending(PLACE, u7=True)
    world.marketplace.refused = {refused}
    assert world.connect(OWNER, PLACE, "b").outcome is ConnectOutcome.TRY_AGAIN
    assert world.store.connections == {}


def test_errors_of_our_own_database_are_not_hidden(world: World) -> None:
    world.marketplace.pending(PLACE, u7=True)

    def broken() -> None:
        raise RuntimeError

    world.marketplace.before_activation = broken
    with pytest.raises(RuntimeError):
        world.connect(OWNER, PLACE, "b")


def test_the_trail_says_who_connected_a_location_and_once(world: World) -> None:
    world.marketplace.pending(PLACE, u7=True)
    for _ in range(2):
        world.connect(OWNER, PLACE, "browser")
    world.connections.set_status(world.tenant.id, PLACE, ConnectionStatus.UNINSTALLED)
    world.connect(OWNER, PLACE, "browser")
    assert [(one.action, one.subject, one.actor) for one in world.store.trail[world.tenant.id]] == [
        ("location.connected", "4564", Actor("person", "7")), ("location.connected_again", "4564", Actor("person", "7")),
    ]  # fmt: skip
    assert OWNER.name not in repr(world.store.trail)
