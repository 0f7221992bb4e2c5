"""The contract of ports.customers.Customers, for both implementations."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from comeback.adapters.dynamodb.customers import DynamoCustomers
from comeback.adapters.dynamodb.directory import DynamoDirectory
from comeback.adapters.dynamodb.table import Table
from comeback.domain.card import Card, CardRef, CardStatus
from comeback.domain.customer import ConsentNote, Former, PhoneMove, Profile
from comeback.domain.errors import FieldRefused, NotFound
from comeback.domain.ids import CardId, ClientId, CustomerId, LocationId, ProgramId, TenantId, render_id
from comeback.ports.customers import Customers, PhoneTaken
from comeback.ports.directory import Directory
from tests import builders
from tests.memory.customers import MemoryCustomers
from tests.memory.directory import MemoryDirectory
from tests.memory.store import Store

MINE, THEIRS = builders.TENANT, builders.OTHER_TENANT
PHONE = "+12125550123"
PLACE, CLIENT = LocationId(4564), ClientId(18936825)
NOW = datetime(2026, 9, 21, 10, 0, tzinfo=UTC)


@pytest.fixture(params=["memory", "dynamodb"])
def adapters(request: pytest.FixtureRequest) -> tuple[Customers, Directory]:
    if request.param == "memory":
        store = Store()
        return MemoryCustomers(store), MemoryDirectory(store)
    table = request.getfixturevalue("main_table")
    return DynamoCustomers(table, b"k" * 32), DynamoDirectory(table)


@pytest.fixture
def customers(adapters: tuple[Customers, Directory]) -> Customers:
    return adapters[0]


@pytest.fixture
def directory(adapters: tuple[Customers, Directory]) -> Directory:
    return adapters[1]


def a_profile(number: int = 1, phone: str = PHONE, tenant: TenantId = MINE) -> Profile:
    return Profile(
        CustomerId(render_id("cu", number, bytes(10))), tenant, phone, "Jane Doe", NOW, "jane@example.com", "1990-02-28",
        {"service": True}, {"service": ConsentNote("2026-11-25", "join", NOW)},
    )  # fmt: skip


def a_card(number: int = 1, customer: int = 1, program: int = 1, tenant: TenantId = MINE) -> Card:
    return replace(
        builders.card(),
        id=CardId(render_id("cd", number, bytes(10))),
        tenant_id=tenant,
        customer_id=CustomerId(render_id("cu", customer, bytes(10))),
        program_id=ProgramId(render_id("pr", program, bytes(10))),
    )


def test_a_person_is_registered_once_per_phone(customers: Customers) -> None:
    first, is_new = customers.register(MINE, a_profile(1))
    assert (first, is_new) == (a_profile(1), True)
    assert customers.register(MINE, a_profile(2)) == (first, False)
    assert customers.find_by_phone(MINE, PHONE) == first.id
    assert customers.profile(MINE, a_profile(2).id) is None


def test_tenants_do_not_share_people(customers: Customers) -> None:
    customers.register(MINE, a_profile(1))
    assert customers.find_by_phone(THEIRS, PHONE) is None
    assert customers.profile(THEIRS, a_profile(1).id) is None
    _, is_new = customers.register(THEIRS, a_profile(2, tenant=THEIRS))
    assert is_new
    assert customers.find_by_phone(MINE, PHONE) == a_profile(1).id


def test_many_profiles_are_read_at_once(customers: Customers) -> None:
    customers.register(MINE, a_profile(1))
    customers.register(MINE, a_profile(2, "+12125550124"))
    customers.register(THEIRS, a_profile(3, tenant=THEIRS))
    wanted = [a_profile(number).id for number in (1, 2, 3, 4, 1)]
    assert set(customers.profiles(MINE, wanted)) == {a_profile(1).id, a_profile(2).id}
    assert customers.profiles(MINE, []) == {}


def test_saving_a_profile_keeps_phone_and_links(customers: Customers) -> None:
    customers.register(MINE, a_profile())
    customers.link_client(MINE, PLACE, CLIENT, a_profile().id)
    customers.save_profile(MINE, replace(a_profile(), name="Jane Roe", phone="+1999", email="", clients=()))
    stored = customers.profile(MINE, a_profile().id)
    assert stored == replace(a_profile(), name="Jane Roe", email="", clients=((PLACE, CLIENT),))


def test_a_profile_that_is_not_there_is_not_made_by_saving(customers: Customers) -> None:
    customers.save_profile(MINE, a_profile())
    assert customers.profile(MINE, a_profile().id) is None


def test_linking_a_client_again_changes_nothing(customers: Customers, directory: Directory) -> None:
    customers.register(MINE, a_profile())
    for _ in range(2):
        customers.link_client(MINE, PLACE, CLIENT, a_profile().id)
    customers.link_client(MINE, LocationId(1), ClientId(2), a_profile().id)
    stored = customers.profile(MINE, a_profile().id)
    assert stored is not None
    assert stored.clients == ((LocationId(1), ClientId(2)), (PLACE, CLIENT))
    assert directory.customers_of(PLACE, [CLIENT, ClientId(5)]) == {CLIENT: a_profile().id}


def test_there_is_one_card_per_customer_and_program(customers: Customers, directory: Directory) -> None:
    card = replace(a_card(1), first_day=date(2026, 9, 20))
    assert customers.issue(MINE, card) == (card, True)
    assert customers.issue(MINE, a_card(2)) == (card, False)
    assert customers.card(card.ref) == card
    assert directory.card(card.id) == card.ref
    assert directory.card(a_card(2).id) is None


def test_cards_of_a_customer(customers: Customers) -> None:
    for number, program in ((1, 1), (2, 2)):
        customers.issue(MINE, a_card(number, program=program))
    customers.issue(MINE, a_card(3, customer=2))
    customers.issue(THEIRS, a_card(4, tenant=THEIRS))
    assert customers.cards(MINE, a_card().customer_id) == [a_card(1, program=1), a_card(2, program=2)]
    assert [card.id for card in customers.cards(THEIRS, a_card().customer_id)] == [a_card(4).id]
    assert customers.card(CardRef(THEIRS, a_card(3, customer=2).customer_id, a_card().program_id)) is None


def test_cards_of_a_program_come_in_pages(customers: Customers) -> None:
    for number in range(1, 6):
        customers.issue(MINE, a_card(number, customer=number))
    customers.issue(MINE, a_card(6, customer=1, program=2))
    customers.issue(THEIRS, a_card(7, customer=7, tenant=THEIRS))
    seen: list[Card] = []
    cursor: str | None = None
    while True:
        page, cursor = customers.cards_of_program(MINE, a_card().program_id, 2, cursor)
        assert len(page) <= 2
        seen.extend(page)
        if cursor is None:
            break
    assert [card.id for card in seen] == [a_card(number).id for number in range(1, 6)]


@pytest.mark.parametrize("cursor", ["rubbish", "é", "bm90IGpzb24", "W10", "eyJwayI6ICJULTEifQ"])
def test_a_rubbish_cursor_is_refused(customers: Customers, cursor: str) -> None:
    with pytest.raises(FieldRefused):
        customers.cards_of_program(MINE, a_card().program_id, 2, cursor)


def test_a_status_is_stored(customers: Customers) -> None:
    blocked = replace(a_card(), status=CardStatus.BLOCKED, pushed_apple=3, pushed_apple_at=NOW, link_version=2)
    customers.issue(MINE, blocked)
    assert customers.card(blocked.ref) == blocked


OTHER_PHONE = "+12125550199"


def renamed(profile: Profile) -> Profile:
    return replace(profile, name="Jane Roe")


def with_phone(phone: str) -> Callable[[Profile], Profile]:
    return lambda profile: replace(profile, phone=phone)


def test_a_change_is_made_of_what_is_stored_and_keeps_the_links(customers: Customers) -> None:
    customers.register(MINE, a_profile())
    customers.link_client(MINE, PLACE, CLIENT, a_profile().id)
    expected = replace(a_profile(), name="Jane Roe", clients=((PLACE, CLIENT),))
    assert customers.change_profile(MINE, a_profile().id, lambda one: replace(renamed(one), clients=())) == expected
    assert customers.profile(MINE, a_profile().id) == expected
    assert customers.change_profile(MINE, a_profile().id, renamed) == expected


def test_all_that_a_profile_knows_is_stored(customers: Customers) -> None:
    known = replace(
        a_profile(), surname="Doe", gender="female", former=(Former("email", "j@example.com", "crm", NOW),),
        moves=(PhoneMove(PLACE, CLIENT, OTHER_PHONE, kept=True),), gone=((PLACE, CLIENT),),
    )  # fmt: skip
    customers.register(MINE, a_profile())
    customers.change_profile(MINE, a_profile().id, lambda _: known)
    assert customers.profile(MINE, a_profile().id) == known


def test_nobody_is_changed_for_another_tenant(customers: Customers) -> None:
    customers.register(MINE, a_profile())
    assert customers.change_profile(THEIRS, a_profile().id, renamed) is None
    assert customers.profile(MINE, a_profile().id) == a_profile()


def test_another_phone_takes_its_pointer_with_it(customers: Customers) -> None:
    customers.register(MINE, a_profile())
    customers.change_profile(MINE, a_profile().id, with_phone(OTHER_PHONE))
    assert customers.find_by_phone(MINE, OTHER_PHONE) == a_profile().id
    assert customers.find_by_phone(MINE, PHONE) is None
    _, is_new = customers.register(MINE, a_profile(2))
    assert is_new


def test_a_phone_of_somebody_else_is_refused_and_nothing_is_written(customers: Customers) -> None:
    customers.register(MINE, a_profile())
    customers.register(MINE, a_profile(2, OTHER_PHONE))
    with pytest.raises(PhoneTaken):
        customers.change_profile(MINE, a_profile().id, lambda one: replace(renamed(one), phone=OTHER_PHONE))
    assert customers.profile(MINE, a_profile().id) == a_profile()
    assert [customers.find_by_phone(MINE, phone) for phone in (PHONE, OTHER_PHONE)] == [a_profile(1).id, a_profile(2).id]


def test_a_phone_may_go_and_come_back(customers: Customers) -> None:
    customers.register(MINE, a_profile())
    customers.change_profile(MINE, a_profile().id, with_phone(""))
    assert customers.find_by_phone(MINE, PHONE) is None
    customers.change_profile(MINE, a_profile().id, with_phone(PHONE))
    assert customers.find_by_phone(MINE, PHONE) == a_profile().id


def test_a_client_moves_to_another_customer_once(customers: Customers, directory: Directory) -> None:
    jane, ann = a_profile(1), a_profile(2, OTHER_PHONE)
    for person in (jane, ann):
        customers.register(MINE, person)
    for client in (CLIENT, ClientId(7)):
        customers.link_client(MINE, PLACE, client, jane.id)
    for _ in range(2):
        customers.move_client(MINE, (PLACE, CLIENT), jane.id, ann.id)
    assert directory.customers_of(PLACE, [CLIENT, ClientId(7)]) == {CLIENT: ann.id, ClientId(7): jane.id}
    found = customers.profiles(MINE, [jane.id, ann.id])
    assert {customer: one.clients for customer, one in found.items()} == {
        jane.id: ((PLACE, ClientId(7)),),
        ann.id: ((PLACE, CLIENT),),
    }


def test_a_client_does_not_move_from_or_to_nobody(customers: Customers, directory: Directory) -> None:
    jane, ann, theirs = a_profile(1), a_profile(2, OTHER_PHONE), a_profile(3, tenant=THEIRS)
    for person in (jane, ann, theirs):
        customers.register(person.tenant_id, person)
    customers.link_client(MINE, PLACE, CLIENT, jane.id)
    for source, target in ((theirs.id, ann.id), (jane.id, theirs.id), (jane.id, a_profile(9).id)):
        with pytest.raises(NotFound):
            customers.move_client(MINE, (PLACE, CLIENT), source, target)
    with pytest.raises(NotFound):
        customers.move_client(MINE, (PLACE, ClientId(7)), jane.id, ann.id)
    assert directory.customers_of(PLACE, [CLIENT]) == {CLIENT: jane.id}


@pytest.mark.parametrize(("phone", "times"), [(PHONE, 1), (OTHER_PHONE, 1), (PHONE, 9), (OTHER_PHONE, 9)])
def test_a_change_is_made_anew_of_what_others_have_stored_meanwhile(main_table: Table, phone: str, times: int) -> None:
    customers = DynamoCustomers(main_table, b"k" * 32)
    customers.register(MINE, a_profile())
    numbers = iter(range(times))

    def change(profile: Profile) -> Profile:
        number = next(numbers, None)
        if number is not None:
            customers.change_profile(MINE, profile.id, lambda one: replace(one, email=f"{number}@example.com"))
        return replace(profile, name="Jane Roe", phone=phone)

    if times > 1:
        with pytest.raises(TimeoutError):
            customers.change_profile(MINE, a_profile().id, change)
        return
    after = customers.change_profile(MINE, a_profile().id, change)
    assert after == replace(a_profile(), name="Jane Roe", email="0@example.com", phone=phone)
    assert customers.find_by_phone(MINE, phone) == a_profile().id
