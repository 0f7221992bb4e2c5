"""A dry run of the synchronisation: what it foresees, and that it stores nothing (loyalty-domain.md §13)."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from comeback.domain.sync import PAGE_SIZE, SyncCounts, SyncState, SyncWish
from tests.builders import LA_VISAGE, TENANT
from tests.sync_world import SyncWorld

DRY = SyncWish(preview=True)


def test_a_dry_run_tells_what_would_be_and_stores_nothing() -> None:
    world = SyncWorld()
    world.clients(PAGE_SIZE + 3)
    world.client(7, phone="13155550001")
    world.client(PAGE_SIZE + 1, phone="13155550002")
    world.client(9, phone="")
    world.client(10, phone="12")
    before = repr(world.store)
    told = world.run(DRY)
    assert (told.state, repr(world.store)) == (SyncState.DONE, before)
    assert told.counts == SyncCounts(
        read=PAGE_SIZE + 3, created=PAGE_SIZE - 1, duplicates=2, without_phone=1, invalid_phone=1
    )  # fmt: skip
    assert world.run().counts == told.counts


def test_a_dry_run_over_known_people_tells_ties_and_conflicts() -> None:
    world = SyncWorld()
    world.clients(4)
    world.run()
    world.client(5, phone="13155550004")
    world.client(1, phone="13155559999")
    world.client(2, phone="13155550003")
    assert world.run(DRY).counts == SyncCounts(read=5, linked=1, duplicates=2, conflicts=2)
    # Client 1 takes their customer along, which nobody knows before the others with the old phone were asked about.
    assert world.run().counts == SyncCounts(read=5, linked=1, duplicates=2, conflicts=1)


def test_a_dry_run_of_nobody_is_done() -> None:
    assert SyncWorld().run(DRY).counts == SyncCounts()


@given(
    phones=st.lists(st.sampled_from(["", "12", "13155550101", "13155550102", "13155550103", "13155550104"]), max_size=12),
    known=st.integers(0, 6),
    seed=st.integers(0, 2**16),
)
def test_a_dry_run_foresees_what_the_run_then_does(phones: list[str], known: int, seed: int) -> None:
    world, order = SyncWorld(), Random(seed)
    for number, phone in enumerate(phones[:known], 1):
        world.client(number, phone=phone)
    world.run()
    for number, phone in enumerate(phones[known:], known + 1):
        world.client(number, phone=phone)
    job = world.start(TENANT, LA_VISAGE, DRY)
    while world.pages.sent:
        message = world.pages.sent.pop(order.randrange(len(world.pages.sent)))
        for _ in range(order.randrange(1, 3)):
            world.do(message)
    assert world.run().counts == world.job(job.id).counts
