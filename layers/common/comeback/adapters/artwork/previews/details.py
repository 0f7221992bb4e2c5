"""What is read on the back of a card, or below it, as a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comeback.adapters.artwork.painter import WHITE
from comeback.adapters.artwork.previews.canvas import Canvas, on_a_page
from comeback.adapters.artwork.previews.letters import Style, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from comeback.domain.card_face import ShownField
    from comeback.domain.contrast import Rgb

WIDTH = 375.0
_EDGE, _RADIUS = 18.0, 13.0
_LABEL, _TEXT = Style(12, is_bold=True), Style(15)
_LABEL_STEP, _STEP, _GAP = 17.0, 21.0, 15.0
_MOST_LINES, _MOST_IN_ALL = 120, 400
_INK: Rgb = (28, 28, 32)
_SOFT: Rgb = (104, 104, 116)
_LINK: Rgb = (10, 98, 208)
_LINE: Rgb = (226, 226, 231)


def details_list(fields: Sequence[ShownField]) -> bytes:
    """A PNG."""
    blocks = list(_blocks(fields))
    canvas = Canvas(WIDTH, sum(_height(*block) for block in blocks) or 2 * _GAP, WHITE)
    y = 0.0
    for field, lines in blocks:
        if y:
            canvas.box(_EDGE, y, WIDTH - _EDGE, 0.5, _LINE)
        _put(canvas, field, lines, y + _GAP)
        y += _height(field, lines)
    return on_a_page(canvas.image, _RADIUS)


def _blocks(fields: Sequence[ShownField]) -> Iterator[tuple[ShownField, list[str]]]:
    """Whatever an owner writes, the picture has an end."""
    left = _MOST_IN_ALL
    for field in fields:
        lines = lines_of(field.text, _TEXT, WIDTH - 2 * _EDGE, _MOST_LINES)
        left -= len(lines) + 2
        if left > 0:
            yield field, lines


def _height(field: ShownField, lines: Sequence[str]) -> float:
    return 2 * _GAP + (_LABEL_STEP + 4 if field.label else 0) + len(lines) * _STEP - 4


def _put(canvas: Canvas, field: ShownField, lines: Sequence[str], y: float) -> None:
    if field.label:
        for label in lines_of(field.label, _LABEL, WIDTH - 2 * _EDGE, 1):
            canvas.text(_EDGE, y + 10, label, _LABEL, _SOFT)
        y += _LABEL_STEP + 4
    for row, line in enumerate(lines):
        canvas.text(_EDGE, y + 12 + row * _STEP, line, _TEXT, _LINK if field.links else _INK)
