"""Laws of a backfill: orders, repeats and kills change nothing, and events go before it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from comeback.domain.ids import ClientId
from comeback.domain.sync import PastCounts, SyncJob, SyncState, SyncWish
from comeback.ports.crm import Lane
from tests.builders import LA_VISAGE, TENANT, program
from tests.engine_world import SECOND
from tests.memory.crm import MemoryCrm
from tests.past_world import BACKFILL, JANE, JOE, a_past, balance
from tests.properties.laws import check_books
from tests.sync_world import SyncWorld


@given(
    days=st.lists(st.tuples(st.integers(1, 3), st.integers(10, 20), st.booleans()), max_size=12),
    since=st.lists(st.integers(9, 21), min_size=1, max_size=3),
    cap=st.none() | st.integers(1, 12),
    seed=st.integers(0, 2**16),
)
def test_imports_follow_from_the_past_alone(
    days: list[tuple[int, int, bool]], since: list[int], cap: int | None, seed: int
) -> None:
    """Whatever the order of messages, however often they come, and in however many runs."""
    world, order = SyncWorld(), Random(seed)
    world.clients(3)
    for client, day, paid in days:
        world.visit(ClientId(client), day=f"2026-09-{day:02d}", paid=paid)
    world.desk.happened.clear()
    for first in since:
        wish = SyncWish(preview=order.random() < 0.5, backfill_from=date(2026, 9, first), cap=cap)
        job = _shuffled(world, world.start(TENANT, LA_VISAGE, wish), order)
        if job.state is SyncState.PREVIEWED:
            said = job.past
            job = _shuffled(world, world.commit(TENANT, job.id), order)
            assert job.past == said
        assert job.state is SyncState.DONE
    for client in (1, 2, 3):
        came = {day for one, day, paid in days if one == client and paid and day >= min(since)}
        assert balance(world, ClientId(client)) == min(len(came), 9 if cap is None else cap)
    check_books(world.store)


def _shuffled(world: SyncWorld, job: SyncJob, order: Random) -> SyncJob:
    while world.pages.sent:
        message = world.pages.sent.pop(order.randrange(len(world.pages.sent)))
        for _ in range(order.randrange(1, 3)):
            world.do(message)
    return world.job(job.id)


def test_everything_is_read_in_the_lane_of_synchronisations() -> None:
    """Events go before it, however many visits there are (data-model.md §5)."""
    world = a_past(3, 18, of=program(lookback_days=5, locations=(LA_VISAGE, SECOND)))
    lanes: list[object] = []

    class Watched(MemoryCrm):
        def records_between(self, *args: Any, **more: Any) -> Any:
            lanes.append(args[4])
            return super().records_between(*args, **more)

        def visits_of_day(self, *args: Any, **more: Any) -> Any:
            lanes.append(args[4])
            return super().visits_of_day(*args, **more)

    crm = Watched(world.desk, world.clock)
    world.read_day = replace(world.read_day, crm=crm, settle_days=replace(world.read_day.settle_days, crm=crm))
    world.run(BACKFILL)
    assert lanes == [Lane.SYNC] * 22


class Killed(BaseException):
    """The function was ended where it stood."""


class Mortal:
    """A port whose call is cut off, before or after it did its work, when its turn comes."""

    def __init__(self, port: Any, turns: Iterator[str]) -> None:
        self._port, self._turns = port, turns

    def __getattr__(self, name: str) -> Any:
        def call(*args: Any, **more: Any) -> Any:
            turn = next(self._turns, "")
            if turn == "before":
                raise Killed
            answer = getattr(self._port, name)(*args, **more)
            if turn == "after":
                raise Killed
            return answer

        return call


@given(
    turns=st.lists(st.sampled_from(["", "", "", "", "before", "after"]), max_size=150),
    preview=st.booleans(),
    seed=st.integers(0, 2**16),
)
def test_killed_anywhere_it_comes_to_the_same(turns: list[str], preview: bool, seed: int) -> None:
    world, order = SyncWorld(), Random(seed)
    world.clients(3)
    for client, days in ((1, (17, 18, 19)), (2, (18,))):
        for day in days:
            world.visit(ClientId(client), day=f"2026-09-{day}")
    world.desk.happened.clear()
    job = world.start(TENANT, LA_VISAGE, SyncWish(preview=preview, backfill_from=date(2026, 9, 17), cap=2))
    _mortal(world, iter(turns))
    _survive(world, order)
    if preview:
        assert (world.job(job.id).state, world.store.entries) == (SyncState.PREVIEWED, {})
        world.commit(TENANT, job.id)
        _survive(world, order)
    done = world.job(job.id)
    assert (done.state, done.past) == (SyncState.DONE, PastCounts(cards=2, stamps=4, to_give=3))
    assert (balance(world, JANE), balance(world, JOE)) == (2, 1)
    check_books(world.store)


def _mortal(world: SyncWorld, turns: Iterator[str]) -> None:
    def wrap(port: Any) -> Any:
        return Mortal(port, turns)

    phases = replace(world.phases, jobs=wrap(world.jobs), queue=wrap(world.pages))
    ledger, crm = wrap(world.ledger), wrap(world.crm)
    settle = replace(world.read_day.settle_days, ledger=ledger, crm=crm)
    world.read_page = replace(world.read_page, phases=phases, crm=crm)
    world.read_day = replace(world.read_day, phases=phases, ledger=ledger, crm=crm, settle_days=settle)
    world.count = replace(world.count, phases=phases, ledger=ledger)


def _survive(world: SyncWorld, order: Random) -> None:
    """A message whose handler was killed comes again."""
    while world.pages.sent:
        message = world.pages.sent.pop(order.randrange(len(world.pages.sent)))
        # A claim of somebody who was killed is old by then.
        world.clock.pass_by(timedelta(seconds=2))
        try:
            world.do(message)
        except Killed:
            world.pages.sent.append(message)
