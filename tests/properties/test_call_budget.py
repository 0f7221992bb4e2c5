"""The laws of the call budget: the limits always hold, lanes go before lanes, and locations share."""

from collections.abc import Iterable, Iterator
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comeback.domain.call_budget import NO_LOCATION, Limits, Line, NotYet, close, take_turn
from comeback.domain.ids import LocationId
from comeback.ports.crm import Lane

SECOND = 1_000_000
START = 1_790_000_000 * SECOND
ALTEGIO = Limits(5, 200)
HERE, THERE = LocationId(1), LocationId(2)
LOWER = [Lane.REST, Lane.SWEEP, Lane.SYNC, Lane.AUDIT]


class Budget:
    """The line over a clock of our own, and the moments of all calls."""

    def __init__(self, limits: Limits = ALTEGIO) -> None:
        self.limits = limits
        self.line = Line()
        self.now = START
        self.sent: list[int] = []

    def ask(self, lane: Lane, calls: int = 1, location: LocationId = HERE) -> float | None:
        """Seconds to wait, or None when it is not the caller's turn."""
        answer = take_turn(self.line, self.limits, self.now, calls, lane, location)
        if isinstance(answer, NotYet):
            return None
        self.line = answer.line
        self.sent += [self.now + answer.wait] * calls
        return answer.wait / SECOND

    def insist(self, lane: Lane, calls: int = 1, location: LocationId = HERE) -> None:
        """Ask again whenever we are told to."""
        while isinstance(answer := take_turn(self.line, self.limits, self.now, calls, lane, location), NotYet):
            self.now += answer.again_after
        self.line = answer.line
        self.sent += [self.now + answer.wait] * calls

    def most_within(self, seconds: float) -> int:
        moments = sorted(self.sent)
        first = most = 0
        for last, moment in enumerate(moments):
            while moments[first] <= moment - seconds * SECOND:
                first += 1
            most = max(most, last - first + 1)
        return most


Phase = tuple[Lane, int, LocationId, int, int]
PHASES = st.lists(
    st.tuples(
        st.sampled_from(Lane), st.integers(1, 3), st.sampled_from([NO_LOCATION, HERE, THERE]),
        st.integers(0, 700_000), st.integers(1, 120),
    ),
    min_size=1, max_size=4,
)  # fmt: skip


def play(budget: Budget, phases: Iterable[Phase]) -> Iterator[float]:
    """Answers of callers who come one after the other; those who are sent away do not come again."""
    for lane, calls, location, gap, times in phases:
        for _ in range(times):
            budget.now += gap
            wait = budget.ask(lane, calls, location)
            if wait is not None:
                yield wait


@given(PHASES)
def test_no_second_and_no_minute_ever_sees_more_calls_than_altegio_allows(phases: list[Phase]) -> None:
    budget = Budget()
    for _ in play(budget, phases):
        pass
    assert budget.most_within(1) <= 5
    assert budget.most_within(60) <= 200


@given(PHASES, st.integers(0, 3))
def test_the_limits_hold_over_429s_too(phases: list[Phase], at: int) -> None:
    budget = Budget()
    for number, phase in enumerate(phases):
        for _ in play(budget, [phase]):
            pass
        if number == at:
            budget.line = close(budget.line, budget.now, 10 * SECOND)
    assert budget.most_within(1) <= 5
    assert budget.most_within(60) <= 200


@given(PHASES)
def test_an_event_hardly_waits_whatever_lower_lanes_have_done(phases: list[Phase]) -> None:
    budget = Budget()
    for lane, calls, location, gap, times in phases:
        lower = LOWER[calls] if lane is Lane.LIVE else lane
        # Lower lanes ask for a page at a time; only a request of an owner's system evaluates a day at once.
        for _ in play(budget, [(lower, calls if lower is Lane.REST else 1, location, gap, times)]):
            pass
    wait = budget.ask(Lane.LIVE, 3, LocationId(9))
    assert wait is not None
    # The room of the widest lower lane, four calls at three and a third a second, and the limit of a second.
    assert wait <= 2


@pytest.mark.parametrize("lower", LOWER)
def test_lower_lanes_get_nothing_while_events_use_all_there_is(lower: Lane) -> None:
    budget = Budget()
    refused = 0
    for number in range(120):
        budget.now += int(0.61 * SECOND)  # two calls take 0.62 s
        assert budget.ask(Lane.LIVE, 2, LocationId(number + 1)) is not None
        refused += budget.ask(lower, 1, NO_LOCATION) is None
    assert refused >= 110


@pytest.mark.parametrize("calls", [1, 2, 3])
def test_events_without_end_keep_the_limit_of_a_minute(calls: int) -> None:
    budget = Budget()
    for location in count(1):
        budget.insist(Lane.LIVE, calls, LocationId(location))
        if budget.now > START + 180 * SECOND:
            break
    assert budget.most_within(60) <= 200
    assert budget.most_within(1) <= 5


