"""The benchmarks' table: figures, ratios and goals."""

from dev.bench.rounds import fastest, medians
from dev.bench.table import BUDGET, Goal, Line, Remark, Row, render


def test_a_row_shows_both_figures_their_ratio_and_whether_the_goal_is_met() -> None:
    row = Row("import webhook", 184.0, "ms", "boto3", 160.0, Goal("<=", 1.15))
    assert row.cells() == ("import webhook", "184 ms", "160 ms  boto3", "1.15", "<= 1.15 met")


def test_a_goal_is_missed_on_the_wrong_side_of_its_bound() -> None:
    assert Row("requests", 5, "", "budget", 4, BUDGET).missed
    assert not Row("requests", 4, "", "budget", 4, BUDGET).missed
    assert Row("passes", 2, "/s", "openssl", 4, Goal(">=", 0.6)).missed
    assert not Row("passes", 2, "/s", "openssl", 4).missed


def test_columns_are_aligned_and_remarks_stand_below() -> None:
    rows: list[Line] = [Row("a", 1, "ms", "b", 2), Row("longer", 10_000, "ms", "b", 2), Remark("node is missing")]
    title, head, first, second, remark = render("Title", rows).splitlines()
    assert (title, remark) == ("Title", "  node is missing")
    assert len({line.index("ms") for line in (first, second)}) == 1
    assert head.index("reference") == first.index("2 ms")


def test_rounds_are_interleaved_and_the_first_does_not_count() -> None:
    asked: list[str] = []
    figures = {"a": iter([100.0, 1, 2, 9]), "b": iter([100.0, 4, 5, 6])}

    def measure(name: str) -> float:
        asked.append(name)
        return next(figures[name])

    assert medians(3, {name: lambda name=name: measure(name) for name in figures}) == {"a": 2, "b": 5}  # type: ignore[misc]
    assert asked == ["a", "b"] * 4


def test_the_fastest_round_is_what_a_program_can_do() -> None:
    figures = iter([100.0, 1, 9, 2])
    assert fastest(3, {"a": lambda: next(figures)}) == {"a": 9}
