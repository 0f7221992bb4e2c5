"""The contract of ports.connections.Connections, for both implementations."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from comeback.adapters.dynamodb.connections import DynamoConnections
from comeback.domain.connection import Connection, ConnectionStatus, HookSecret, Location, Tenant
from comeback.domain.errors import FieldRefused, NotFound
from comeback.domain.ids import LocationId, ProgramId, TenantId, render_id
from comeback.ports.connections import Connections, LocationTaken
from tests.memory.connections import MemoryConnections
from tests.memory.store import Store

NOW = datetime(2026, 9, 21, 10, 0, tzinfo=UTC)
PLACE = LocationId(4564)
OTHER_PLACE = LocationId(24697)


def a_tenant(number: int, created_at: datetime = NOW) -> Tenant:
    tenant = TenantId(render_id("tn", number, bytes(10)))
    return Tenant(tenant, f"Business {number}", 700 + number, f"owner{number}@example.com", created_at)


def a_connection(tenant: Tenant, location: LocationId = PLACE, **changes: object) -> Connection:
    place = Location(location, "La Visage", 145071, "America/New_York", "USD", "US", (40.7484, -73.9857))
    connection = Connection(place, tenant.id, ConnectionStatus.ACTIVE, (HookSecret("ab" * 32),), NOW)
    return replace(connection, **changes)  # type: ignore[arg-type]


@pytest.fixture(params=["memory", "dynamodb"])
def connections(request: pytest.FixtureRequest) -> Connections:
    if request.param == "memory":
        return MemoryConnections(Store())
    return DynamoConnections(request.getfixturevalue("main_table"))


@pytest.fixture
def mine(connections: Connections) -> Tenant:
    return connections.create_tenant(a_tenant(1))


@pytest.fixture
def theirs(connections: Connections) -> Tenant:
    return connections.create_tenant(a_tenant(2))


def test_a_tenant_is_found_by_its_id_and_by_its_user(connections: Connections, mine: Tenant) -> None:
    assert connections.tenant(mine.id) == mine
    assert connections.tenant_of_user(701) == mine


def test_an_unknown_user_or_tenant_is_none(connections: Connections) -> None:
    assert connections.tenant_of_user(1) is None
    assert connections.tenant(a_tenant(9).id) is None


def test_a_second_tenant_of_one_user_is_the_first(connections: Connections, mine: Tenant) -> None:
    again = replace(a_tenant(5), altegio_user_id=mine.altegio_user_id)
    assert connections.create_tenant(again) == mine
    assert connections.tenant(again.id) is None


def test_an_id_cannot_serve_two_users(connections: Connections, mine: Tenant) -> None:
    with pytest.raises(ValueError, match="in use"):
        connections.create_tenant(replace(mine, altegio_user_id=12345))


def test_tenants_are_listed_oldest_first_in_pages(connections: Connections) -> None:
    made = [a_tenant(number, NOW + timedelta(days=(7 * number) % 5)) for number in range(1, 6)]
    for tenant in made:
        connections.create_tenant(tenant)
    seen: list[Tenant] = []
    cursor = None
    for _ in range(5):
        page, cursor = connections.tenants(2, cursor)
        seen += page
        if cursor is None:
            break
    assert seen == sorted(made, key=lambda tenant: tenant.created_at)
    assert cursor is None


@pytest.mark.parametrize("cursor", ["x", "tn_", "é", "dG5f", "a" * 400])
def test_a_cursor_that_is_not_ours_is_refused(connections: Connections, cursor: str) -> None:
    with pytest.raises(FieldRefused):
        connections.tenants(2, cursor)


def test_a_saved_connection_comes_back_whole(connections: Connections, mine: Tenant) -> None:
    full = a_connection(
        mine,
        hook_secrets=(HookSecret("ab" * 32), HookSecret("cd" * 32, NOW + timedelta(hours=24))),
        missing_rights=("clients_access",),
        program_ids=(ProgramId("pr_1"),),
        last_event_at=NOW,
        last_sweep_at=NOW,
        watermarks={"records": "2026-09-21T10:00:00-0400"},
    )
    connections.save(mine.id, full)
    assert connections.get(mine.id, PLACE) == full
    assert connections.of_tenant(mine.id) == [full]


def test_a_location_without_chain_comes_back(connections: Connections, mine: Tenant) -> None:
    bare = a_connection(mine)
    alone = replace(bare, location=replace(bare.location, chain_id=None))
    connections.save(mine.id, alone)
    assert connections.get(mine.id, PLACE) == alone


def test_saving_again_keeps_programs_and_watermarks(connections: Connections, mine: Tenant) -> None:
    first = a_connection(mine, program_ids=(ProgramId("pr_1"),))
    connections.save(mine.id, first)
    connections.advance(mine.id, PLACE, NOW, {"records": "old"})
    connections.save(mine.id, a_connection(mine, status=ConnectionStatus.ATTENTION))
    again = connections.get(mine.id, PLACE)
    assert again is not None
    assert again.status is ConnectionStatus.ATTENTION
    assert again.program_ids == (ProgramId("pr_1"),)
    assert again.watermarks == {"records": "old"}


def test_the_tenant_knows_its_locations_in_order(connections: Connections, mine: Tenant) -> None:
    connections.save(mine.id, a_connection(mine, OTHER_PLACE))
    connections.save(mine.id, a_connection(mine))
    owner = connections.tenant(mine.id)
    assert owner is not None
    assert owner.location_ids == (PLACE, OTHER_PLACE)
    assert [connection.location_id for connection in connections.of_tenant(mine.id)] == [PLACE, OTHER_PLACE]


def test_another_tenant_sees_and_changes_nothing(connections: Connections, mine: Tenant, theirs: Tenant) -> None:
    kept = a_connection(mine)
    connections.save(mine.id, kept)
    assert connections.get(theirs.id, PLACE) is None
    assert connections.of_tenant(theirs.id) == []
    with pytest.raises(LocationTaken):
        connections.save(theirs.id, a_connection(theirs))
    with pytest.raises(NotFound):
        connections.set_status(theirs.id, PLACE, ConnectionStatus.UNINSTALLED)
    with pytest.raises(NotFound):
        connections.advance(theirs.id, PLACE, NOW, {"records": "stolen"})
    connections.note_event(theirs.id, PLACE, NOW)
    assert connections.get(mine.id, PLACE) == kept
    former = connections.tenant(theirs.id)
    assert former is not None
    assert former.location_ids == ()


def test_a_location_stays_tied_to_the_tenant_who_uninstalled_there(
    connections: Connections, mine: Tenant, theirs: Tenant
) -> None:
    connections.save(mine.id, a_connection(mine))
    connections.set_status(mine.id, PLACE, ConnectionStatus.UNINSTALLED)
    with pytest.raises(LocationTaken):
        connections.save(theirs.id, a_connection(theirs))
    assert connections.get(mine.id, PLACE) == a_connection(mine, status=ConnectionStatus.UNINSTALLED)
    assert connections.live_locations() == []


def test_a_connection_is_saved_under_its_own_existing_tenant(connections: Connections, mine: Tenant, theirs: Tenant) -> None:
    with pytest.raises(ValueError, match="own tenant"):
        connections.save(theirs.id, a_connection(mine))
    with pytest.raises(NotFound):
        connections.save(a_tenant(9).id, a_connection(a_tenant(9)))
    assert connections.get(mine.id, PLACE) is None


def test_nobody_has_no_connections(connections: Connections) -> None:
    assert list(connections.of_tenant(a_tenant(9).id)) == []


def test_status_and_missing_rights_change_together(connections: Connections, mine: Tenant) -> None:
    connections.save(mine.id, a_connection(mine))
    connections.set_status(mine.id, PLACE, ConnectionStatus.ATTENTION, ["clients_access"])
    held = connections.get(mine.id, PLACE)
    assert held is not None
    assert (held.status, held.missing_rights) == (ConnectionStatus.ATTENTION, ("clients_access",))
    connections.set_status(mine.id, PLACE, ConnectionStatus.ACTIVE)
    held = connections.get(mine.id, PLACE)
    assert held is not None
    assert held.missing_rights == ()


def test_the_last_event_never_goes_back(connections: Connections, mine: Tenant) -> None:
    connections.save(mine.id, a_connection(mine))
    connections.note_event(mine.id, PLACE, NOW)
    connections.note_event(mine.id, PLACE, NOW - timedelta(milliseconds=1))
    held = connections.get(mine.id, PLACE)
    assert held is not None
    assert held.last_event_at == NOW
    connections.note_event(mine.id, OTHER_PLACE, NOW)
    assert connections.get(mine.id, OTHER_PLACE) is None


def test_a_sweep_moves_only_the_lists_it_names(connections: Connections, mine: Tenant) -> None:
    connections.save(mine.id, a_connection(mine))
    connections.advance(mine.id, PLACE, NOW, {"records": "a", "clients": "b"})
    connections.advance(mine.id, PLACE, NOW + timedelta(minutes=15), {"records": "c"})
    connections.advance(mine.id, PLACE, NOW + timedelta(minutes=30), {})
    held = connections.get(mine.id, PLACE)
    assert held is not None
    assert held.watermarks == {"records": "c", "clients": "b"}
    assert held.last_sweep_at == NOW + timedelta(minutes=30)


def test_live_locations_are_those_not_uninstalled(connections: Connections, mine: Tenant, theirs: Tenant) -> None:
    connections.save(mine.id, a_connection(mine, status=ConnectionStatus.FROZEN))
    connections.save(theirs.id, a_connection(theirs, OTHER_PLACE))
    assert connections.live_locations() == sorted([(mine.id, PLACE), (theirs.id, OTHER_PLACE)])
    connections.set_status(theirs.id, OTHER_PLACE, ConnectionStatus.UNINSTALLED)
    assert connections.live_locations() == [(mine.id, PLACE)]
    connections.set_status(theirs.id, OTHER_PLACE, ConnectionStatus.ACTIVE)
    assert connections.live_locations() == sorted([(mine.id, PLACE), (theirs.id, OTHER_PLACE)])


def test_hook_secrets_are_replaced_by_their_own_tenant_only(connections: Connections, mine: Tenant, theirs: Tenant) -> None:
    before = a_connection(mine)
    connections.save(mine.id, before)
    fresh = (HookSecret("ef" * 32), HookSecret("ab" * 32, NOW + timedelta(hours=24)))
    connections.set_hook_secrets(mine.id, PLACE, fresh)
    assert connections.get(mine.id, PLACE) == replace(before, hook_secrets=fresh)
    with pytest.raises(NotFound):
        connections.set_hook_secrets(theirs.id, PLACE, ())