@pytest.mark.parametrize(("higher", "lower"), [(Lane.REST, Lane.SWEEP), (Lane.SWEEP, Lane.SYNC), (Lane.SYNC, Lane.AUDIT)])
def test_of_two_who_keep_asking_the_higher_lane_gets_all(higher: Lane, lower: Lane) -> None:
    budget = Budget()
    got = {lower: 0, higher: 0}
    for _ in range(6000):
        budget.now += SECOND // 100
        for lane in got:
            got[lane] += budget.ask(lane, 1, NO_LOCATION) is not None
    assert got[higher] >= 180
    assert got[lower] <= 8  # at the beginning, until the line is as long as its room


def test_a_sync_that_is_alone_uses_the_limit_to_95_per_cent() -> None:
    budget = Budget()
    calls = 0
    while budget.now < START + 600 * SECOND:
        budget.insist(Lane.SYNC)
        calls += 1
    assert calls >= 0.95 * 2000


def test_a_location_that_makes_events_up_does_not_keep_others_waiting() -> None:
    budget = Budget()
    waits = []
    for second in range(120):
        for part in range(20):
            budget.now = START + second * SECOND + part * SECOND // 20
            budget.ask(Lane.LIVE, 3, HERE)
            if second % 3 == 0 and part == 10:
                waits.append(budget.ask(Lane.LIVE, 3, LocationId(second + 100)))
    served = [wait for wait in waits if wait is not None]
    assert len(served) == len(waits)
    assert max(served) <= 3
    assert sum(served) / len(served) <= 1.6


def test_calls_that_arrive_a_little_late_are_not_one_too_many() -> None:
    budget = Budget()
    for _ in range(200):
        budget.insist(Lane.LIVE, 1, HERE)
        if len(budget.sent) % 20 == 0:
            budget.now += SECOND
    assert budget.most_within(1.09) <= 5


def test_a_location_over_its_share_is_served_from_what_others_leave() -> None:
    budget = Budget()
    for _ in count():
        if budget.now > START + 120 * SECOND:
            break
        budget.insist(Lane.LIVE, 1, HERE)
    assert len(budget.sent) >= 0.9 * 400


def test_many_events_of_one_location_at_once_come_before_a_sync() -> None:
    budget = Budget()
    for _ in range(20):
        budget.insist(Lane.LIVE, 1, HERE)
        assert budget.ask(Lane.SYNC) is None


def test_a_location_over_its_share_is_not_held_up_by_a_sync() -> None:
    budget = Budget()
    refused = 0
    for moment in range(START, START + 120 * SECOND, SECOND // 100):
        budget.now = moment
        budget.ask(Lane.SYNC)
        if moment % (2 * SECOND) < SECOND // 100:  # an event that takes three calls, one after the other
            refused += sum(budget.ask(Lane.LIVE) is None for _ in range(3))
    assert refused == 0


def test_a_sync_leaves_a_call_of_each_second_free() -> None:
    budget = Budget()
    while budget.now < START + 60 * SECOND:
        budget.insist(Lane.SYNC)
        if len(budget.sent) % 20 == 0:
            budget.now += SECOND  # nobody had time to read a page
    assert budget.most_within(1.09) <= 4


@given(PHASES, st.integers(1, 60))
def test_after_a_429_nobody_calls_until_it_is_over(phases: list[Phase], seconds: int) -> None:
    budget = Budget()
    for _ in play(budget, phases):
        pass
    budget.line = close(budget.line, budget.now, seconds * SECOND)
    budget.now += seconds * SECOND - 1
    assert all(budget.ask(lane) is None for lane in Lane)
    budget.now += 60 * SECOND
    assert budget.ask(Lane.LIVE) is not None


def calls_in(budget: Budget, seconds: int) -> int:
    before, end = len(budget.sent), budget.now + seconds * SECOND
    while budget.now < end:
        budget.insist(Lane.SYNC)
    return len(budget.sent) - before


def test_after_a_429_all_call_more_slowly_for_some_minutes() -> None:
    budget = Budget()
    usual = calls_in(budget, 60)
    budget.line = close(budget.line, budget.now, 10 * SECOND)
    for _ in range(3):  # others are told the same at this moment
        budget.line = close(budget.line, budget.now, 10 * SECOND)
    budget.now += 10 * SECOND
    assert 0.45 * usual <= calls_in(budget, 60) <= 0.75 * usual
    budget.now += 600 * SECOND
    assert calls_in(budget, 60) >= 0.95 * usual


def test_a_shorter_pause_does_not_end_a_longer_one() -> None:
    line = close(close(Line(), START, 60 * SECOND), START + SECOND, SECOND)
    answer = take_turn(line, ALTEGIO, START + 30 * SECOND, 1, Lane.LIVE, HERE)
    assert answer == NotYet(30 * SECOND)


@pytest.mark.parametrize("limits", [Limits(1, 1), Limits(1, 10), Limits(2, 30), Limits(5, 200), Limits(100_000, 6_000_000)])
def test_every_limit_lets_everybody_through_in_the_end(limits: Limits) -> None:
    budget = Budget(limits)
    for lane in (*Lane, *Lane):
        budget.insist(lane, 3)
    assert len(budget.sent) == 30


@given(PHASES)
def test_what_is_remembered_stays_small(phases: list[Phase]) -> None:
    budget = Budget()
    for _ in play(budget, phases):
        assert len(budget.line.recent) <= 5
        assert len(budget.line.locations) <= 2
