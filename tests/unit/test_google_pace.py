"""Google's 20 calls a second, shared: who goes first, and who goes on asking."""

import pytest

from comeback.adapters.google.pace import PER_MINUTE, PER_SECOND, SharedPace
from comeback.domain.call_budget import NO_LOCATION
from comeback.ports.crm import Lane
from comeback.ports.google_wallet import GoogleUnavailableError
from tests.memory.budget import MemoryBudget, SleepingClock


class Office:
    """All functions at one clock."""

    def __init__(self) -> None:
        self.clock = SleepingClock()
        self.begun = self.clock.now()
        self.budget = MemoryBudget(self.clock, PER_SECOND, PER_MINUTE)

    def pace(self, lane: Lane, patience: float = 0.0) -> SharedPace:
        return SharedPace(self.budget, lane, patience, self.clock.sleep, lambda: self.seconds)

    @property
    def seconds(self) -> float:
        return (self.clock.now() - self.begun).total_seconds()


def test_a_batch_takes_three_quarters_of_what_google_allows_and_nobody_ever_more() -> None:
    office = Office()
    pace = office.pace(Lane.AUDIT, 30)
    moments = []
    for _ in range(400):
        pace.wait()
        moments.append(office.seconds)
    assert all(later - first >= 1 for first, later in zip(moments, moments[PER_SECOND:], strict=False))
    assert 400 / moments[-1] > 0.75 * PER_SECOND


def test_a_balance_waits_for_no_more_than_a_call_of_a_batch() -> None:
    office = Office()
    batch, balance = office.pace(Lane.AUDIT, 30), office.pace(Lane.LIVE)
    waits = []
    for _ in range(50):
        for _ in range(7):
            batch.wait()
        before = office.seconds
        balance.wait()
        waits.append(office.seconds - before)
    assert max(waits) < 0.45


def test_a_batch_waits_while_balances_change() -> None:
    office = Office()
    batch = office.pace(Lane.AUDIT)
    for _ in range(60):  # by many functions at once
        office.budget.reserve(1, Lane.LIVE, NO_LOCATION)
    with pytest.raises(GoogleUnavailableError) as later:
        batch.wait()
    assert later.value.retry_after >= 1


def test_who_has_no_haste_goes_on_asking() -> None:
    office = Office()
    office.budget.close(20)
    office.pace(Lane.AUDIT, 30).await_turn()
    assert 20 <= office.seconds < 30


def test_after_a_refusal_all_are_slower() -> None:
    office = Office()
    office.pace(Lane.AUDIT).slow_down(5)
    with pytest.raises(GoogleUnavailableError) as later:
        office.pace(Lane.LIVE).wait()
    assert later.value.retry_after == 5


def test_a_turn_that_was_awaited_is_there_until_a_call_takes_it() -> None:
    office = Office()
    pace = office.pace(Lane.AUDIT, 30)
    office.budget.close(20)
    pace.await_turn()
    pace.await_turn()
    assert 20 <= office.seconds < 21
    awaited = office.seconds
    pace.wait()
    assert office.seconds == awaited


def test_in_the_middle_of_a_write_patience_is_short() -> None:
    office = Office()
    pace = office.pace(Lane.AUDIT, 30)
    pace.await_turn()
    pace.wait()
    office.budget.close(20)
    with pytest.raises(GoogleUnavailableError):
        pace.wait()
    assert office.seconds < 1
