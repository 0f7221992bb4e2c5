"""The contracts of ports.directory.Directory and ports.hooks.Hooks, for both implementations: look-ups without a tenant."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from comeback.adapters.dynamodb.connections import DynamoConnections
from comeback.adapters.dynamodb.customers import DynamoCustomers
from comeback.adapters.dynamodb.directory import DynamoDirectory
from comeback.adapters.dynamodb.hooks import DynamoHooks
from comeback.adapters.dynamodb.programs import DynamoPrograms
from comeback.domain.card import CardRef
from comeback.domain.connection import Connection, ConnectionStatus, HookSecret, Tenant
from comeback.domain.customer import Profile
from comeback.domain.errors import NotFound
from comeback.domain.ids import CardId, ClientId, CustomerId, LocationId, ProgramId, RecordId, TenantId
from comeback.ports.connections import Connections
from comeback.ports.customers import Customers
from comeback.ports.directory import Directory, Resolution
from comeback.ports.hooks import Hook, Hooks
from comeback.ports.programs import Programs
from tests import builders
from tests.contract.books import MINE, NOW, THEIRS
from tests.memory.connections import MemoryConnections
from tests.memory.customers import MemoryCustomers
from tests.memory.directory import MemoryDirectory
from tests.memory.programs import MemoryPrograms
from tests.memory.store import Store

HERE, THERE = builders.LA_VISAGE, LocationId(24697)
"""The first is ours, the second theirs."""
JANE, JOHN = builders.CUSTOMER, CustomerId("cu_" + "0" * 25 + "2")
SECRETS = (HookSecret("ab" * 32), HookSecret("cd" * 32, NOW + timedelta(hours=1)))


@dataclass(frozen=True)
class Town:
    directory: Directory
    hooks: Hooks
    connections: Connections
    customers: Customers
    programs: Programs

    def connect(self, tenant: TenantId, location: LocationId) -> Connection:
        self.connections.create_tenant(Tenant(tenant, "Business", int(location), "owner@example.com", NOW))
        connection = replace(builders.connection(location, tenant), hook_secrets=SECRETS)
        self.connections.save(tenant, connection)
        return connection

    def register(self, tenant: TenantId, customer: CustomerId) -> None:
        self.customers.register(tenant, Profile(customer, tenant, f"+1212555{customer[-4:]}", "Jane Doe", NOW))


@pytest.fixture(params=["memory", "dynamodb"])
def town(request: pytest.FixtureRequest) -> Town:
    if request.param == "memory":
        store = Store()
        directory = MemoryDirectory(store)
        return Town(directory, directory, MemoryConnections(store), MemoryCustomers(store), MemoryPrograms(store))
    table = request.getfixturevalue("main_table")
    hooks = DynamoHooks(table.client, table.name)
    customers = DynamoCustomers(table, b"k" * 32)
    return Town(DynamoDirectory(table), hooks, DynamoConnections(table), customers, DynamoPrograms(table))


def test_a_location_leads_to_its_connection_whoever_holds_it(town: Town) -> None:
    mine, theirs = town.connect(MINE, HERE), town.connect(THEIRS, THERE)
    assert (town.directory.connection(HERE), town.directory.connection(THERE)) == (mine, theirs)
    assert town.directory.connection(LocationId(1)) is None


def test_a_hook_knows_tenant_status_and_every_secret(town: Town) -> None:
    town.connect(MINE, HERE)
    town.connect(THEIRS, THERE)
    town.connections.set_status(THEIRS, THERE, ConnectionStatus.FROZEN)
    assert town.hooks.hook(HERE) == Hook(MINE, ConnectionStatus.ACTIVE, SECRETS)
    assert town.hooks.hook(THERE) == Hook(THEIRS, ConnectionStatus.FROZEN, SECRETS)
    assert town.hooks.hook(LocationId(1)) is None


def test_an_event_of_nowhere_resolves_to_nothing(town: Town) -> None:
    nothing = Resolution(None, None, frozenset())
    assert town.directory.resolve(HERE, None, None) == nothing
    assert town.directory.resolve(HERE, ClientId(1), RecordId(1)) == nothing


def test_a_booking_that_altegio_does_not_have_is_told_to_its_tenant(town: Town) -> None:
    town.connect(MINE, HERE)
    town.connect(THEIRS, THERE)
    town.connections.note_missing(MINE, HERE, RecordId(5), NOW)
    town.connections.note_missing(MINE, HERE, RecordId(5), NOW + timedelta(minutes=3))
    town.connections.note_missing(MINE, THERE, RecordId(5), NOW)
    assert town.directory.resolve(HERE, None, RecordId(5)).missing_at == NOW + timedelta(minutes=3)
    assert town.directory.resolve(HERE, ClientId(5), RecordId(6)).missing_at is None
    assert town.directory.resolve(HERE, ClientId(5), None).missing_at is None
    assert town.directory.resolve(THERE, None, RecordId(5)).missing_at is None


def test_an_event_resolves_to_connection_and_customer(town: Town) -> None:
    mine = town.connect(MINE, HERE)
    town.register(MINE, JANE)
    town.customers.link_client(MINE, HERE, ClientId(7), JANE)
    assert town.directory.resolve(HERE, ClientId(7), RecordId(1)) == Resolution(mine, JANE, frozenset())
    assert town.directory.resolve(HERE, ClientId(8), None).customer_id is None


def test_a_client_number_means_somebody_else_at_another_location(town: Town) -> None:
    town.register(MINE, JANE)
    town.register(THEIRS, JOHN)
    town.customers.link_client(MINE, HERE, ClientId(7), JANE)
    town.customers.link_client(THEIRS, THERE, ClientId(7), JOHN)
    assert town.directory.customers_of(HERE, [ClientId(7), ClientId(8)]) == {ClientId(7): JANE}
    assert town.directory.customers_of(THERE, [ClientId(7)]) == {ClientId(7): JOHN}
    assert town.directory.customers_of(THERE, []) == {}


def test_many_clients_are_found_at_once(town: Town) -> None:
    town.register(MINE, JANE)
    clients = [ClientId(number) for number in range(130)]
    for client in (clients[0], clients[129]):
        town.customers.link_client(MINE, HERE, client, JANE)
    assert town.directory.customers_of(HERE, clients) == {clients[0]: JANE, clients[129]: JANE}


def test_nobody_ties_another_tenants_client_to_their_customer(town: Town) -> None:
    town.register(MINE, JANE)
    town.register(THEIRS, JOHN)
    town.customers.link_client(MINE, HERE, ClientId(7), JANE)
    with pytest.raises(NotFound):
        town.customers.link_client(THEIRS, HERE, ClientId(7), JOHN)
    with pytest.raises(NotFound):
        town.customers.link_client(THEIRS, THERE, ClientId(7), JANE)
    assert town.directory.customers_of(HERE, [ClientId(7)]) == {ClientId(7): JANE}
    assert town.directory.customers_of(THERE, [ClientId(7)]) == {}
    theirs = town.customers.profile(THEIRS, JOHN)
    assert theirs is not None
    assert theirs.clients == ()


def test_a_card_leads_to_its_tenant_customer_and_program(town: Town) -> None:
    card = builders.card()
    other = replace(card, id=CardId("cd_" + "0" * 25 + "2"), tenant_id=THEIRS)
    town.customers.issue(MINE, card)
    town.customers.issue(THEIRS, other)
    assert town.directory.card(card.id) == CardRef(MINE, card.customer_id, card.program_id)
    assert town.directory.card(other.id) == CardRef(THEIRS, card.customer_id, card.program_id)
    assert town.directory.card(CardId("cd_9")) is None


def test_a_program_leads_to_its_tenant(town: Town) -> None:
    town.connect(MINE, HERE)
    town.connect(THEIRS, THERE)
    second = ProgramId("pr_" + "0" * 25 + "2")
    town.programs.save(MINE, replace(builders.program(), revision=0))
    town.programs.save(THEIRS, builders.program(id=second, tenant=THEIRS, locations=(THERE,)))
    assert (town.directory.program(builders.PROGRAM), town.directory.program(second)) == (MINE, THEIRS)
    assert town.directory.program(ProgramId("pr_" + "0" * 25 + "3")) is None
