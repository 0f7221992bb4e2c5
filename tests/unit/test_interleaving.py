"""Two handlers at one visit (data-model.md §2): scripted, through the real use cases, one port call at a time."""

from datetime import timedelta

import pytest

from comeback.domain.ids import RecordId
from comeback.messages import VisitChanged
from comeback.ports.ledger import ClaimLost
from comeback.usecases.settle_days import Outcome
from tests.engine_world import EngineWorld, handler_of
from tests.stepwise import Run

LONG = timedelta(seconds=10)


class Two:
    """A visit that is arrived and paid, and handlers that work on its events."""

    def __init__(self) -> None:
        self.world = EngineWorld(delay=timedelta())
        jane = self.world.desk.add_client()
        self.record = self.world.desk.book(jane, "2026-09-21 12:00")
        self.world.hear()
        self.world.desk.attend(self.record)
        self.world.desk.pay(self.record)
        self.world.crm.calls.clear()

    def event(self) -> VisitChanged:
        """The newest event of the desk; the others are lost."""
        event, self.world.desk.happened = self.world.desk.happened[-1], []
        return self.world.message(event)

    def handler(self, message: VisitChanged) -> Run:
        return Run(lambda run: handler_of(self.world.ports.wrapped(run.wrap), timedelta())(message))

    def time_goes_by(self, time: timedelta = timedelta(seconds=1)) -> None:
        self.world.clock.pass_by(time)


@pytest.fixture
def two() -> Two:
    return Two()


def test_a_stale_read_of_paid_never_wins_over_the_deletion_that_somebody_has_seen(two: Two) -> None:
    a = two.handler(two.event()).after("crm.visits_of_day")
    two.world.desk.delete_payments(two.record)
    two.time_goes_by(LONG)
    b = two.handler(two.event())
    assert b.finish() == Outcome.RECORDED
    assert a.finish() == Outcome.ALREADY_SEEN
    assert a.calls.count("ledger.commit") == 1
    assert two.world.entries() == []


def test_a_handler_that_found_nothing_to_do_and_wrote_nothing_has_made_the_older_claim_worthless(two: Two) -> None:
    desk = two.world.desk
    desk.payment_changes_record = False
    desk.delete_payments(two.record)
    two.world.hear()
    desk.pay(two.record)
    a = two.handler(two.event()).after("ledger.standing")
    desk.delete_payments(two.record)
    two.time_goes_by(LONG)
    b = two.handler(two.event())
    assert b.finish() == Outcome.UNCHANGED
    assert "ledger.commit" not in b.calls
    assert a.finish() == Outcome.UNCHANGED
    assert a.calls.count("ledger.commit") == 2  # the lost one, and the moment of what it read then
    assert two.world.entries() == []


def test_the_second_handler_waits_for_the_first_and_needs_no_call(two: Two) -> None:
    message = two.event()
    two.time_goes_by()
    a, b = two.handler(message).after("ledger.claim"), two.handler(message)
    b.after("pause")
    assert a.finish() == Outcome.BOOKED
    assert b.finish() == Outcome.ALREADY_SEEN
    assert two.world.crm.calls == ["list", "details"]


def test_a_busy_day_whose_facts_are_new_enough_is_not_waited_for(two: Two) -> None:
    message = two.event()
    two.time_goes_by()
    two.handler(message).finish()
    two.world.desk.attend(two.record)
    at_work = two.handler(two.event()).after("ledger.claim")
    late = two.handler(message)
    assert late.finish() == Outcome.ALREADY_SEEN
    assert "pause" not in late.calls
    assert at_work.finish() == Outcome.RECORDED


def test_the_second_handler_does_not_wait_for_a_dead_one(two: Two) -> None:
    two.handler(two.event()).after("ledger.claim")
    two.world.desk.attend(two.record)
    two.time_goes_by(LONG)
    b = two.handler(two.event())
    assert b.finish() == Outcome.BOOKED
    assert "pause" not in b.calls


def test_nobody_waits_for_ever(two: Two) -> None:
    """The clock stands still, so the first handler seems to be at work all the time."""
    two.handler(two.event()).after("ledger.claim")
    two.world.desk.attend(two.record)
    b = two.handler(two.event())
    assert b.finish() == Outcome.BOOKED
    assert b.calls.count("pause") == 6


@pytest.mark.parametrize("call", ["directory.resolve", "ledger.claim", "crm.visits_of_day", "ledger.standing", "ledger.commit"])
def test_a_handler_that_dies_anywhere_loses_nothing_and_doubles_nothing(two: Two, call: str) -> None:
    message = two.event()
    two.handler(message).after(call)
    two.time_goes_by(LONG)
    two.handler(message).finish()
    assert two.world.amounts() == [1]


def test_who_always_loses_the_claim_gives_the_message_back(two: Two) -> None:
    a = two.handler(two.event())
    with pytest.raises(ClaimLost):  # noqa: PT012 - the last step raises
        while not a.step():
            if a.calls[-1] == "crm.visits_of_day":
                two.time_goes_by(LONG)
                _touch(two, two.record)
    assert a.calls.count("ledger.commit") == 4


def _touch(two: Two, record: RecordId) -> None:
    two.world.desk.attend(record)
    two.handler(two.event()).after("ledger.claim")
    two.time_goes_by(LONG)
