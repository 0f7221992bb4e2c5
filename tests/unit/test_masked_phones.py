"""Phones that Altegio hides from us: they match nobody, make nobody and overwrite nothing, and the owner learns of them."""

from dataclasses import replace
from typing import Any

import pytest

from comeback.domain.attention import AttentionItem
from comeback.domain.connection import Connection, ConnectionStatus
from comeback.domain.ids import ClientId, RecordId
from comeback.domain.sync import PAGE_SIZE, SyncWish
from comeback.messages import ClientChanged
from comeback.ports.crm import Crm, CrmClient, CrmGoneError, CrmRecord, CrmRefusedError, Lane
from tests.builders import LA_VISAGE, TENANT
from tests.engine_world import EngineWorld, handler_of
from tests.sync_world import SyncWorld

MASKED = "+1315***0175"


def tell(world: EngineWorld, client: ClientId) -> str:
    return world.handle(ClientChanged(TENANT, LA_VISAGE, client, world.clock.now().isoformat(), "webhook"))


def items(world: EngineWorld) -> list[AttentionItem]:
    return list(world.attention.items(TENANT, 50, None)[0])


def hide(world: EngineWorld, client: ClientId) -> None:
    key = (LA_VISAGE, client)
    world.desk.clients[key] = replace(world.desk.clients[key], phone=MASKED)


def missing_rights(world: EngineWorld) -> tuple[str, ...]:
    return world.store.connections[LA_VISAGE].missing_rights


def test_a_client_with_a_hidden_phone_becomes_nobody_and_is_reported() -> None:
    world = EngineWorld()
    assert tell(world, world.desk.add_client(phone=MASKED)) == "no_card_holder"
    assert (world.store.profiles, world.store.phones, world.store.clients) == ({}, {}, {})
    (item,) = items(world)
    assert (item.kind, item.location_id, item.facts["clients"]) == ("masked_phones", LA_VISAGE, 1)
    assert missing_rights(world) == ("client_phones_access",)
    assert world.store.connections[LA_VISAGE].status is ConnectionStatus.ATTENTION


def test_two_hidden_phones_that_look_alike_are_two_clients() -> None:
    world = EngineWorld()
    first, second = world.desk.add_client(phone=MASKED), world.desk.add_client(phone=MASKED)
    for client in (first, second, first):
        tell(world, client)
    (item,) = items(world)
    assert item.facts["clients"] == 2
    assert world.store.profiles == {}


def test_a_known_client_whose_phone_is_hidden_later_keeps_it() -> None:
    world = EngineWorld()
    jane = world.desk.add_client()
    tell(world, jane)
    before = dict(world.store.profiles)
    hide(world, jane)
    assert tell(world, jane) == "in_step"
    assert world.store.profiles == before
    assert [item.facts["clients"] for item in items(world)] == [1]


def test_a_visit_of_a_client_with_a_hidden_phone_earns_nothing_and_is_reported() -> None:
    world = EngineWorld()
    world.visit(world.desk.add_client(phone=MASKED))
    world.hear()
    assert world.store.profiles == {}
    assert [item.facts["clients"] for item in items(world)] == [1]


class HiddenInBookings:
    """Altegio where bookings hide a phone, and maybe the client cannot be read."""

    def __init__(self, crm: Crm, failure: Exception | None) -> None:
        self._crm = crm
        self._failure = failure

    def record(self, connection: Connection, record: RecordId, lane: Lane) -> CrmRecord:
        found = self._crm.record(connection, record, lane)
        return replace(found, client=replace(found.client, phone=MASKED)) if found.client else found

    def client(self, connection: Connection, client: ClientId, lane: Lane) -> CrmClient:
        if self._failure:
            raise self._failure
        return self._crm.client(connection, client, lane)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._crm, name)


@pytest.mark.parametrize(
    ("failure", "people", "reported"),
    [(None, 1, []), (CrmGoneError("deleted"), 0, [1]), (CrmRefusedError("no right"), 0, [1])],
)
def test_a_phone_that_only_bookings_hide_is_read_from_the_client(
    failure: Exception | None, people: int, reported: list[int]
) -> None:
    world = EngineWorld()
    hiding = world.ports.wrapped(lambda name, port: HiddenInBookings(port, failure) if name == "crm" else port)
    world.handle = handler_of(hiding)
    world.visit(world.desk.add_client())
    world.hear()
    assert len(world.store.profiles) == people
    assert [item.facts["clients"] for item in items(world)] == reported


def test_no_more_than_a_hundred_clients_are_told_apart_one_by_one() -> None:
    world = EngineWorld()
    for _ in range(102):
        tell(world, world.desk.add_client(phone=MASKED))
    (item,) = items(world)
    assert item.facts["clients"] == 100


def test_a_phone_that_is_shown_is_not_reported() -> None:
    world = EngineWorld()
    tell(world, world.desk.add_client())
    tell(world, world.desk.add_client(phone=""))
    assert (items(world), missing_rights(world)) == ([], ())


@pytest.mark.parametrize("done", [False, True])
def test_a_hidden_phone_is_reported_once_more_after_it_was_set_aside(done: bool) -> None:
    world = EngineWorld()
    client = world.desk.add_client(phone=MASKED)
    tell(world, client)
    if done:
        world.attention.settle(TENANT, items(world)[0].id)
    tell(world, client)
    assert [item.facts["clients"] for item in items(world)] == [1]


def test_a_synchronisation_counts_hidden_phones_over_all_pages_and_makes_nobody_of_them() -> None:
    world = SyncWorld()
    for number in range(1, PAGE_SIZE + 51):
        world.client(number, phone=MASKED)
    world.client(999)
    job = world.run()
    assert (job.counts.masked_phone, job.counts.invalid_phone, job.counts.created) == (250, 250, 1)
    (item,) = items(world)
    assert item.facts == {"clients": 250, "right": "client_phones_access"}
    tell(world, ClientId(7))
    assert items(world) == [item]
    assert len(world.store.profiles) == 1


def test_a_synchronisation_that_sees_all_phones_settles_the_matter() -> None:
    world = SyncWorld()
    world.client(1, phone=MASKED)
    world.run()
    world.client(1)
    world.run()
    assert (items(world), missing_rights(world)) == ([], ())


def test_a_mere_look_reports_nothing() -> None:
    world = SyncWorld()
    world.client(1, phone=MASKED)
    assert world.run(SyncWish(preview=True)).counts.masked_phone == 1
    assert (items(world), missing_rights(world)) == ([], ())
