"""The contract of ports.erasures.Erasures, for both implementations."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from comeback.adapters.dynamodb.customers import DynamoCustomers
from comeback.adapters.dynamodb.directory import DynamoDirectory
from comeback.adapters.dynamodb.erasures import DynamoErasures
from comeback.adapters.dynamodb.mirrors import DynamoMirrors
from comeback.adapters.dynamodb.table import Table
from comeback.domain.customer import Link, Profile
from comeback.domain.ids import CardId, ClientId, CustomerId, LoyaltyCardId, TenantId, render_id
from comeback.domain.ledger import Actor
from comeback.domain.mirror import Mirror, MirrorState, Seen
from comeback.ports.customers import Customers
from comeback.ports.directory import Directory
from comeback.ports.erasures import Erasure, Erasures
from comeback.ports.mirrors import Mirrors, MirrorWrite
from tests import builders
from tests.memory.customers import MemoryCustomers
from tests.memory.directory import MemoryDirectory
from tests.memory.erasures import MemoryErasures
from tests.memory.mirrors import MemoryMirrors
from tests.memory.store import Store

MINE, THEIRS = builders.TENANT, builders.OTHER_TENANT
NOW = datetime(2026, 9, 21, 10, 0, tzinfo=UTC)
LINKS = tuple((builders.LA_VISAGE, ClientId(number)) for number in range(1, 4))
JANE, ANN = (CustomerId(render_id("cu", number, bytes(10))) for number in (1, 2))
PHONE, OTHER_PHONE = "+12125550123", "+12125550199"
ASKED = Erasure(JANE, Actor("api_key", "ak_1"), NOW)
LOYALTY_CARD = LoyaltyCardId(5577)


@dataclass(frozen=True)
class Records:
    erasures: Erasures
    customers: Customers
    directory: Directory
    mirrors: Mirrors

    def know(self, customer: CustomerId, phone: str, *links: Link, tenant: TenantId = MINE) -> None:
        self.customers.register(tenant, Profile(customer, tenant, phone, "Jane Doe", NOW))
        for location, client in links:
            self.customers.link_client(tenant, location, client, customer)


@pytest.fixture(params=["memory", "dynamodb"])
def records(request: pytest.FixtureRequest) -> Iterator[Records]:
    if request.param == "memory":
        store = Store()
        yield Records(MemoryErasures(store), MemoryCustomers(store), MemoryDirectory(store), MemoryMirrors(store))
        return
    main, ledger = request.getfixturevalue("main_table"), request.getfixturevalue("ledger_table")
    yield Records(
        DynamoErasures(main, b"k" * 32), DynamoCustomers(main, b"k" * 32), DynamoDirectory(main), DynamoMirrors(main, ledger)
    )


def test_a_request_is_remembered_once(records: Records) -> None:
    assert records.erasures.asked(MINE, JANE) is None
    assert records.erasures.ask(MINE, ASKED)
    assert not records.erasures.ask(MINE, replace(ASKED, at=NOW + timedelta(days=1)))
    assert records.erasures.asked(MINE, JANE) == ASKED
    assert records.erasures.asked(THEIRS, JANE) is None


def test_who_is_forgotten_is_found_by_nothing(records: Records) -> None:
    records.know(JANE, PHONE, *LINKS)
    for _ in range(2):
        records.erasures.forget(MINE, JANE)
    assert records.customers.profile(MINE, JANE) is None
    assert records.customers.find_by_phone(MINE, PHONE) is None
    assert records.directory.customers_of(builders.LA_VISAGE, [client for _, client in LINKS]) == {}


def test_others_stay(records: Records) -> None:
    records.know(JANE, PHONE, LINKS[0])
    records.know(ANN, OTHER_PHONE, LINKS[1])
    records.know(JANE, PHONE, LINKS[2], tenant=THEIRS)
    records.erasures.forget(MINE, JANE)
    assert records.customers.find_by_phone(MINE, OTHER_PHONE) == ANN
    assert records.customers.find_by_phone(THEIRS, PHONE) == JANE
    assert records.directory.customers_of(builders.LA_VISAGE, [ClientId(2), ClientId(3)]) == {
        ClientId(2): ANN,
        ClientId(3): JANE,
    }


def test_a_person_without_phone_or_clients_is_forgotten_too(records: Records) -> None:
    records.know(JANE, PHONE)
    records.customers.change_profile(MINE, JANE, lambda one: replace(one, phone=""))
    records.erasures.forget(MINE, JANE)
    assert records.customers.profile(MINE, JANE) is None


def test_the_same_phone_and_client_are_a_new_person_later(records: Records) -> None:
    records.know(JANE, PHONE, LINKS[0])
    records.erasures.forget(MINE, JANE)
    records.know(ANN, PHONE, LINKS[0])
    records.erasures.forget(MINE, JANE)
    assert records.customers.find_by_phone(MINE, PHONE) == ANN
    assert records.directory.customers_of(builders.LA_VISAGE, [LINKS[0][1]]) == {LINKS[0][1]: ANN}


def test_mirrors_and_the_way_to_them_go(records: Records) -> None:
    records.know(JANE, PHONE)
    for customer, number in ((JANE, LOYALTY_CARD), (ANN, LoyaltyCardId(9))):
        fresh = replace(builders.card(), id=CardId(render_id("cd", number, bytes(10))), customer_id=customer)
        card = records.customers.issue(MINE, fresh)[0]
        seen = Seen(MirrorState.SHOWN, 500, card_id=number, number="9026")
        records.mirrors.save(MINE, MirrorWrite(card, None, Mirror(seen, NOW)))
    records.erasures.forget(MINE, JANE)
    refs = [replace(builders.card(), customer_id=customer).ref for customer in (JANE, ANN)]
    assert set(records.mirrors.of_cards(MINE, refs)) == {refs[1]}
    assert records.mirrors.holder(MINE, LOYALTY_CARD) is None
    assert records.mirrors.holder(MINE, LoyaltyCardId(9)) == ANN


class _Meanwhile:
    """A table in which somebody does something after each of the first reads of a profile."""

    def __init__(self, table: Table, act: Callable[[], None], times: int) -> None:
        self._table, self._act, self._times = table, act, times

    def get(self, key: tuple[str, str]) -> Any:
        found = self._table.get(key)
        if key[1] == "PROFILE" and self._times:
            self._times -= 1
            self._act()
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._table, name)


@pytest.mark.parametrize(("times", "gives_up"), [(2, False), (5, True)])
def test_who_is_tied_meanwhile_goes_too_and_a_storm_is_for_later(
    main_table: Table, times: int, gives_up: bool
) -> None:  # fmt: skip
    customers, numbers = DynamoCustomers(main_table, b"k" * 32), count(10)
    customers.register(MINE, Profile(JANE, MINE, PHONE, "Jane Doe", NOW))

    def tie() -> None:
        customers.link_client(MINE, builders.LA_VISAGE, ClientId(next(numbers)), JANE)

    busy: Any = _Meanwhile(main_table, tie, times)
    erasures = DynamoErasures(busy, b"k" * 32)
    if gives_up:
        with pytest.raises(TimeoutError):
            erasures.forget(MINE, JANE)
    erasures.forget(MINE, JANE)
    assert customers.profile(MINE, JANE) is None
    tied = [ClientId(number) for number in range(10, 16)]
    assert DynamoDirectory(main_table).customers_of(builders.LA_VISAGE, tied) == {}
