"""Stamps for visits from before a card, over memory (loyalty-domain.md §13.3): preview, cap, commit, kills, stops, repeats."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comeback.domain.card import CardStatus
from comeback.domain.connection import ConnectionStatus
from comeback.domain.errors import FieldRefused, NotFound, StateConflicted
from comeback.domain.fold import fold
from comeback.domain.ids import ClientId, JobId
from comeback.domain.ledger import Entry, EntryKind
from comeback.domain.milestone import Milestone
from comeback.domain.program import Program, ProgramStatus, Validity
from comeback.domain.settings import CardSettings, CountBy, EveryN
from comeback.domain.sync import PastCounts, SyncJob, SyncPhase, SyncState, SyncWish
from comeback.messages import PastCardsDue, PastDayDue
from comeback.ports.crm import CrmUnavailableError, Lane
from comeback.ports.ledger import ClaimLost, Standing
from comeback.usecases.explain_visit import ExplainVisit
from comeback.usecases.sync_phases import SyncOutcome
from tests.builders import LA_VISAGE, OTHER_TENANT, TENANT, program
from tests.engine_world import SECOND
from tests.memory.crm import MemoryCrm
from tests.memory.ledger import MemoryLedger
from tests.memory.sync_jobs import MemorySyncJobs
from tests.properties.laws import check_books
from tests.sync_world import SyncWorld

SINCE = date(2026, 9, 1)
BACKFILL = SyncWish(backfill_from=SINCE)
PREVIEW = SyncWish(preview=True, backfill_from=SINCE)
JANE, JOE = ClientId(1), ClientId(2)


def a_past(*days: int, of: Program | None = None, settings: CardSettings | None = None) -> SyncWorld:
    """Jane has come on these days of September; nobody has a card yet, and no event was ever heard."""
    world = SyncWorld(settings, of)
    world.client(JANE)
    for day in days:
        world.visit(JANE, day=f"2026-09-{day:02d}")
    world.desk.happened.clear()
    return world


def phone(client: ClientId = JANE) -> str:
    return f"+1315555{client:04d}"


def imports(world: SyncWorld, client: ClientId = JANE) -> list[Entry]:
    return [entry for entry in world.entries(phone(client)) if entry.kind is EntryKind.IMPORT]


def balance(world: SyncWorld, client: ClientId = JANE) -> int:
    return world.balance(phone(client))


def test_visits_from_before_the_card_are_given_in_one_entry() -> None:
    world = a_past(3, 7, 14)
    job = world.run(BACKFILL)
    assert (job.state, job.phase, job.past) == (SyncState.DONE, SyncPhase.CARDS, PastCounts(cards=1, stamps=3, to_give=3))
    (entry,) = world.entries(phone())
    assert (entry.kind, entry.amount, entry.balance_after) == (EntryKind.IMPORT, 3, 3)
    assert entry.reason == "Visits since 2026-09-01: 3 stamps"
    assert entry.cause is not None
    assert (entry.cause.source, entry.cause.location_id, entry.effective_at) == ("sync", LA_VISAGE, entry.booked_at)
    assert entry.actor is not None
    assert (entry.actor.kind, entry.actor.id) == ("job", job.id)
    card = world.card(phone())
    assert card is not None
    assert (card.lifetime_earned, card.is_quiet) == (3, True)
    check_books(world.store)
    assert fold(card, [entry], world.ledger.days_of(TENANT, card.customer_id)) == []


def test_without_a_date_nothing_is_given_for_the_past() -> None:
    world = a_past(3, 7)
    assert world.run().state is SyncState.DONE
    assert (world.entries(phone()), world.store.days) == ([], {})


def test_a_backfill_alone_gives_no_reward() -> None:
    world = a_past(*range(1, 13))
    job = world.run(BACKFILL)
    assert (balance(world), job.past) == (9, PastCounts(cards=1, stamps=12, to_give=9))
    assert imports(world)[0].reason == "Visits since 2026-09-01: 12 stamps, capped at 9"


@pytest.mark.parametrize(("cap", "given", "rewards"), [(1, 1, 0), (10, 10, 1), (11, 11, 1), (500, 12, 1)])
def test_the_owner_may_choose_the_cap(cap: int, given: int, rewards: int) -> None:
    world = a_past(*range(1, 13))
    job = world.run(replace(BACKFILL, cap=cap))
    assert (balance(world), job.past.new_rewards) == (given, rewards)


def test_a_backfill_alone_reaches_no_milestone() -> None:
    of = replace(program(locations=(LA_VISAGE, SECOND)), milestones=(Milestone(6, "A coffee"), Milestone(3, "A comb")))
    world = a_past(*range(1, 13), of=of)
    world.run(BACKFILL)
    assert balance(world) == 2
    world.run(replace(BACKFILL, cap=6))
    assert balance(world) == 6


def test_a_preview_gives_nothing_and_says_what_would_be_given() -> None:
    world = a_past(3, 7, 14)
    job = world.run(PREVIEW)
    assert (job.state, job.past) == (SyncState.PREVIEWED, PastCounts(cards=1, stamps=3, to_give=3))
    assert not world.store.entries
    (row,), cursor = world.follow.cards(TENANT, job.id, 10, None)
    card = world.card(phone())
    assert card is not None
    assert (row.card_id, row.stamps, row.to_give, row.capped, cursor) == (card.id, 3, 3, 3, None)
    assert card.backfilled is None


def test_a_committed_preview_gives_what_it_said() -> None:
    world = a_past(*range(1, 13))
    said = world.run(PREVIEW).past
    job = world.follow.latest(TENANT, LA_VISAGE)
    assert job is not None
    calls = len(world.crm.calls)
    assert world.commit(TENANT, job.id).state is SyncState.RUNNING
    world.read_all()
    done = world.job(job.id)
    assert (done.state, done.past, balance(world)) == (SyncState.DONE, said, 9)
    # Altegio was asked for nothing again.
    assert len(world.crm.calls) == calls


def test_a_commit_is_done_once() -> None:
    world = a_past(3)
    job = world.run(PREVIEW)
    for _ in range(3):
        world.commit(TENANT, job.id)
        world.read_all()
    assert (world.commit(TENANT, job.id).state, balance(world)) == (SyncState.DONE, 1)
    assert not world.pages.sent


def test_a_commit_whose_message_was_lost_is_started_by_the_next() -> None:
    world = a_past(3)
    job = world.run(PREVIEW)
    world.commit(TENANT, job.id)
    world.pages.sent.clear()
    world.commit(TENANT, job.id)
    world.read_all()
    assert balance(world) == 1


def test_only_a_preview_of_the_past_is_committed() -> None:
    world = a_past(3)
    for wish in (SyncWish(), SyncWish(preview=True), BACKFILL):
        with pytest.raises(StateConflicted):
            world.commit(TENANT, world.run(wish).id)
    old = world.run(PREVIEW)
    world.run()
    with pytest.raises(StateConflicted):
        world.commit(TENANT, old.id)
    with pytest.raises(NotFound):
        world.commit(OTHER_TENANT, old.id)
    assert balance(world) == 1


def test_a_second_run_gives_nothing() -> None:
    world = a_past(3, 7, 14)
    world.run(BACKFILL)
    before = dict(world.store.cards), list(world.entries(phone()))
    job = world.run(BACKFILL)
    assert (dict(world.store.cards), world.entries(phone())) == before
    assert job.past == PastCounts(cards=1, stamps=3, given_before=3)


def test_an_earlier_date_gives_the_difference_and_a_later_one_nothing() -> None:
    world = a_past(3, 7, 14)
    world.run(SyncWish(backfill_from=date(2026, 9, 10)))
    assert balance(world) == 1
    world.run(BACKFILL)
    assert [entry.amount for entry in imports(world)] == [1, 2]
    assert imports(world)[1].reason == "Visits since 2026-09-01: 3 stamps, 1 given before"
    world.run(SyncWish(backfill_from=date(2026, 9, 10)))
    assert balance(world) == 3


def test_all_imports_together_keep_the_cap() -> None:
    world = a_past(*range(1, 13))
    world.run(SyncWish(backfill_from=date(2026, 9, 8)))
    assert balance(world) == 5
    world.run(BACKFILL)
    assert balance(world) == 9
    world.run(replace(BACKFILL, cap=3))
    assert balance(world) == 9
    world.run(replace(BACKFILL, cap=11))
    assert [entry.amount for entry in imports(world)] == [5, 4, 2]
    check_books(world.store)


def test_a_visit_that_is_gone_leaves_what_was_given() -> None:
    world = a_past(3, 7)
    world.run(BACKFILL)
    record = next(iter(world.desk.records))
    world.desk.delete_payments(record)
    world.hear()
    world.wait()
    world.run(BACKFILL)
    assert balance(world) == 2


def test_an_event_of_the_past_moves_nothing_even_when_look_back_grows() -> None:
    world = a_past(3, 7)
    world.run(BACKFILL)
    stored = world.programs.get(TENANT, world.program.id)
    assert stored is not None
    world.programs.save(TENANT, replace(stored, lookback_days=60))
    for record in list(world.desk.records):
        world.desk.add_service(record, 0)
    world.hear()
    world.wait()
    assert world.amounts(phone()) == [2]
    world.run(BACKFILL)
    assert world.amounts(phone()) == [2]


def test_days_since_the_card_earn_by_themselves_and_only_once() -> None:
    world = a_past(19, 20)
    world.run(BACKFILL)
    world.visit(JANE, day="2026-09-21")
    world.hear()
    world.clock.pass_by(timedelta(days=2))
    world.run(BACKFILL)
    assert [(entry.kind, entry.amount) for entry in world.entries(phone())] == [(EntryKind.IMPORT, 2), (EntryKind.ACCRUAL, 1)]
    check_books(world.store)


def test_look_back_earns_by_itself_where_stamps_are_given_and_not_in_a_preview() -> None:
    of = program(lookback_days=5, locations=(LA_VISAGE, SECOND))
    world = a_past(3, 18, of=of)
    assert world.run(PREVIEW).past.stamps == 1
    assert not world.store.entries
    world.run(BACKFILL)
    assert sorted((entry.kind.value, entry.amount) for entry in world.entries(phone())) == [("accrual", 1), ("import", 1)]


def test_a_commit_asks_for_the_look_back_that_its_preview_has_left() -> None:
    world = a_past(3, 18, of=program(lookback_days=5, locations=(LA_VISAGE, SECOND)))
    job = world.run(PREVIEW)
    assert not world.queue.sent
    world.commit(TENANT, job.id)
    world.read_all()
    world.work()
    assert sorted((entry.kind.value, entry.amount) for entry in world.entries(phone())) == [("accrual", 1), ("import", 1)]


def test_a_start_of_accrual_is_gone_behind() -> None:
    of = program(locations=(LA_VISAGE, SECOND), start_of_accrual=date(2026, 9, 15))
    world = a_past(3, 16, of=of)
    world.run(BACKFILL)
    assert balance(world) == 2


def test_what_was_earned_before_the_start_of_accrual_was_moved_is_not_counted_twice() -> None:
    world = a_past()
    world.run()
    world.visit(JANE, day="2026-09-21")
    world.hear()
    stored = world.programs.get(TENANT, world.program.id)
    assert stored is not None
    world.programs.save(TENANT, replace(stored, start_of_accrual=date(2026, 9, 22)))
    world.clock.pass_by(timedelta(days=2))
    assert world.run(PREVIEW).past == PastCounts()


def test_a_validity_in_days_begins_with_the_card_and_one_until_a_date_holds() -> None:
    of = replace(program(locations=(LA_VISAGE, SECOND)), validity=Validity("days", days=5))
    world = a_past(3, 16, of=of)
    world.run(BACKFILL)
    assert balance(world) == 2
    of = replace(of, validity=Validity("until", date=date(2026, 9, 10)))
    world = a_past(3, 16, of=of)
    world.run(BACKFILL)
    assert balance(world) == 1


def test_rules_judge_the_past_as_they_would_have_judged_then() -> None:
    every = EveryN(amount=10_000, remainder="carry")
    world = a_past(settings=CardSettings(accrual_rule=every, count_by=CountBy.VISIT))
    for day, cost in (("2026-09-03", 7_000), ("2026-09-05", 15_000), ("2026-09-05", 9_000)):
        world.visit(JANE, "12:00", cost, day=day)
    world.run(BACKFILL)
    card = world.card(phone())
    assert card is not None
    # 310.00 make three; what is left does not go into the card's own sums.
    assert (card.balance, card.carry.pots) == (3, ())


def test_unpaid_and_missed_visits_and_strangers_cost_no_details_and_give_nothing() -> None:
    world = a_past()
    world.visit(JANE, day="2026-09-03", paid=False)
    world.desk.book(JANE, "2026-09-04 12:00")
    world.client(ClientId(7), phone="")
    world.visit(ClientId(7), day="2026-09-05")
    world.desk.book(None, "2026-09-06 12:00")
    world.run(BACKFILL)
    # Only Jane's visit of the third is looked at.
    assert (balance(world), world.crm.calls.count("details"), world.crm.calls.count("list")) == (0, 1, 1)


@pytest.mark.parametrize("status", [CardStatus.BLOCKED, CardStatus.EXPIRED])
def test_a_card_that_does_not_earn_is_given_nothing(status: CardStatus) -> None:
    world = a_past(3)
    world.run()
    world.store.cards = {key: replace(card, status=status) for key, card in world.store.cards.items()}
    assert world.run(BACKFILL).past == PastCounts()
    assert not world.store.entries


def test_a_past_visit_makes_no_card() -> None:
    world = a_past(3)
    world.run()
    world.store.cards.clear()
    stored = world.programs.get(TENANT, world.program.id)
    assert stored is not None
    rows = {place: (replace(own[0], settings=CardSettings(enrol_new_crm_clients=False)),) for place, own in stored.rows.items()}
    world.programs.save(TENANT, replace(stored, rows=rows))
    world.run(BACKFILL)
    assert (world.store.cards, world.store.days) == ({}, {})


def test_visits_at_another_location_are_counted_once_however_many_locations_are_asked() -> None:
    world = a_past(3)
    world.desk.clients[SECOND, JANE] = replace(world.desk.clients[LA_VISAGE, JANE])
    world.visit(JANE, day="2026-09-03", location=SECOND)
    world.visit(JANE, day="2026-09-05", location=SECOND)
    world.run(BACKFILL)
    world.start(TENANT, SECOND, BACKFILL)
    world.read_all()
    # Both visits of the third are one day.
    assert world.amounts(phone()) == [1, 1]


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


class Interrupted(MemoryLedger):
    """Something happens before each commit."""

    def __init__(self, world: SyncWorld, before: Callable[[], object]) -> None:
        super().__init__(world.store)
        self._before = before

    def commit(self, *args: Any, **more: Any) -> None:
        self._before()
        super().commit(*args, **more)


def to_the_cards(world: SyncWorld, wish: SyncWish = BACKFILL) -> PastCardsDue:
    """All that comes before the first page of cards."""
    world.start(TENANT, LA_VISAGE, wish)
    while not isinstance(message := world.pages.sent.pop(0), PastCardsDue):
        world.do(message)
    return message


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


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (SyncWish(backfill_from=date(2026, 9, 22)), "backfill_from"),
        (SyncWish(backfill_from=date(2023, 9, 20)), "backfill_from"),
        (SyncWish(cap=3), "backfill_cap"),
    ],
)
def test_a_wish_that_cannot_be_is_refused(wish: SyncWish, field: str) -> None:
    world = a_past()
    with pytest.raises(FieldRefused) as refused:
        world.start(TENANT, LA_VISAGE, wish)
    assert [error.field for error in refused.value.errors] == [field]
    assert not world.pages.sent


def test_today_and_three_years_ago_can_be_asked_for() -> None:
    world = a_past()
    assert world.run(SyncWish(backfill_from=date(2026, 9, 21))).state is SyncState.DONE
    job = world.start(TENANT, LA_VISAGE, SyncWish(backfill_from=date(2023, 9, 21)))
    assert job.days == 3 * 365 + 1


def test_a_wish_is_not_lost_behind_another_job() -> None:
    world = a_past(3)
    world.start(TENANT, LA_VISAGE)
    with pytest.raises(StateConflicted):
        world.start(TENANT, LA_VISAGE, BACKFILL)
    world.read_all()
    job = world.start(TENANT, LA_VISAGE, BACKFILL)
    assert world.start(TENANT, LA_VISAGE, BACKFILL).id == job.id
    assert world.start(TENANT, LA_VISAGE).id == job.id


def explained(world: SyncWorld, day: int) -> tuple[str, int, int]:
    record = next(one for one in world.desk.records.values() if one.start.day == day)
    explain = ExplainVisit(world.connections, world.directory, world.ledger)
    (one,) = explain(TENANT, LA_VISAGE, record.visit).programs
    return one.summary, one.target, one.granted


def test_a_visit_says_that_it_was_counted() -> None:
    world = a_past(3, 7)
    world.visit(JANE, day="2026-09-09", paid=False)
    world.run(BACKFILL)
    summary, *numbers = explained(world, 3)
    assert summary == "1 stamp, counted with the past: all visits from 2026-09-01 to 2026-09-20 make 2 stamps."
    assert numbers == [1, 1]
    assert explained(world, 9)[0].startswith("No stamp: ")


def test_a_visit_says_that_the_cap_was_reached_or_that_nobody_asked() -> None:
    world = a_past(*range(1, 13))
    world.run(PREVIEW)
    assert "before the card was issued" in explained(world, 3)[0]
    world.run(BACKFILL)
    summary, *numbers = explained(world, 3)
    assert summary == "1 stamp, counted with the past: all visits from 2026-09-01 to 2026-09-20 make 12 stamps, capped at 9."
    assert numbers == [1, 0]


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
