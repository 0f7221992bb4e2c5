"""What one evaluation of a visit costs in DynamoDB (data-model.md §2): at most 4 requests and 8 write units for one program."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pytest

from comeback.adapters.dynamodb.connections import DynamoConnections
from comeback.adapters.dynamodb.customers import DynamoCustomers
from comeback.adapters.dynamodb.directory import DynamoDirectory
from comeback.adapters.dynamodb.ledger import DynamoLedger
from comeback.adapters.dynamodb.programs import DynamoPrograms
from comeback.adapters.dynamodb.table import Table
from comeback.domain.card import Card
from comeback.domain.connection import Tenant
from comeback.domain.ids import RecordId
from comeback.ports.ledger import Claim, DayWrite, Posting
from tests import builders
from tests.contract.books import MINE, NOW, PLACE, a_day, a_posting

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_KILOBYTE = 1024


@dataclass
class Meter:
    """Requests by name, and write units by DynamoDB's rules: per started kilobyte, twice in a transaction, and once more for
    an index that an item enters.
    """

    main: Table
    ledger: Table
    requests: list[str] = field(default_factory=list)
    units: int = 0

    def request(self, params: "Mapping[str, Any]", model: Any, **_: Any) -> None:
        self.requests.append(model.name)

    def weigh(self, table: Table, key: tuple[str, str], *, transaction: bool, enters_index: bool = False) -> None:
        """After the write, so that the item has its final size."""
        stored = self.main.client.get_item(TableName=table.name, Key={"pk": {"S": key[0]}, "sk": {"S": key[1]}})["Item"]
        kilobytes = -(-_size(stored) // _KILOBYTE)
        self.units += kilobytes * (2 if transaction else 1) + kilobytes * enters_index


def _size(item: "Mapping[str, Any]") -> int:
    return sum(len(name.encode()) + _size_of_value(*next(iter(value.items()))) for name, value in item.items())


def _size_of_value(kind: str, value: Any) -> int:
    if kind == "M":
        return 3 + _size(value) + len(value)
    if kind == "L":
        return 3 + sum(1 + _size_of_value(*next(iter(one.items()))) for one in value)
    if kind in {"SS", "NS"}:
        return sum(len(one.encode()) for one in value)
    return len(value.encode()) if kind in {"S", "N"} else 1


@pytest.fixture
def meter(main_table: Table, ledger_table: Table) -> "Iterator[Meter]":
    meter = Meter(main_table, ledger_table)
    events = main_table.client.meta.events
    DynamoConnections(main_table).create_tenant(Tenant(MINE, "Business", 7, "owner@example.com", NOW))
    DynamoConnections(main_table).save(MINE, builders.connection())
    DynamoPrograms(main_table).save(MINE, replace(builders.program(), revision=0))
    DynamoCustomers(main_table, b"k" * 32).issue(MINE, builders.card())
    events.register("before-call.dynamodb", meter.request)
    yield meter
    events.unregister("before-call.dynamodb", meter.request)


def evaluate(meter: Meter) -> tuple[Claim, Card]:
    """What comes before the commit: who and where, the claim, the standing."""
    ledger = DynamoLedger(meter.main, meter.ledger)
    DynamoDirectory(meter.main).resolve(builders.LA_VISAGE, builders.JANE, RecordId(1))
    claim = ledger.claim(MINE, PLACE, NOW)
    standing = ledger.standing(MINE, builders.CUSTOMER, [builders.PROGRAM])
    assert standing.programs
    return claim, standing.cards[0]


def keys_of(posting: Posting) -> list[tuple[str, str]]:
    return [(f"T#{MINE}#CARD#{entry.card_id}", f"E#{entry.seq:012d}") for entry in posting.entries]


def test_a_paid_visit_costs_four_requests_and_eight_write_units(meter: Meter) -> None:
    claim, card = evaluate(meter)
    posting = a_posting(card)
    DynamoLedger(meter.main, meter.ledger).commit(MINE, [DayWrite(claim, a_day())], [posting])
    assert meter.requests == ["BatchGetItem", "UpdateItem", "BatchGetItem", "TransactWriteItems"]
    customer = f"T#{MINE}#CU#{builders.CUSTOMER}"
    meter.weigh(meter.main, (customer, f"DAY#{PLACE.date.isoformat()}"), transaction=False)
    meter.weigh(meter.main, (customer, f"DAY#{PLACE.date.isoformat()}"), transaction=True)
    meter.weigh(meter.main, (customer, f"CARD#{builders.PROGRAM}"), transaction=True)
    for key in keys_of(posting):
        meter.weigh(meter.ledger, key, transaction=True, enters_index=True)
    assert meter.units <= 8


def test_an_event_that_changes_nothing_costs_the_claim(meter: Meter) -> None:
    ledger = DynamoLedger(meter.main, meter.ledger)
    DynamoDirectory(meter.main).resolve(builders.LA_VISAGE, builders.JANE, RecordId(1))
    ledger.claim(MINE, PLACE, NOW)
    assert meter.requests == ["BatchGetItem", "UpdateItem"]
    meter.weigh(meter.main, (f"T#{MINE}#CU#{builders.CUSTOMER}", f"DAY#{PLACE.date.isoformat()}"), transaction=False)
    assert meter.units == 1


def test_a_day_of_three_visits_still_fits_its_kilobytes(meter: Meter) -> None:
    """A day grows with its visits; three of them stay under two kilobytes, so the budget of one program is broken by little."""
    claim, _ = evaluate(meter)
    visits = tuple(builders.visit(builders.paid(), number=number) for number in (1, 2, 3))
    DynamoLedger(meter.main, meter.ledger).commit(MINE, [DayWrite(claim, replace(a_day(), visits=visits))], [])
    meter.weigh(meter.main, (f"T#{MINE}#CU#{builders.CUSTOMER}", f"DAY#{PLACE.date.isoformat()}"), transaction=False)
    assert meter.units <= 2
