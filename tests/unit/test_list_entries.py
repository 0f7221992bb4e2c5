"""The tenant's ledger: its span and its short pages."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from comeback.domain.connection import Tenant
from comeback.domain.errors import NotFound
from comeback.domain.ids import EntryId, TenantId
from comeback.domain.ledger import Entry, EntryKind
from comeback.usecases.list_entries import EntryFilter, ListEntries
from tests.builders import CARD, OTHER_TENANT, PROGRAM, TENANT
from tests.memory.connections import MemoryConnections
from tests.memory.ledger import MemoryLedger
from tests.memory.programs import MemoryPrograms
from tests.memory.store import Store

NOW = datetime(2026, 9, 21, 10, 0, tzinfo=UTC)
CREATED = NOW - timedelta(days=5)


@dataclass
class Noon:
    moment: datetime = NOW

    def now(self) -> datetime:
        return self.moment


@pytest.fixture
def store() -> Store:
    store = Store()
    MemoryConnections(store).create_tenant(Tenant(TENANT, "Business", 1, "owner@example.com", CREATED))
    return store


@pytest.fixture
def entries(store: Store) -> ListEntries:
    return ListEntries(MemoryLedger(store), MemoryConnections(store), MemoryPrograms(store), Noon())


def book(store: Store, *kinds: EntryKind, tenant: TenantId = TENANT) -> None:
    first = Entry(EntryId("en_1"), CARD, PROGRAM, 1, EntryKind.ACCRUAL, 1, 1, NOW, CREATED + timedelta(hours=1))
    store.entries[tenant, CARD] = [
        replace(first, id=EntryId(f"en_{seq:03}"), seq=seq, kind=kind, booked_at=first.booked_at + timedelta(minutes=seq))
        for seq, kind in enumerate(kinds, start=1)
    ]


def test_a_page_with_a_filter_reads_on_until_it_is_full(store: Store, entries: ListEntries) -> None:
    book(store, *[EntryKind.ACCRUAL, EntryKind.REVERSAL] * 4)
    page, cursor = entries(TENANT, EntryFilter(kind=EntryKind.REVERSAL), 3, None)
    rest, end = entries(TENANT, EntryFilter(kind=EntryKind.REVERSAL), 3, cursor)
    assert [entry.seq for entry in (*page, *rest)] == [2, 4, 6, 8]
    assert end is None


def test_a_rare_kind_is_looked_for_only_so_far_at_a_time(store: Store, entries: ListEntries) -> None:
    book(store, *[EntryKind.ACCRUAL] * 40, EntryKind.EXPIRY)
    page, cursor = entries(TENANT, EntryFilter(kind=EntryKind.EXPIRY), 1, None)
    assert page == []
    assert cursor is not None
    found, _ = entries(TENANT, EntryFilter(kind=EntryKind.EXPIRY), 1, cursor)
    assert [entry.seq for entry in found] == [41]


def test_nothing_is_looked_for_before_the_tenant_began(store: Store, entries: ListEntries) -> None:
    book(store, EntryKind.ACCRUAL)
    long_ago = EntryFilter(start=datetime(1990, 1, 1, tzinfo=UTC), end=datetime(2000, 1, 1, tzinfo=UTC))
    assert entries(TENANT, long_ago, 10, None) == ([], None)
    page, _ = entries(TENANT, EntryFilter(start=datetime(1990, 1, 1, tzinfo=UTC)), 10, None)
    assert len(page) == 1


def test_an_entry_of_this_very_moment_is_seen(store: Store, entries: ListEntries) -> None:
    book(store, EntryKind.ACCRUAL)
    store.entries[TENANT, CARD] = [replace(store.entries[TENANT, CARD][0], booked_at=NOW)]
    assert len(entries(TENANT, EntryFilter(), 10, None)[0]) == 1


def test_another_tenants_entries_are_not_seen(store: Store, entries: ListEntries) -> None:
    book(store, EntryKind.ACCRUAL, tenant=OTHER_TENANT)
    assert entries(TENANT, EntryFilter(), 10, None) == ([], None)


def test_a_tenant_that_is_not_there_has_no_ledger(entries: ListEntries) -> None:
    with pytest.raises(NotFound):
        entries(OTHER_TENANT, EntryFilter(), 10, None)
