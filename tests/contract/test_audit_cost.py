"""What an audit asks of DynamoDB: two requests a card, three a page of cards."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from comeback.adapters.dynamodb.connections import DynamoConnections
from comeback.adapters.dynamodb.customers import DynamoCustomers
from comeback.adapters.dynamodb.directory import DynamoDirectory
from comeback.adapters.dynamodb.ledger import DynamoLedger
from comeback.adapters.dynamodb.mirrors import DynamoMirrors
from comeback.adapters.dynamodb.programs import DynamoPrograms
from comeback.adapters.dynamodb.table import Table
from comeback.domain.connection import Connection, Tenant
from comeback.domain.drift import AuditRun, AuditStep
from comeback.domain.ids import CardId, CustomerId, RecordId, render_id
from comeback.domain.visit import Place
from comeback.ports.ledger import DayWrite
from comeback.usecases.audit_cards import AuditCards
from comeback.usecases.patience import Patience
from tests import builders
from tests.contract.books import MINE, NOW, a_day, a_posting, an_entry
from tests.memory.queues import MemoryAccrualQueue
from tests.unit.connecting import Ticking

_CARDS, _VISITS = 20, 4


@pytest.fixture
def connection(main_table: Table, ledger_table: Table) -> Connection:
    """Twenty cards with four paid visits each."""
    DynamoConnections(main_table).create_tenant(Tenant(MINE, "Business", 7, "owner@example.com", NOW))
    DynamoConnections(main_table).save(MINE, builders.connection())
    DynamoPrograms(main_table).save(MINE, replace(builders.program(), revision=0))
    ledger, customers = DynamoLedger(main_table, ledger_table), DynamoCustomers(main_table, b"k" * 32)
    for number in range(_CARDS):
        who = CustomerId(render_id("cu", number, bytes(10)))
        card, _ = customers.issue(MINE, replace(builders.card(), id=CardId(render_id("cd", number, bytes(10))), customer_id=who))
        for visit in range(_VISITS):
            on = builders.DAY + timedelta(days=visit)
            unit = next(iter(a_day().units.values()))
            unit = replace(unit, unit=replace(unit.unit, date=on))
            day = replace(a_day(), units={(builders.PROGRAM, "day"): unit})
            posting = a_posting(card, an_entry(card, card.seq + 1, earning_unit=unit.unit))
            ledger.commit(MINE, [DayWrite(ledger.claim(MINE, Place(who, on), NOW), day)], [posting])
            card = posting.card
    return builders.connection()


@pytest.fixture
def requests(connection: Connection, main_table: Table) -> Iterator[list[str]]:
    """By name, once everything is there."""
    names: list[str] = []

    def note(model: Any, **_: Any) -> None:
        names.append(model.name)

    events = main_table.client.meta.events
    events.register("before-call.dynamodb", note)
    yield names
    events.unregister("before-call.dynamodb", note)


def test_a_card_costs_its_entries_and_its_days(
    connection: Connection, requests: list[str], main_table: Table, ledger_table: Table
) -> None:
    clock = Ticking()
    no_balances: Any = None  # Altegio is not asked about stamps
    clock.moment = NOW
    audit = AuditCards(
        DynamoDirectory(main_table), DynamoPrograms(main_table), DynamoCustomers(main_table, b"k" * 32),
        DynamoLedger(main_table, ledger_table), DynamoMirrors(main_table, ledger_table), no_balances, MemoryAccrualQueue(),
        clock,
    )  # fmt: skip
    run = AuditRun(MINE, connection.location_id, NOW, AuditStep.CARDS)
    after, found = audit(connection, run, frozenset({RecordId(1)}), Patience(clock, lambda _: None, NOW + timedelta(hours=1)))
    assert (after.counts.cards, after.step, found) == (_CARDS, AuditStep.DONE, [])
    # A page of cards is the program, its listing and its heads.
    assert requests == ["GetItem", "Query", "BatchGetItem", *["Query"] * 2 * _CARDS]
