"""What a benchmark tells: rows of a figure, what it is compared with, and the ratio of the two."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

_HEAD = ("what", "measured", "reference", "ratio", "goal")


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound of the ratio."""

    kind: Literal["<=", ">="]
    bound: float

    def met_by(self, ratio: float) -> bool:
        """Whether the ratio keeps the bound."""
        return ratio <= self.bound if self.kind == "<=" else ratio >= self.bound

    def __str__(self) -> str:
        return f"{self.kind} {self.bound:g}"


BUDGET = Goal("<=", 1)
"""The goal of a count whose reference is the most it may be."""


@dataclass(frozen=True, slots=True)
class Row:
    """Both figures have the same unit; `against` names the reference."""

    what: str
    measured: float
    unit: str
    against: str
    reference: float
    goal: Goal | None = None

    @property
    def ratio(self) -> float:
        """Measured to reference."""
        return self.measured / self.reference

    @property
    def missed(self) -> bool:
        """Whether there is a goal and it is not met."""
        return self.goal is not None and not self.goal.met_by(self.ratio)

    def cells(self) -> tuple[str, ...]:
        """As they are shown."""
        goal = "" if self.goal is None else f"{self.goal} {'missed' if self.missed else 'met'}"
        reference = f"{_figure(self.reference, self.unit)}  {self.against}"
        return self.what, _figure(self.measured, self.unit), reference, f"{self.ratio:.2f}", goal


@dataclass(frozen=True, slots=True)
class Remark:
    """A line in place of a row: why there is none."""

    text: str


Line = Row | Remark


def render(title: str, lines: Sequence[Line]) -> str:
    """One benchmark's part of the table."""
    table = [_HEAD, *(line.cells() for line in lines if isinstance(line, Row))]
    widths = [max(len(row[column]) for row in table) for column in range(len(_HEAD))]
    right = {1, 3}
    shown = [
        "  ".join(cell.rjust(width) if column in right else cell.ljust(width) for column, (cell, width) in _columns(row, widths))
        for row in table
    ]
    remarks = [line.text for line in lines if isinstance(line, Remark)]
    return "\n".join([title, *(f"  {text}".rstrip() for text in (*shown, *remarks))])


def _columns(row: Sequence[str], widths: Sequence[int]) -> enumerate[tuple[str, int]]:
    return enumerate(zip(row, widths, strict=True))


def _figure(value: float, unit: str) -> str:
    number = f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.1f}"
    return f"{number} {unit}".rstrip()
