"""The contract of ports.budget.Budget, for both implementations; its laws are in tests/properties/test_call_budget.py."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from botocore.exceptions import ClientError

from comeback.adapters.dynamodb.budget import DynamoBudget
from comeback.adapters.dynamodb.table import Table
from comeback.domain.ids import LocationId
from comeback.ports.budget import Budget
from comeback.ports.crm import CrmBusyError, Lane
from tests.contract.scripted import CONDITION, THROTTLED, Scripted
from tests.memory.budget import MemoryBudget, SleepingClock

HERE, THERE = LocationId(4564), LocationId(24697)


@dataclass(frozen=True)
class Office:
    """`budget` shares one budget with every other that `another` makes: another process."""

    clock: SleepingClock
    budget: Budget
    another: Callable[[], Budget]


@pytest.fixture(params=["memory", "dynamodb"])
def office(request: pytest.FixtureRequest) -> Office:
    clock = SleepingClock()
    if request.param == "memory":
        budget = MemoryBudget(clock)
        return Office(clock, budget, lambda: budget)
    table: Table = request.getfixturevalue("main_table")
    return Office(clock, in_process(table, clock), lambda: in_process(table, clock))


def in_process(table: Table, clock: SleepingClock) -> DynamoBudget:
    return DynamoBudget(table, clock, 5, 200, clock.sleep)


def test_after_a_pause_an_evaluation_goes_at_once(office: Office) -> None:
    assert office.budget.reserve(3, Lane.LIVE, HERE) == 0
    office.clock.sleep(5)
    assert office.another().reserve(3, Lane.LIVE, THERE) == 0


def test_events_stand_in_line_until_it_is_too_long(office: Office) -> None:
    begun = office.clock.now()
    waits: list[float] = []
    retry_after = None
    while retry_after is None and len(waits) < 50:
        try:
            waits.append(office.another().reserve(3, Lane.LIVE, LocationId(len(waits) + 1)))
        except CrmBusyError as problem:
            retry_after = problem.retry_after
    assert waits == sorted(waits)
    assert 4 <= waits[-1] <= 5
    assert retry_after is not None
    assert 0 < retry_after < 1.5
    assert office.clock.now() == begun


def test_all_processes_share_the_limits(main_table: Table) -> None:
    clock = SleepingClock()
    processes = [DynamoBudget(main_table, clock, 2, 30, clock.sleep) for _ in range(3)]
    moments = [moment_of(clock, processes[number % 3]) for number in range(45)]
    assert all(last - first >= timedelta(seconds=60) for first, last in zip(moments, moments[30:], strict=False))
    assert all(last - first >= timedelta(seconds=1) for first, last in zip(moments, moments[2:], strict=False))
    assert moments[-1] - moments[0] < timedelta(seconds=100)


def moment_of(clock: SleepingClock, budget: Budget) -> datetime:
    """One page of a synchronisation that comes again until it is let in."""
    while True:
        try:
            return clock.now() + timedelta(seconds=budget.reserve(1, Lane.SYNC, HERE))
        except CrmBusyError as problem:
            clock.sleep(problem.retry_after)


def test_a_lower_lane_waits_and_holds_no_place_meanwhile(office: Office) -> None:
    for _ in range(2):
        office.budget.reserve(3, Lane.LIVE, HERE)
    before = office.clock.now()
    with pytest.raises(CrmBusyError):
        office.another().reserve(1, Lane.AUDIT, THERE)
    assert office.clock.now() == before
    assert office.another().reserve(1, Lane.REST, THERE) == 0
    assert office.clock.now() > before


def test_after_a_429_nobody_calls_until_the_pause_is_over(office: Office) -> None:
    office.budget.reserve(1, Lane.LIVE, HERE)
    office.budget.close(30)
    office.another().close(10)
    for lane in Lane:
        with pytest.raises(CrmBusyError) as refused:
            office.another().reserve(1, lane, THERE)
        assert refused.value.retry_after == pytest.approx(30)
    office.clock.sleep(30)
    assert office.another().reserve(1, Lane.LIVE, THERE) == 0


def test_a_location_over_its_share_steps_back_behind_the_others(office: Office) -> None:
    for _ in range(2):
        office.budget.reserve(3, Lane.LIVE, HERE)
    with pytest.raises(CrmBusyError):
        office.another().reserve(3, Lane.LIVE, HERE)
    assert office.another().reserve(3, Lane.LIVE, THERE) < 2.5
    office.clock.sleep(10)
    assert office.another().reserve(3, Lane.LIVE, HERE) == 0


def test_whoever_is_sent_away_by_what_is_known_costs_no_request(main_table: Table) -> None:
    clock = SleepingClock()
    budget = in_process(main_table, clock)
    budget.close(60)
    requests: list[object] = []
    main_table.client.meta.events.register("before-call.dynamodb", lambda **call: requests.append(call["model"].name))
    with pytest.raises(CrmBusyError):
        budget.reserve(1, Lane.LIVE, HERE)
    assert requests == []
    clock.sleep(61)
    budget.reserve(1, Lane.LIVE, HERE)
    assert requests == ["UpdateItem"]


def test_a_budget_that_was_removed_begins_anew(main_table: Table) -> None:
    clock = SleepingClock()
    budget = in_process(main_table, clock)
    budget.reserve(3, Lane.LIVE, HERE)
    main_table.delete(("LIMITER#altegio", "BUDGET"))
    assert budget.reserve(3, Lane.LIVE, HERE) == 0


def test_a_throttled_budget_is_not_taken_for_somebody_elses_turn() -> None:
    aws = Scripted("dynamodb")
    aws.answers("update_item", THROTTLED)
    with pytest.raises(ClientError):
        in_process(aws.table, SleepingClock()).reserve(1, Lane.LIVE, HERE)


def test_a_budget_that_others_keep_writing_is_unavailable_and_closing_it_gives_up() -> None:
    aws = Scripted("dynamodb")
    aws.answers("update_item", *[CONDITION] * 40)
    budget = in_process(aws.table, SleepingClock())
    with pytest.raises(CrmBusyError):
        budget.reserve(1, Lane.LIVE, HERE)
    budget.close(10)
    assert aws.all_used()
