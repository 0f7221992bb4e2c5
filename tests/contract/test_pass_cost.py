"""What a pass and an object ask of DynamoDB: the same however many places a program has."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from comeback.adapters.apple.signers import StoredSigners
from comeback.adapters.dynamodb.connections import DynamoConnections
from comeback.adapters.dynamodb.customers import DynamoCustomers
from comeback.adapters.dynamodb.directory import DynamoDirectory
from comeback.adapters.dynamodb.google_passes import DynamoGooglePasses
from comeback.adapters.dynamodb.ledger import DynamoLedger
from comeback.adapters.dynamodb.mirrors import DynamoMirrors
from comeback.adapters.dynamodb.programs import DynamoPrograms
from comeback.adapters.dynamodb.table import Table
from comeback.adapters.system import SystemClock
from comeback.adapters.words import words_for
from comeback.domain import links
from comeback.domain.connection import Tenant
from comeback.domain.customer import Profile
from comeback.domain.google_passes import object_id
from comeback.domain.ids import CardId, ProgramId
from comeback.domain.program import ProgramType
from comeback.messages import ObjectsDue
from comeback.ports.google_passes import Told
from comeback.usecases.prepare_artwork import PrepareArtwork
from comeback.usecases.read_pass import BuildPass, FindCard
from comeback.usecases.rewrite_objects import RewriteObjects
from comeback.usecases.write_google_object import ReadCardContent, WriteGoogleObject
from tests import builders
from tests.api_world import BASE
from tests.batch_world import Queue
from tests.certificates import authority, pass_certificate
from tests.contract.books import MINE, NOW
from tests.memory.artwork import MemoryArtworkStore, QuickArtist
from tests.memory.google import ISSUER, MemoryGoogleWallet
from tests.memory.own_images import MemoryOwnImages
from tests.memory.signing import MemorySigningIdentities, MemorySigningKeys
from tests.memory.store import Store
from tests.places import chain

KEYS = {"k1": b"k" * 32}
SERIAL = builders.card().id
DISCOUNT = ProgramId("pr_" + "0" * 25 + "9")


@pytest.fixture(params=[3, 30], ids=["few places", "many places"])
def places(request: pytest.FixtureRequest, main_table: Table) -> int:
    """Of Jane's program; she has its card."""
    count: int = request.param
    connections, customers = DynamoConnections(main_table), DynamoCustomers(main_table, b"k" * 32)
    connections.create_tenant(Tenant(MINE, "Business", 7, "owner@example.com", NOW))
    for number in range(1, count + 1):
        connections.save(MINE, builders.connection(number, MINE, programs=()))
    DynamoPrograms(main_table).save(MINE, replace(chain(count), tenant_id=MINE, revision=0))
    customers.register(MINE, Profile(builders.CUSTOMER, MINE, "+12125550123", "Jane Doe", NOW))
    customers.issue(MINE, replace(builders.card(), tenant_id=MINE))
    return count


@pytest.fixture
def requests(places: int, main_table: Table, ledger_table: Table) -> Iterator[list[str]]:
    """By name, of both tables, once everything is there."""
    names: list[str] = []

    def note(model: Any, **_: Any) -> None:
        names.append(model.name)

    clients = {id(table.client): table.client for table in (main_table, ledger_table)}.values()
    for client in clients:
        client.meta.events.register("before-call.dynamodb", note)
    yield names
    for client in clients:
        client.meta.events.unregister("before-call.dynamodb", note)


def test_a_pass_is_five_items_and_one_query(requests: list[str], main_table: Table, ledger_table: Table) -> None:
    customers, artwork = DynamoCustomers(main_table, b"k" * 32), MemoryArtworkStore()
    PrepareArtwork(QuickArtist(), artwork, MemoryOwnImages())(MINE, chain(3).design, 10)
    signers = StoredSigners(
        authority().secret(pass_certificate()), MemorySigningIdentities(Store()), MemorySigningKeys()
    )  # fmt: skip
    find = FindCard(DynamoDirectory(main_table), customers, KEYS)
    build = BuildPass(
        customers, DynamoPrograms(main_table), DynamoConnections(main_table), DynamoLedger(main_table, ledger_table), artwork,
        signers, KEYS, "https://comeback.example/apple", DynamoMirrors(main_table, ledger_table), words_for,
    )  # fmt: skip
    card = find.by_serial(SERIAL, links.apple_token(KEYS, replace(builders.card(), tenant_id=MINE)))
    assert card is not None
    assert build(card)
    # Where the card is, the card, its program, its holder, their latest entries, and the owner.
    assert requests == ["GetItem"] * 4 + ["Query", "GetItem"]


def test_an_object_is_three_items_and_one_query(
    requests: list[str], main_table: Table, ledger_table: Table
) -> None:  # fmt: skip
    read = ReadCardContent(
        DynamoCustomers(main_table, b"k" * 32), DynamoPrograms(main_table), DynamoConnections(main_table),
        DynamoLedger(main_table, ledger_table), DynamoMirrors(main_table, ledger_table), words_for,
    )  # fmt: skip
    assert read(replace(builders.card(), tenant_id=MINE)).organization == "Business"
    assert sorted(requests) == ["GetItem"] * 3 + ["Query"]


@pytest.mark.parametrize("places", [3], indirect=True)
def test_a_discount_in_a_new_look_asks_for_its_mirror_once(
    requests: list[str], main_table: Table, ledger_table: Table
) -> None:  # fmt: skip
    customers, programs = DynamoCustomers(main_table, b"k" * 32), DynamoPrograms(main_table)
    passes, google = DynamoGooglePasses(main_table), MemoryGoogleWallet()
    read = ReadCardContent(
        customers, programs, DynamoConnections(main_table), DynamoLedger(main_table, ledger_table),
        DynamoMirrors(main_table, ledger_table), words_for,
    )  # fmt: skip
    discount = programs.save(MINE, replace(chain(3), id=DISCOUNT, tenant_id=MINE, type=ProgramType.DISCOUNT, revision=0))
    card = replace(builders.card(), id=CardId("cd_" + "0" * 25 + "9"), tenant_id=MINE, program_id=DISCOUNT, type=discount.type)
    customers.issue(MINE, card)
    passes.offer(card.id)
    passes.note_told(card.id, Told(card.mark, 0))
    google.objects[object_id(ISSUER, card.id)] = {}
    requests.clear()
    RewriteObjects(customers, passes, WriteGoogleObject(read, google, BASE), Queue(), SystemClock())(ObjectsDue(MINE, DISCOUNT))
    assert google.calls == ["patch"]
    # The page's heads and rows, the mirror, and where the discount holds; then program, head, program, holder, owner and zone.
    assert requests.count("BatchGetItem") == 4
    assert requests.count("GetItem") == 6
    assert requests.count("UpdateItem") == 3
