"""Where everything stands on a poster: shapes in points from the top left of an A4 sheet, which A5 has smaller."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import segno

from comeback.adapters.posters.letters import BOLD, REGULAR, fitted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from comeback.domain.poster import Paper, Poster

WIDTH, HEIGHT = 595.0, 842.0
SCALE: dict[Paper, float] = {"a4": 1.0, "a5": 0.7071}
_BAND, _EDGE, _MIDDLE = 500.0, 48.0, WIDTH / 2
_INK, _SOFT, _PAPER = "#1d1a26", "#5d586b", "#ffffff"
_PANEL, _CODE, _PANEL_TOP = 272.0, 232.0, 296.0
_COLUMN, _STEP_TOP = 153.0, 660.0
# Rows that only touch each other show a hair of white between them.
_OVERLAP = 0.12
# The letters of whoever shows an SVG may be wider than ours.
_ROOM = WIDTH - 2 * _EDGE - 20


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle with round corners."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, `x` and `y` at its foot."""

    x: float
    y: float
    text: str
    size: float
    colour: str
    font: str = REGULAR
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A square PNG, cut to a circle."""

    x: float
    y: float
    side: float
    png: bytes


Shape = Box | Line | Picture


def shapes_of(poster: Poster) -> Iterator[Shape]:
    """Everything, from the back to the front."""
    yield Box(0, 0, WIDTH, HEIGHT, _PAPER)
    yield Box(0, 0, WIDTH, _BAND, poster.design.background)
    yield from _owner(poster)
    yield from _offer(poster)
    yield from _code(poster)
    yield from _steps(poster)
    yield from _foot(poster)


def _owner(poster: Poster) -> Iterator[Shape]:
    left = _EDGE
    if poster.logo:
        yield Picture(_EDGE, 40, 56, poster.logo)
        left += 72
    room = WIDTH - _EDGE - left
    size, (name,) = fitted(poster.owner, BOLD, (22, 18, 15), (room, 1))
    yield Line(left, 66, name, size, poster.design.foreground, BOLD)
    size, (title,) = fitted(poster.title, REGULAR, (14, 12, 10), (room, 1))
    yield Line(left, 87, title, size, poster.design.label)


def _offer(poster: Poster) -> Iterator[Shape]:
    size, lines = fitted(poster.headline, BOLD, (54, 46, 38, 32, 26), (_ROOM, 2))
    # As much room above as below, whether one line or two.
    y = 205 - (len(lines) - 1) * size * 0.55
    yield Line(_MIDDLE, y - size * 0.95 - 6, poster.label.upper(), 13, poster.design.label, BOLD, centred=True)
    for line in lines:
        yield Line(_MIDDLE, y, line, size, poster.design.foreground, BOLD, centred=True)
        y += size * 1.12
    if poster.under:
        yield Line(_MIDDLE, y - size * 1.12 + 32, poster.under, 17, poster.design.label, centred=True)


def _code(poster: Poster) -> Iterator[Shape]:
    """With its quiet zone of four modules; the level of correction that bears a scratch."""
    yield Box(_MIDDLE - _PANEL / 2 - 1, _PANEL_TOP - 1, _PANEL + 2, _PANEL + 2, "#d9d3c8", 23)
    yield Box(_MIDDLE - _PANEL / 2, _PANEL_TOP, _PANEL, _PANEL, _PAPER, 22)
    rows = [bytes(row) for row in segno.make_qr(poster.address, error="m").matrix]
    side = _CODE / len(rows)
    left, top = _MIDDLE - _CODE / 2, _PANEL_TOP + (_PANEL - _CODE) / 2
    for number, row in enumerate(rows):
        for start, length in _runs(row):
            yield Box(left + start * side, top + number * side, length * side, side + _OVERLAP, "#000000")
    size, (call,) = fitted(poster.call, BOLD, (19, 16, 13), (_ROOM, 1))
    yield Line(_MIDDLE, _PANEL_TOP + _PANEL + 38, call, size, _INK, BOLD, centred=True)


def _runs(row: bytes) -> Iterator[tuple[int, int]]:
    """Dark modules beside each other, as one box: where and how many."""
    start = 0
    while (start := row.find(1, start)) >= 0:
        end = row.find(0, start)
        end = len(row) if end < 0 else end
        yield start, end - start
        start = end


def _steps(poster: Poster) -> Iterator[Shape]:
    gap = (WIDTH - 2 * _EDGE - 3 * _COLUMN) / 2
    for number, step in enumerate(poster.steps):
        left = _EDGE + number * (_COLUMN + gap)
        yield Box(left, _STEP_TOP, 30, 30, poster.design.background, 15)
        yield Line(left + 15, _STEP_TOP + 20.5, str(number + 1), 15, poster.design.foreground, BOLD, centred=True)
        size, lines = fitted(step, REGULAR, (13, 12, 11, 10), (_COLUMN - 6, 4))
        for row, line in enumerate(lines):
            yield Line(left, _STEP_TOP + 50 + row * size * 1.36, line, size, _INK)


def _foot(poster: Poster) -> Iterator[Shape]:
    size, (address,) = fitted(poster.address.partition("?")[0], REGULAR, (10, 9, 8, 7), (_ROOM, 1))
    yield Line(_MIDDLE, 796 if poster.languages else 808, address, size, _SOFT, centred=True)
    if poster.languages:
        size, (languages,) = fitted(poster.languages, REGULAR, (10, 9, 8), (_ROOM, 1))
        yield Line(_MIDDLE, 814, languages, size, _SOFT, centred=True)
