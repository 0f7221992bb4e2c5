"""Many events about one visit that has not changed: their line is cleared by one look at Altegio (data-model.md §2)."""

from datetime import timedelta

import pytest

from comeback.domain.day import Day
from comeback.messages import VisitChanged
from comeback.usecases.settle_days import Outcome
from tests.engine_world import EngineWorld

IN_LINE = timedelta(seconds=10)
AT_ONCE = timedelta(seconds=1)


class Storm:
    """A visit that is booked in the ledger, and its last event, which comes again and changes nothing."""

    def __init__(self) -> None:
        self.world = EngineWorld()
        self.world.visit(self.world.desk.add_client())
        self.event = self.world.desk.happened[-1]
        self.world.hear()
        self.world.clock.pass_by(timedelta(hours=1))
        self.world.crm.calls.clear()

    def receive(self, in_line: timedelta) -> VisitChanged:
        """The webhook's message, when it has stood in line."""
        message = self.world.message(self.event)
        self.world.clock.pass_by(in_line)
        return message

    def days(self) -> list[Day]:
        return [stored.day for stored in self.world.store.days.values()]


@pytest.fixture
def storm() -> Storm:
    return Storm()


def test_copies_of_an_event_that_changes_nothing_and_stood_in_line_are_one_read(storm: Storm) -> None:
    message = storm.receive(IN_LINE)
    outcomes = [storm.world.handle(message) for _ in range(50)]
    assert outcomes == [Outcome.UNCHANGED, *[Outcome.ALREADY_SEEN] * 49]
    assert storm.world.crm.calls == ["list", "details"]


def test_an_event_after_the_read_of_a_storm_is_read_again(storm: Storm) -> None:
    storm.world.handle(storm.receive(IN_LINE))
    later = storm.receive(AT_ONCE)
    assert storm.world.handle(later) == Outcome.UNCHANGED
    assert storm.world.crm.calls == ["list", "details"] * 2


def test_a_lone_event_that_changes_nothing_writes_nothing_but_its_claim(storm: Storm) -> None:
    before = storm.days()
    assert storm.world.handle(storm.receive(AT_ONCE)) == Outcome.UNCHANGED
    assert storm.days() == before
