"""Client synchronisation over memory: pages, report, kills, stops (loyalty-domain.md §13, ruling 19)."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comeback.domain.ids import ClientId, JobId, TenantId
from comeback.domain.settings import CardSettings
from comeback.domain.sync import PAGE_SIZE, SyncCounts, SyncState
from comeback.messages import ClientChanged, SyncPageDue
from comeback.ports.roster import Newcomer
from comeback.usecases.sync_phases import SyncOutcome
from tests.builders import LA_VISAGE, TENANT
from tests.memory.roster import MemoryRoster
from tests.memory.sync_jobs import MemorySyncJobs
from tests.sync_world import SyncWorld


def test_every_client_becomes_a_customer_with_a_card() -> None:
    world = SyncWorld()
    world.clients(3)
    job = world.run()
    assert (job.state, job.total, job.counts) == (SyncState.DONE, 3, SyncCounts(read=3, created=3))
    assert world.cards == 3
    assert {card.first_day for card in world.store.cards.values()} == {None}


def test_pages_are_read_to_the_last() -> None:
    world = SyncWorld()
    world.clients(7 * PAGE_SIZE + 1)
    job = world.run()
    assert (job.state, job.counts.created, job.pages_done) == (SyncState.DONE, 7 * PAGE_SIZE + 1, frozenset(range(1, 9)))


def test_an_empty_location_is_done_at_once() -> None:
    job = SyncWorld().run()
    assert (job.state, job.total, job.counts) == (SyncState.DONE, 0, SyncCounts())


def test_a_second_run_creates_and_ties_nothing() -> None:
    world = SyncWorld()
    world.clients(5)
    world.client(6, phone="13155550001")
    world.run()
    before = dict(world.store.profiles), dict(world.store.cards)
    assert world.run().counts == SyncCounts(read=6, duplicates=1)
    assert (world.store.profiles, world.store.cards) == before


def test_who_cannot_hold_a_card_is_counted() -> None:
    world = SyncWorld()
    world.client(1, phone="")
    world.client(2, phone="no number")
    world.client(3, phone="12")
    world.client(4, phone="1315*****75")
    assert world.run().counts == SyncCounts(read=4, without_phone=2, invalid_phone=2, masked_phone=1)
    assert not world.cards


def test_clients_of_one_phone_share_a_customer() -> None:
    world = SyncWorld()
    for number in (1, 2, 3):
        world.client(number, phone="+1 315 555 0175")
    assert world.run().counts == SyncCounts(read=3, created=1, duplicates=2)
    assert world.cards == 1
    assert [client for _, client in next(iter(world.store.profiles.values())).clients] == [1, 2, 3]


def test_duplicates_on_different_pages_are_found_in_any_order() -> None:
    world = SyncWorld()
    world.clients(3 * PAGE_SIZE)
    for number in (5, PAGE_SIZE + 5, 2 * PAGE_SIZE + 5):
        world.client(number, phone="13155550175")
    job = world.start(TENANT, LA_VISAGE)
    world.do(world.pages.sent.pop(0))
    world.pages.sent.reverse()
    world.read_all()
    counts = world.follow(TENANT, job.id).counts
    # One of them has the number of client 175, too.
    assert (counts.created, counts.duplicates, counts.read) == (3 * PAGE_SIZE - 3, 3, 3 * PAGE_SIZE)


def test_a_customer_who_came_by_form_is_tied_to_their_client() -> None:
    world = SyncWorld()
    world.client(1, phone="13155550175")
    world.visit(ClientId(1))
    world.hear()
    world.store.clients.clear()
    world.store.profiles = {key: replace(one, clients=()) for key, one in world.store.profiles.items()}
    assert world.run().counts == SyncCounts(read=1, linked=1)
    assert world.store.clients


def test_a_known_customer_without_a_card_gets_one() -> None:
    world = SyncWorld()
    world.clients(1)
    world.run()
    world.store.cards.clear()
    assert world.run().counts == SyncCounts(read=1)
    assert world.cards == 1


def test_a_changed_phone_takes_its_customer_along_unless_it_is_somebody_elses() -> None:
    world = SyncWorld()
    world.clients(2)
    world.run()
    world.client(1, phone="13155559999")
    assert world.run().counts == SyncCounts(read=2)
    assert set(world.store.phones) == {(TENANT, "+13155559999"), (TENANT, "+13155550002")}
    world.client(1, phone="13155550002")
    for _ in range(2):
        assert world.run().counts == SyncCounts(read=2, conflicts=1, duplicates=1)
    assert len(world.store.profiles) == 2
    (item,) = world.store.attention.values()
    assert (item.kind, item.facts["client_id"], item.answers) == ("phone_changed", 1, ("merge", "keep"))


def test_a_client_who_was_gone_and_is_listed_again_gets_name_and_card_back() -> None:
    world = SyncWorld()
    world.clients(1)
    world.run()
    known = world.desk.clients.pop((LA_VISAGE, ClientId(1)))
    world.handle(ClientChanged(TENANT, LA_VISAGE, ClientId(1), world.clock.now().isoformat(), "webhook"))
    assert world.store.phones == {}
    world.desk.clients[LA_VISAGE, ClientId(1)] = known
    assert world.run().counts == SyncCounts(read=1)
    (profile,) = world.store.profiles.values()
    (card,) = world.store.cards.values()
    assert (profile.phone, profile.gone, card.status) == ("+13155550001", (), "active")


def test_no_card_where_the_owner_does_not_want_it() -> None:
    world = SyncWorld(CardSettings(enrol_new_crm_clients=False))
    world.clients(2)
    assert world.run().counts == SyncCounts(read=2, created=2)
    assert not world.cards


def test_a_page_that_comes_again_after_a_crash_changes_nothing() -> None:
    world = SyncWorld()
    world.clients(PAGE_SIZE + 1)
    job = world.start(TENANT, LA_VISAGE)
    first = world.pages.sent.pop(0)
    world.do(first)
    assert world.do(first) is SyncOutcome.READ_BEFORE
    world.read_all()
    assert world.follow(TENANT, job.id).counts == SyncCounts(read=PAGE_SIZE + 1, created=PAGE_SIZE + 1)


def test_a_crash_before_the_page_was_noted_counts_once() -> None:
    world = SyncWorld()
    world.clients(2)
    job = world.start(TENANT, LA_VISAGE)

    class Dying(MemorySyncJobs):
        def finish_page(self, *_: object) -> None:
            raise RuntimeError("killed")

    dying = Dying()
    dying._jobs = world.jobs._jobs
    with pytest.raises(RuntimeError, match="killed"):
        replace(world.read_page, phases=replace(world.phases, jobs=dying))(SyncPageDue(TENANT, LA_VISAGE, job.id, 1))
    world.read_all()
    # The first try has stored them; who reads the page again knows it.
    assert world.follow(TENANT, job.id).counts == SyncCounts(read=2, created=2)
    assert world.cards == 2


class _Racing(MemoryRoster):
    """Somebody else registers the same people, or ties their clients, a moment before us."""

    def __init__(self, world: SyncWorld, rival: str) -> None:
        super().__init__(world.store)
        self._world, self._rival = world, rival

    def enrol(self, tenant: TenantId, newcomers: Sequence[Newcomer], job: JobId, page: int) -> Sequence[Newcomer]:
        for one in newcomers:
            if self._rival == "phone":
                self._world.customers.register(tenant, replace(one.profile, clients=()))
            else:
                self._store.clients |= dict.fromkeys(one.profile.clients, one.profile.id)
        return super().enrol(tenant, newcomers, job, page)


@pytest.mark.parametrize(
    ("rival", "expected"), [("phone", SyncCounts(read=2, linked=2)), ("client", SyncCounts(read=2, conflicts=2))]
)
def test_somebody_else_is_faster(rival: str, expected: SyncCounts) -> None:
    world = SyncWorld()
    world.clients(2)
    world.read_page = replace(world.read_page, roster=_Racing(world, rival))
    assert world.run().counts == expected


@given(
    phones=st.lists(st.sampled_from(["", "12", "13155550101", "13155550102", "13155550103", "13155550104"]), max_size=12),
    seed=st.integers(0, 2**16),
)
def test_the_report_adds_up_however_pages_are_delivered(phones: list[str], seed: int) -> None:
    world, order = SyncWorld(), Random(seed)
    for number, phone in enumerate(phones, 1):
        world.client(number, phone=phone)
    job = world.start(TENANT, LA_VISAGE)
    while world.pages.sent:
        message = world.pages.sent.pop(order.randrange(len(world.pages.sent)))
        for _ in range(order.randrange(1, 3)):
            world.do(message)
    counts = world.follow(TENANT, job.id).counts
    valid = [phone for phone in phones if len(phone) > 2]
    assert counts == SyncCounts(
        read=len(phones), created=len(set(valid)), duplicates=len(valid) - len(set(valid)),
        without_phone=phones.count(""), invalid_phone=phones.count("12"),
    )  # fmt: skip
    assert world.cards == len(set(valid))
