"""The results as a table: a row for each function, call and outcome."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dev.faults.trial import Result

_HEAD = ("act", "function", "call", "fault", "what came of it", "books")


def render(results: Iterable[Result]) -> str:
    """Aligned columns; faults with the same outcome share a row."""
    rows = [_HEAD, *_rows(sorted(results, key=_place))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)


def _place(result: Result) -> tuple[str, str, str, str, bool]:
    return result.act, result.function, result.operation, result.outcome, result.right


def _rows(results: Sequence[Result]) -> Iterable[tuple[str, ...]]:
    for (act, function, operation, outcome, right), same in groupby(results, _place):
        faults = ", ".join(one.trouble.value for one in same)
        yield act, function, operation, faults, outcome, "right" if right else "WRONG"
