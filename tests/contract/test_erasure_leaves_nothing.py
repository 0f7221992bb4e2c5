"""After an erasure nothing of the person is found in any item of any table, whatever they did before (interfaces.md §5)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from comeback.adapters.dynamodb import keys
from comeback.adapters.dynamodb.attention import DynamoAttention
from comeback.adapters.dynamodb.connections import DynamoConnections
from comeback.adapters.dynamodb.customers import DynamoCustomers
from comeback.adapters.dynamodb.directory import DynamoDirectory
from comeback.adapters.dynamodb.erasures import DynamoErasures
from comeback.adapters.dynamodb.ledger import DynamoLedger
from comeback.adapters.dynamodb.mirrors import DynamoMirrors
from comeback.adapters.dynamodb.passes import DynamoPasses
from comeback.adapters.dynamodb.programs import DynamoPrograms
from comeback.adapters.dynamodb.trail import DynamoTrail
from comeback.domain.card import CardStatus
from comeback.domain.connection import Tenant
from comeback.domain.ids import LoyaltyCardId
from comeback.domain.ledger import Actor
from comeback.domain.mirror import Mirror, MirrorState, Seen
from comeback.messages import ClientChanged
from comeback.ports.crm import CrmClient
from comeback.ports.mirrors import MirrorWrite
from comeback.ports.passes import Device
from comeback.usecases.block_card import BlockCard, SetStatus
from comeback.usecases.erase_customer import Erased, RequestErasure
from comeback.usecases.read_cards import ReadCard
from tests.builders import LA_VISAGE, TENANT, connection
from tests.engine_world import EngineWorld, handler_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from comeback.adapters.dynamodb.table import Table

KEY = b"k" * 32
BOSS = Actor("person", "746310")
PERSONAL = (
    "Jane", "Qxdoe", "Qxroe", "jane.qx", "1990-02-28", "1991-03-01", "3155550175", "3155550199", "3155550177", "9026092100000017",
)  # fmt: skip


class Salon(EngineWorld):
    """The engine over tables."""

    def __init__(self, main: Table, ledger: Table) -> None:
        super().__init__()
        self.tables = main, ledger
        self.mirrors, self.devices = DynamoMirrors(main, ledger), DynamoPasses(main)
        connections, programs = DynamoConnections(main), DynamoPrograms(main)
        connections.create_tenant(Tenant(TENANT, "La Visage", 1, "", self.clock.now()))
        connections.save(TENANT, connection(programs=()))
        programs.save(TENANT, replace(self.program, revision=0, locations=(LA_VISAGE,)))
        self.ports = replace(
            self.ports, ledger=DynamoLedger(main, ledger), customers=DynamoCustomers(main, KEY), directory=DynamoDirectory(main),
            programs=programs, connections=connections, attention=DynamoAttention(main), trail=DynamoTrail(main),
            erasures=DynamoErasures(main, KEY),
        )  # fmt: skip
        self.handle = handler_of(self.ports)

    def is_now(self, client: CrmClient) -> None:
        """Altegio says so."""
        self.desk.clients[LA_VISAGE, client.client_id] = client
        self.handle(ClientChanged(TENANT, LA_VISAGE, client.client_id, self.clock.now().isoformat(), "webhook"))
        self.work()

    def items(self) -> Iterator[str]:
        for table in self.tables:
            answer: Any = table.client.scan(TableName=table.name, ConsistentRead=True)
            yield from (json.dumps(item, ensure_ascii=False) for item in answer["Items"])


@pytest.fixture
def salon(main_table: Table, ledger_table: Table) -> Salon:
    return Salon(main_table, ledger_table)


def test_after_an_erasure_no_item_tells_of_the_person(salon: Salon) -> None:
    jane = salon.desk.add_client("+13155550175", "Jane Qxdoe")
    first = CrmClient(jane, "Jane Qxdoe", "+13155550175", "jane.qx@example.com", "1990-02-28", "Qxdoe", "female")
    salon.is_now(first)
    salon.visit(jane)
    salon.hear()
    salon.is_now(replace(first, name="Jane Qxroe", surname="Qxroe", birthday="1991-03-01", phone="+13155550199"))
    salon.is_now(CrmClient(salon.desk.add_client("+13155550177", "Ann"), "Ann", "+13155550177"))
    salon.is_now(replace(first, phone="+13155550177"))
    customer = salon.ports.customers.find_by_phone(TENANT, "+13155550199")
    (card,) = salon.ports.customers.cards(TENANT, customer)
    block = BlockCard(SetStatus(ReadCard(salon.ports.directory, salon.ports.customers), salon.ports.ledger, salon.clock))
    card = block(TENANT, card.id, BOSS, "Jane Qxdoe has lost her phone")
    seen = Seen(MirrorState.SHOWN, 500, card_id=LoyaltyCardId(5577), number="9026092100000017")
    salon.mirrors.save(TENANT, MirrorWrite(card, None, Mirror(seen, salon.clock.now())))
    salon.devices.register(card.ref, card.id, "pass.dev.comeback", Device("device", "push", salon.clock.now()))
    before = list(salon.items())
    assert all(any(text in item for item in before) for text in PERSONAL)

    request = RequestErasure(salon.ports.customers, salon.ports.erasures, salon.queue, salon.clock)
    request(TENANT, customer, Actor("api_key", "ak_1"))
    assert salon.handle(salon.queue.sent.pop()) == Erased.ERASED

    after = list(salon.items())
    # Ann, whose phone was asked about, has a phone of her own, and Altegio still says that Jane has it.
    theirs = [item for item in after if "Ann" not in item]
    assert {text: item for text in PERSONAL for item in theirs if text in item} == {}
    assert not any(keys.client(LA_VISAGE, jane)[1] in item for item in after)
    (head,) = salon.ports.customers.cards(TENANT, customer)
    assert (head.status, head.balance) == (CardStatus.ERASED, 1)
    assert [entry.amount for entry in salon.ports.ledger.entries(TENANT, head.id, 9, None)[0]] == [1]
    assert salon.ports.attention.items(TENANT, 9, None) == ([], None)
    assert salon.devices.on_device("device", "pass.dev.comeback")[0].mark == head.mark
