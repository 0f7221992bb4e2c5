"""Pages of a recalculation may be killed, come twice, or meet others at work: every difference is booked once (§5.1)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comeback.domain.ids import JobId
from comeback.domain.recalculation import Difference, RecalculationState
from comeback.domain.settings import CardSettings, Completed, CountBy
from comeback.messages import RecalculationPageDue
from comeback.ports.ledger import ClaimLost
from comeback.usecases.recalculate_page import RecalculationOutcome
from tests.builders import DAY, OTHER_TENANT, PROGRAM, TENANT
from tests.engine_world import EngineWorld
from tests.recalculation_world import RecalculationWorld
from tests.unit.test_recalculation import a_world, came


def thirty_others(world: EngineWorld) -> None:
    """More cards than fit on one page."""
    for number in range(30):
        world.visit(world.desk.add_client(f"+1315555{number:04d}", f"Client {number}"))
    world.hear()


def test_a_commit_whose_message_was_lost_is_begun_again_by_asking_again() -> None:
    world = a_world(21)
    job = world.preview()
    world.commit(TENANT, PROGRAM, job.id)
    world.pages.sent.clear()
    world.book(job)
    assert world.amounts() == [1, 1]


def test_a_commit_that_was_killed_after_it_had_altered_the_program_goes_on() -> None:
    world = a_world(21)
    job = world.preview()
    world.commit(TENANT, PROGRAM, job.id)
    message = world.due
    world.next_page()
    assert (world.pages.delays[-1], world.amounts()) == (2, [1])
    world.pages.sent.clear()
    assert world.look(message) is RecalculationOutcome.LOOKED_AT
    assert world.amounts() == [1, 1]


def kill(world: RecalculationWorld) -> None:
    """The next page dies after its entries and before anything else is stored."""

    def killed() -> None:
        raise KeyboardInterrupt

    world.jobs.before_save = killed
    with pytest.raises(KeyboardInterrupt):
        world.look(world.due)
    world.jobs.before_save = None


def test_a_page_that_was_killed_after_booking_books_nothing_more_and_knows_what_it_had_booked() -> None:
    world = a_world(21, 22)
    job = world.preview()
    world.begin(job)
    kill(world)
    assert (world.amounts(), world.cards_of(job)[0].booked) == ([1] * 4, None)
    world.work_pages()
    after = world.follow(TENANT, PROGRAM, job.id)
    assert (world.amounts(), after.booked, after.state) == ([1] * 4, job.previewed, RecalculationState.DONE)


def test_a_card_that_the_preview_did_not_know_is_told_also_after_a_kill() -> None:
    world = a_world()
    job = world.preview()
    came(world, 21)
    world.begin(job)
    kill(world)
    world.work_pages()
    (card,) = world.cards_of(job)
    assert (world.amounts(), card.previewed, card.booked) == ([1, 1], Difference(), Difference(up=1))
    assert world.follow(TENANT, PROGRAM, job.id).booked.changed_meanwhile == 1


def test_pages_that_come_twice_or_late_change_nothing() -> None:
    world = a_world(21)
    thirty_others(world)
    job = world.preview()
    assert (job.previewed.cards, job.previewed.up) == (31, 31)
    world.begin(job)
    first = world.due
    world.next_page()
    outcomes = [world.look(first)]
    world.work_pages()
    outcomes.append(world.look(first))
    assert outcomes == [RecalculationOutcome.DONE_BEFORE, RecalculationOutcome.ENDED]
    assert world.follow(TENANT, PROGRAM, job.id).booked == job.previewed
    assert sum(card.balance for card in world.store.cards.values()) == 62


def test_the_message_of_the_next_page_is_sent_again_if_a_page_was_killed_before_it() -> None:
    world = a_world(21)
    thirty_others(world)
    world.clock.pass_by(timedelta(days=1))
    job = world.start(TENANT, PROGRAM, DAY, DAY + timedelta(days=1))
    first = world.due
    world.next_page()
    world.pages.sent.clear()
    assert world.look(first) is RecalculationOutcome.DONE_BEFORE
    assert world.due.page == 2
    assert world.look(replace(first, page=9)) is RecalculationOutcome.DONE_BEFORE
    world.work_pages()
    assert world.follow(TENANT, PROGRAM, job.id).state is RecalculationState.READY
    assert world.look(replace(first, page=9)) is RecalculationOutcome.ENDED


def test_a_page_that_two_handlers_have_looked_at_counts_once() -> None:
    world = a_world(21)
    world.clock.pass_by(timedelta(days=1))
    job = world.start(TENANT, PROGRAM, DAY, DAY + timedelta(days=1))
    message, other = world.due, world.look

    def somebody_else_is_faster(_call: str) -> None:
        world.look = other
        other(message)

    world.meddle(somebody_else_is_faster)
    assert world.look(message) is RecalculationOutcome.DONE_BEFORE
    assert world.follow(TENANT, PROGRAM, job.id).previewed.cards == 1


def test_a_long_history_is_booked_in_several_transactions_that_sum_up_to_the_preview() -> None:
    world = RecalculationWorld()
    client = world.desk.add_client()
    for day in range(1, 31):
        for hour in (10, 14):
            world.visit(client, f"{hour}:00", day=f"2026-09-{day:02d}")
    world.hear()
    world.change_program(lookback_days=60)
    world.change_settings(CardSettings(count_by=CountBy.VISIT, accrual_rule=Completed(2)))
    job = world.preview()
    calls: list[str] = []
    world.meddle(calls.append)
    assert world.book(job).booked == job.previewed
    assert (world.balance(), calls.count("claim"), 1 < calls.count("commit") < 10) == (120, 30, True)


def test_while_others_write_to_a_card_its_page_comes_again_later() -> None:
    world = a_world(21)
    job = world.preview()
    world.begin(job)
    message, undisturbed = world.due, world.look
    world.pages.sent.clear()
    commits = 0

    def somebody_was_first(call: str) -> None:
        nonlocal commits
        if call == "commit":
            commits += 1
            raise ClaimLost("somebody else was first")

    world.meddle(somebody_was_first)
    assert world.look(message) is RecalculationOutcome.AGAIN_LATER
    assert (commits, world.pages.sent, world.pages.delays[-1]) == (4, [replace(message, attempt=1)], 5)
    with pytest.raises(ClaimLost):
        world.look(replace(message, attempt=20))
    world.look = undisturbed
    world.work_pages()
    assert world.amounts() == [1, 1]


def test_a_day_that_an_event_has_settled_before_the_claim_is_not_booked_again() -> None:
    world = a_world(21)
    job = world.preview()
    world.begin(job)

    def an_event_comes(call: str) -> None:
        if call == "claim":
            came(world, 21)

    world.meddle(an_event_comes)
    world.work_pages()
    job = world.follow(TENANT, PROGRAM, job.id)
    assert (world.amounts(), job.booked.up, job.booked.changed_meanwhile) == ([1, 1], 0, 1)


def test_messages_of_unknown_jobs_end() -> None:
    world = a_world(21)
    for tenant in (TENANT, OTHER_TENANT):
        assert world.look(RecalculationPageDue(tenant, PROGRAM, JobId("jb_none"), 1)) is RecalculationOutcome.ENDED
