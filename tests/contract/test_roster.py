"""The contract of ports.roster.Roster, for both implementations."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from comeback.adapters.dynamodb.customers import DynamoCustomers
from comeback.adapters.dynamodb.roster import DynamoRoster
from comeback.domain.customer import Profile
from comeback.domain.ids import CardId, ClientId, CustomerId, JobId, ProgramId, TenantId, render_id
from comeback.domain.sync import SyncJob, SyncState
from comeback.ports.customers import Customers
from comeback.ports.roster import Met, Newcomer, Roster
from tests import builders
from tests.memory.customers import MemoryCustomers
from tests.memory.roster import MemoryRoster
from tests.memory.store import Store

MINE, THEIRS = builders.TENANT, builders.OTHER_TENANT
FIRST, SECOND = (ProgramId(render_id("pr", number, bytes(10))) for number in (1, 2))
JOB, OTHER_JOB = JobId("jb_1"), JobId("jb_2")
NOW = datetime(2026, 9, 21, 10, 0, tzinfo=UTC)


@pytest.fixture(params=["memory", "dynamodb"])
def adapters(request: pytest.FixtureRequest) -> tuple[Roster, Customers]:
    if request.param == "memory":
        store = Store()
        return MemoryRoster(store), MemoryCustomers(store)
    table = request.getfixturevalue("main_table")
    return DynamoRoster(table, b"k" * 32), DynamoCustomers(table, b"k" * 32)


@pytest.fixture
def roster(adapters: tuple[Roster, Customers]) -> Roster:
    return adapters[0]


@pytest.fixture
def customers(adapters: tuple[Roster, Customers]) -> Customers:
    return adapters[1]


def newcomer(number: int, *, clients: tuple[int, ...] = (), phone: str = "", tenant: TenantId = MINE) -> Newcomer:
    customer = CustomerId(render_id("cu", number, bytes(10)))
    profile = Profile(
        customer, tenant, phone or f"+1315555{number:04d}", f"Jane {number}", NOW,
        clients=tuple((builders.LA_VISAGE, ClientId(client)) for client in clients or (number,)),
    )  # fmt: skip
    card = replace(
        builders.card(), id=CardId(render_id("cd", number, bytes(10))), tenant_id=tenant, customer_id=customer, program_id=FIRST
    )
    return Newcomer(profile, (card,))


def test_people_are_stored_with_links_and_cards(roster: Roster, customers: Customers) -> None:
    people = [newcomer(number, clients=(number, number + 1000)) for number in range(1, 61)]
    assert roster.enrol(MINE, people, JOB, 1) == []
    found = roster.by_phone(MINE, [one.profile.phone for one in people], [FIRST, SECOND])
    assert {phone: listed.profile for phone, listed in found.items()} == {one.profile.phone: one.profile for one in people}
    assert {listed.programs for listed in found.values()} == {frozenset({FIRST})}
    assert customers.card(people[0].cards[0].ref) == people[0].cards[0]
    assert customers.find_by_phone(MINE, people[0].profile.phone) == people[0].profile.id


def test_whose_phone_is_taken_is_answered_and_the_others_are_stored(roster: Roster, customers: Customers) -> None:
    roster.enrol(MINE, [newcomer(1)], JOB, 1)
    taken = newcomer(3, phone=newcomer(1).profile.phone)
    assert roster.enrol(MINE, [newcomer(2), taken, newcomer(4)], JOB, 1) == [taken]
    assert customers.profile(MINE, taken.profile.id) is None
    assert customers.profile(MINE, newcomer(4).profile.id) == newcomer(4).profile


def test_whose_client_is_tied_elsewhere_is_answered(roster: Roster) -> None:
    roster.enrol(MINE, [newcomer(1, clients=(7,))], JOB, 1)
    tied = newcomer(2, clients=(7,))
    assert roster.enrol(MINE, [tied], JOB, 1) == [tied]


def test_nobody_is_nobody(roster: Roster) -> None:
    assert roster.enrol(MINE, [], JOB, 1) == []
    assert roster.by_phone(MINE, ["+13155550000"], [FIRST]) == {}


def test_the_page_that_created_a_person_knows_it_when_it_comes_again(roster: Roster) -> None:
    one = newcomer(1)
    roster.enrol(MINE, [one], JOB, 1)
    assert roster.meet(MINE, one.profile.id, JOB, 1, tied=False) is Met.CREATED
    assert roster.meet(MINE, one.profile.id, JOB, 11, tied=False) is Met.AGAIN


def test_another_job_meets_everybody_anew(roster: Roster) -> None:
    one = newcomer(1)
    roster.enrol(MINE, [one], JOB, 1)
    assert roster.meet(MINE, one.profile.id, OTHER_JOB, 2, tied=False) is Met.UNCHANGED
    assert roster.meet(MINE, one.profile.id, OTHER_JOB, 2, tied=False) is Met.UNCHANGED
    assert roster.meet(MINE, one.profile.id, OTHER_JOB, 1, tied=True) is Met.AGAIN


def test_a_tie_is_remembered_over_a_crash(roster: Roster, customers: Customers) -> None:
    profile = replace(newcomer(1).profile, clients=())
    customers.register(MINE, profile)
    assert roster.meet(MINE, profile.id, JOB, 3, tied=True) is Met.TIED
    assert roster.meet(MINE, profile.id, JOB, 3, tied=False) is Met.TIED
    assert roster.meet(MINE, profile.id, JOB, 4, tied=True) is Met.AGAIN


def test_nobody_is_met_for_a_customer_who_is_not_there(roster: Roster) -> None:
    assert roster.meet(MINE, newcomer(1).profile.id, JOB, 1, tied=True) is Met.AGAIN


def test_another_tenant_has_people_of_its_own(roster: Roster, customers: Customers) -> None:
    mine, theirs = newcomer(1), newcomer(2, phone=newcomer(1).profile.phone, tenant=THEIRS)
    assert roster.enrol(MINE, [mine], JOB, 1) == roster.enrol(THEIRS, [theirs], JOB, 1) == []
    assert roster.by_phone(THEIRS, [mine.profile.phone], [FIRST])[mine.profile.phone].profile == theirs.profile
    assert roster.meet(THEIRS, mine.profile.id, OTHER_JOB, 1, tied=True) is Met.AGAIN
    assert customers.profile(THEIRS, mine.profile.id) is None


def test_a_dry_run_knows_which_page_was_first_and_stores_nobody(roster: Roster, customers: Customers) -> None:
    first, second, third = "+13155550101", "+13155550102", "+13155550103"
    job = SyncJob(JOB, MINE, builders.LA_VISAGE, SyncState.RUNNING, NOW)
    assert roster.foresee(MINE, [first, second], job, 1) == {first, second}
    assert roster.foresee(MINE, [second, third], job, 2) == {third}
    assert roster.foresee(MINE, [first, second], job, 1) == {first, second}
    assert roster.foresee(MINE, [first], replace(job, id=OTHER_JOB), 2) == {first}
    assert roster.foresee(THEIRS, [first], job, 2) == {first}
    assert customers.find_by_phone(MINE, first) is None
