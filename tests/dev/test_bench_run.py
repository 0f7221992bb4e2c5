"""Which benchmarks are run, and what the one of events and pushes says."""

import pytest

from dev.bench import flood, outage, sync
from dev.bench.__main__ import NAMES, main
from dev.bench.latency import rows
from dev.bench.table import Remark, Row


def test_an_unknown_benchmark_is_named_beside_those_that_exist(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["signing", "speed"]) == 2
    assert capsys.readouterr().err == f"bench: there is no speed; there are {', '.join(NAMES)}\n"


def test_many_visits_are_compared_with_the_middle_of_one_at_a_time() -> None:
    median, slowest, rate = rows([0.1, 0.2, 0.9], [0.2, 0.3, 0.4], 6.0, 0)
    assert isinstance(median, Row)
    assert isinstance(slowest, Row)
    assert isinstance(rate, Row)
    assert (median.measured, median.reference) == (300, 200)
    assert slowest.measured >= 400
    assert (rate.measured, rate.reference) == (0.5, 20)


def test_a_visit_without_a_push_is_told() -> None:
    assert rows([0.1], [0.2, 0.3], 1.0, 2)[-1] == Remark("2 visits without a push")


def run_of(created: int, *, rate: float = 640.0, memory: tuple[int, ...] = (70_000,) * 8) -> sync.Run:
    return sync.Run({"created": created}, rate, memory)


def test_a_synchronisation_meets_its_goals_at_altegios_ceiling_with_flat_memory_and_nobody_new() -> None:
    lines = sync.rows(run_of(9), run_of(0), [0.1, 0.2], [0.2, 0.3], 0)
    assert [line.missed for line in lines if isinstance(line, Row)] == [False] * len(lines)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (run_of(9, rate=600), run_of(0)),
        (run_of(9, memory=(70_000, 70_000, 70_000, 80_000)), run_of(0)),
        (run_of(9), run_of(1)),
    ],
)
def test_a_synchronisation_that_is_slow_or_grows_or_creates_twice_misses_a_goal(first: sync.Run, second: sync.Run) -> None:
    lines = sync.rows(first, second, [0.1, 0.2], [0.2, 0.3], 0)
    assert sum(isinstance(line, Row) and line.missed for line in lines) == 1


def test_calls_that_altegio_refused_are_told() -> None:
    assert sync.rows(run_of(9), run_of(0), [0.1, 0.2], [0.2, 0.3], 3)[-1] == Remark("3 calls were refused by Altegio's limits")


def test_a_flood_may_not_keep_another_business_waiting() -> None:
    assert [line.missed for line in flood.rows([0.2, 0.3], [0.3, 9.0], 900, 40) if isinstance(line, Row)] == [False] * 3
    assert [line.missed for line in flood.rows([0.2, 0.3], [0.3, 11.0], 900, 40) if isinstance(line, Row)] == [False, False, True]


def test_an_outage_is_over_soon_after_altegio_is_back() -> None:
    assert not any(line.missed for line in outage.rows([25.0, 20.0, 9.0, 3.0, 1.0, 1.0]) if isinstance(line, Row))
    assert any(line.missed for line in outage.rows([60.0, 1.0, 1.0, 1.0, 1.0, 1.0]) if isinstance(line, Row))
