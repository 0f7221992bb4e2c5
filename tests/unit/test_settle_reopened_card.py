"""Edge case 38: nothing accrues to a blocked card, and what came meanwhile is booked when it is opened again."""

from dataclasses import replace
from datetime import timedelta

from comeback.domain.ids import CustomerId
from comeback.domain.program import ProgramStatus
from comeback.messages import CardReopened
from tests.builders import PROGRAM, TENANT
from tests.counter import Counter, counter_with_a_card


def reopen(counter: Counter) -> None:
    counter.unblock()
    counter.world.work()


def test_visits_while_blocked_earn_when_the_card_is_opened_without_asking_altegio() -> None:
    counter = counter_with_a_card()
    world = counter.world
    counter.block()
    for at, day in (("10:00", "2026-09-21"), ("10:00", "2026-09-22")):
        world.visit(counter.client, at, day=day)
        world.hear()
    assert world.amounts() == []
    world.crm.calls.clear()
    reopen(counter)
    assert (world.amounts(), world.crm.calls) == ([1, 1], [])
    assert [entry.cause.source for entry in world.entries() if entry.cause] == ["unblock", "unblock"]
    assert world.outcomes[-1] == "2"


def test_opening_twice_books_once() -> None:
    counter = counter_with_a_card()
    counter.block()
    counter.world.visit(counter.client)
    counter.world.hear()
    reopen(counter)
    reopen(counter)
    assert (counter.world.amounts(), counter.world.outcomes[-1]) == ([1], "0")


def test_a_stamp_that_lost_its_visit_while_blocked_goes_back_after_the_usual_wait() -> None:
    counter = counter_with_a_card()
    world = counter.world
    record = world.visit(counter.client)
    world.hear()
    counter.block()
    world.desk.cancel(record)
    world.hear()
    world.wait(timedelta(hours=1))
    assert world.amounts() == [1]
    reopen(counter)
    card = world.card()
    assert card is not None
    assert (card.balance, card.held) == (1, 1)
    world.wait()
    assert world.amounts() == [1, -1]


def test_a_reversal_that_waited_when_the_card_was_blocked_is_done_at_once() -> None:
    counter = counter_with_a_card()
    world = counter.world
    record = world.visit(counter.client)
    world.hear()
    world.desk.cancel(record)
    world.hear()
    counter.block()
    world.wait()
    assert world.amounts() == [1]
    reopen(counter)
    assert world.amounts() == [1, -1]


def test_a_card_that_was_blocked_again_meanwhile_is_left_alone() -> None:
    counter = counter_with_a_card()
    counter.block()
    counter.world.visit(counter.client)
    counter.world.hear()
    counter.unblock()
    counter.block()
    counter.world.work()
    assert (counter.world.amounts(), counter.world.outcomes[-1]) == ([], "0")


def test_a_paused_program_books_nothing() -> None:
    counter = counter_with_a_card()
    counter.block()
    counter.world.visit(counter.client)
    counter.world.hear()
    key = (TENANT, PROGRAM)
    counter.world.store.programs[key] = replace(counter.world.store.programs[key], status=ProgramStatus.PAUSED)
    reopen(counter)
    assert counter.world.amounts() == []


def test_a_card_that_is_not_there_is_no_surprise() -> None:
    counter = counter_with_a_card()
    assert counter.world.handle(CardReopened(TENANT, CustomerId("cu_" + "0" * 26), PROGRAM)) == "0"
