"""Fixtures that several suites ask for."""

from dataclasses import replace

import pytest

from comeback.adapters.dynamodb.customers import DynamoCustomers
from comeback.adapters.dynamodb.directory import DynamoDirectory
from comeback.adapters.dynamodb.ledger import DynamoLedger
from comeback.adapters.dynamodb.passes import DynamoPasses
from comeback.domain.card import Card
from comeback.domain.ids import CardId
from tests import builders
from tests.contract.books import MINE, THEIRS, Books
from tests.memory.customers import MemoryCustomers
from tests.memory.directory import MemoryDirectory
from tests.memory.ledger import MemoryLedger
from tests.memory.passes import MemoryPasses
from tests.memory.store import Store


@pytest.fixture(params=["memory", "dynamodb"])
def books(request: pytest.FixtureRequest) -> Books:
    if request.param == "memory":
        store = Store()
        return Books(MemoryLedger(store), MemoryCustomers(store), MemoryDirectory(store), MemoryPasses(store))
    main, ledger = request.getfixturevalue("main_table"), request.getfixturevalue("ledger_table")
    return Books(DynamoLedger(main, ledger), DynamoCustomers(main, b"k" * 32), DynamoDirectory(main), DynamoPasses(main))


@pytest.fixture
def card(books: Books) -> Card:
    return books.customers.issue(MINE, builders.card())[0]


@pytest.fixture
def their_card(books: Books) -> Card:
    """The same customer and program ids, so that nothing but the tenant tells them apart."""
    other = replace(builders.card(), id=CardId("cd_" + "0" * 25 + "2"), tenant_id=THEIRS)
    return books.customers.issue(THEIRS, other)[0]
