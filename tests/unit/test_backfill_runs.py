"""A backfill meets outages, lost rights, stops, crashes and others at the same cards (loyalty-domain.md §13.2)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from comeback.domain.connection import ConnectionStatus
from comeback.domain.ids import ClientId, JobId
from comeback.domain.program import ProgramStatus
from comeback.domain.sync import PastCounts, SyncPhase, SyncState, SyncWish
from comeback.messages import PastCardsDue, PastDayDue
from comeback.ports.crm import CrmUnavailableError
from comeback.ports.ledger import ClaimLost, Standing
from comeback.usecases.sync_phases import SyncOutcome
from tests.builders import LA_VISAGE, OTHER_TENANT, TENANT, program
from tests.engine_world import SECOND
from tests.memory.ledger import MemoryLedger
from tests.memory.sync_jobs import MemorySyncJobs
from tests.past_world import BACKFILL, JANE, JOE, PREVIEW, Interrupted, a_past, balance, phone, to_the_cards
from tests.sync_world import SyncWorld


def test_a_day_is_read_in_turns_and_what_is_stored_is_not_read_again() -> None:
    world = SyncWorld()
    world.clients(25)
    for number in range(1, 26):
        world.visit(ClientId(number), day="2026-09-20")
    job = world.start(TENANT, LA_VISAGE, SyncWish(backfill_from=date(2026, 9, 20)))
    assert world.read_all().count(SyncOutcome.PARTLY) == 2
    assert (world.crm.calls.count("details"), world.job(job.id).past.stamps) == (25, 25)
    world.run(SyncWish(backfill_from=date(2026, 9, 20)))
    assert (world.crm.calls.count("details"), world.crm.calls.count("list")) == (25, 25)


def test_an_outage_in_the_middle_of_a_day_goes_on_after_it_without_counting_as_a_try() -> None:
    world = a_past()
    world.client(JOE)
    for client in (JANE, JOE):
        world.visit(client, day="2026-09-20")
    world.start(TENANT, LA_VISAGE, SyncWish(backfill_from=date(2026, 9, 20)))
    world.do(world.pages.sent.pop(0))
    world.crm.fails_at = len(world.crm.calls) + 4  # the day, Jane's list and details, Joe's list
    message = replace(world.pages.sent.pop(0), attempt=5)
    assert world.do(message) is SyncOutcome.PARTLY
    assert world.pages.sent == [replace(message, attempt=0)]
    assert world.pages.delays[-1] == 5
    world.read_all()
    assert (balance(world, JANE), balance(world, JOE), world.crm.calls.count("details")) == (1, 1, 2)


def test_an_outage_at_the_beginning_leaves_the_day_to_the_queue() -> None:
    world = a_past(20)
    world.start(TENANT, LA_VISAGE, SyncWish(backfill_from=date(2026, 9, 20)))
    world.do(world.pages.sent.pop(0))
    for failing in (1, 2):
        world.crm.fails_at = len(world.crm.calls) + failing
        with pytest.raises(CrmUnavailableError):
            world.do(world.pages.sent[0])
    world.read_all()
    assert balance(world) == 1


def test_a_lost_right_fails_the_job_and_says_so() -> None:
    world = a_past(3)
    job = world.start(TENANT, LA_VISAGE, BACKFILL)
    world.do(world.pages.sent.pop(0))
    world.crm.refused.add(LA_VISAGE)
    world.read_all()
    assert (world.job(job.id).state, world.job(job.id).phase) == (SyncState.FAILED, SyncPhase.VISITS)
    assert "bookings" in world.job(job.id).reason


@pytest.mark.parametrize("done", range(1, 24))
def test_a_location_that_is_frozen_meanwhile_fails_the_job(done: int) -> None:
    world = a_past(3)
    job = world.start(TENANT, LA_VISAGE, BACKFILL)
    for _ in range(done):
        if world.pages.sent:
            world.do(world.pages.sent.pop(0))
    if not world.pages.sent:
        return
    world.connections.set_status(TENANT, LA_VISAGE, ConnectionStatus.FROZEN)
    world.read_all()
    assert (world.job(job.id).state, balance(world)) == (SyncState.FAILED, 0)


def test_a_location_that_is_frozen_before_the_last_page_of_cards_is_noted() -> None:
    world = a_past()
    job = world.start(TENANT, LA_VISAGE, SyncWish(backfill_from=date(2026, 9, 21)))
    world.connections.set_status(TENANT, LA_VISAGE, ConnectionStatus.FROZEN)
    world.phases.begin_cards(job)
    assert world.job(job.id).state is SyncState.FAILED


def test_a_stopped_backfill_reads_no_further_and_goes_on_by_a_new_start() -> None:
    world = a_past(*range(1, 9))
    job = world.start(TENANT, LA_VISAGE, BACKFILL)
    for _ in range(6):
        world.do(world.pages.sent.pop(0))
    stopped = world.follow.stop(TENANT, job.id)
    assert (stopped.state, len(stopped.days_done)) == (SyncState.STOPPED, 5)
    assert set(world.read_all()) == {SyncOutcome.ENDED}
    assert balance(world) == 0
    again = world.run(BACKFILL)
    assert (again.state, balance(world), world.crm.calls.count("details")) == (SyncState.DONE, 8, 8)


def test_a_backfill_that_is_stopped_among_the_cards_gives_the_rest_later() -> None:
    world = SyncWorld()
    world.clients(60)
    for number in range(1, 61):
        world.visit(ClientId(number), day="2026-09-20")
    wish = SyncWish(backfill_from=date(2026, 9, 20))
    message = to_the_cards(world, wish)
    world.do(message)
    world.follow.stop(TENANT, message.job_id)
    assert set(world.read_all()) == {SyncOutcome.ENDED}
    assert len(world.store.entries) == 50
    again = world.run(wish)
    assert (len(world.store.entries), again.past) == (60, PastCounts(cards=60, stamps=60, given_before=50, to_give=10))


def test_a_crash_in_the_middle_of_the_cards_gives_each_of_them_once() -> None:
    world = SyncWorld()
    world.clients(5)
    for number in range(1, 6):
        world.visit(ClientId(number), day="2026-09-20")
    message = to_the_cards(world, SyncWish(backfill_from=date(2026, 9, 20)))
    lives = iter([True, True])
    killed = Interrupted(world, lambda: next(lives))
    with pytest.raises(StopIteration):
        replace(world.count, ledger=killed)(message)
    assert len(world.store.entries) == 2
    world.pages.send(message)
    world.read_all()
    assert (len(world.store.entries), balance(world)) == (5, 1)
    # The report knows what the first try has given.
    assert world.job(message.job_id).past == PastCounts(cards=5, stamps=5, to_give=5)


def test_two_runs_at_once_give_once() -> None:
    world = a_past(3, 7)
    world.run()
    world.desk.clients[SECOND, JANE] = replace(world.desk.clients[LA_VISAGE, JANE])
    message = to_the_cards(world)
    rivals = [lambda: world.start(TENANT, SECOND, BACKFILL)]

    def rival() -> None:
        while rivals:
            rivals.pop()()
            world.read_all()

    replace(world.count, ledger=Interrupted(world, rival))(message)
    world.read_all()
    assert world.amounts(phone()) == [2]


def test_a_card_that_others_keep_writing_to_leaves_the_page_to_the_queue() -> None:
    def busy() -> None:
        raise ClaimLost("busy")

    world = a_past(3)
    message = to_the_cards(world)
    with pytest.raises(ClaimLost):
        replace(world.count, ledger=Interrupted(world, busy))(message)
    world.do(message)
    assert balance(world) == 1


def test_programs_of_a_location_have_their_turns_and_a_paused_one_has_none() -> None:
    world = a_past(3)
    other = program(id=world.program.id[:-1] + "9", locations=(LA_VISAGE,))  # type: ignore[arg-type]
    world.programs.save(TENANT, replace(other, revision=0, size=5))
    world.run(BACKFILL)
    assert sorted(card.balance for card in world.store.cards.values()) == [1, 1]
    world.client(JOE)
    world.visit(JOE, day="2026-09-04")
    message = to_the_cards(world)
    for one in list(world.store.programs.values()):
        world.store.programs[TENANT, one.id] = replace(one, status=ProgramStatus.PAUSED)
    world.do(message)
    job = world.job(message.job_id)
    assert (job.state, job.past) == (SyncState.DONE, PastCounts())
    world.store.programs.clear()
    assert world.run(PREVIEW).past == PastCounts()


def test_a_page_of_cards_that_comes_again_counts_nothing_and_goes_on() -> None:
    world = SyncWorld()
    world.clients(60)
    for number in range(1, 61):
        world.visit(ClientId(number), day="2026-09-20")
    message = to_the_cards(world, SyncWish(backfill_from=date(2026, 9, 20)))
    assert world.do(message) is SyncOutcome.READ
    world.pages.sent.clear()  # the message of the next page was lost
    assert world.do(message) is SyncOutcome.READ_BEFORE
    world.read_all()
    job = world.job(message.job_id)
    assert (job.state, job.past) == (SyncState.DONE, PastCounts(cards=60, stamps=60, to_give=60))


def test_a_card_that_is_gone_since_it_was_listed_is_passed_over() -> None:
    class Emptied(MemoryLedger):
        def standing(self, *_: Any) -> Standing:
            return Standing((), ())

    world = a_past(3)
    message = to_the_cards(world)
    assert replace(world.count, ledger=Emptied(world.store))(message) is SyncOutcome.READ
    assert world.job(message.job_id).past == PastCounts()


def test_a_message_of_nobodys_job_is_let_go() -> None:
    world = a_past(3)
    job = world.run(BACKFILL)
    foreign = PastDayDue(OTHER_TENANT, LA_VISAGE, job.id, 1)
    cards = PastCardsDue(TENANT, LA_VISAGE, JobId("jb_unknown"), world.program.id)
    assert (world.do(foreign), world.do(cards)) == (SyncOutcome.ENDED, SyncOutcome.ENDED)


def test_a_job_that_is_forgotten_meanwhile_is_let_go() -> None:
    world = a_past(3)

    class Forgetful(MemorySyncJobs):
        def finish_day(self, *_: object) -> None:
            return None

        def finish_cards(self, *_: object) -> None:
            return None

    forgetful = Forgetful()
    forgetful._jobs = world.jobs._jobs
    phases = replace(world.phases, jobs=forgetful)
    world.start(TENANT, LA_VISAGE, BACKFILL)
    world.do(world.pages.sent.pop(0))
    day = world.pages.sent.pop(0)
    assert isinstance(day, PastDayDue)
    assert replace(world.read_day, phases=phases)(day) is SyncOutcome.READ
    cards = PastCardsDue(TENANT, LA_VISAGE, day.job_id, world.program.id)
    assert replace(world.count, phases=phases)(cards) is SyncOutcome.READ
    assert not world.pages.sent
