"""Which benchmarks are run, and what the one of events and pushes says."""

import pytest

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
