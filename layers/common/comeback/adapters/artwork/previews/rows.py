"""Rows of labelled texts, as the cards of both wallets have them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from comeback.adapters.artwork.previews.letters import Style, cut, width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from comeback.adapters.artwork.previews.canvas import Canvas
    from comeback.domain.card_face import ShownField
    from comeback.domain.contrast import Rgb

_GAP = 14.0


class RowLook(NamedTuple):
    """Styles of labels and of values (the largest first), how far values stand below labels, and the colours of both."""

    label: Style
    values: Sequence[Style]
    down: float
    colours: tuple[Rgb, Rgb]


class Place(NamedTuple):
    """Where a row may stand. `foot`: of its labels."""

    left: float
    width: float
    foot: float


def spread(canvas: Canvas, fields: Sequence[ShownField], look: RowLook, place: Place) -> None:
    """Over the whole width: what is spare is shared."""
    if fields:
        style, widths = _widths(fields, look, place.width)
        spare = (place.width - _whole(widths)) / len(widths)
        _put(canvas, fields, look._replace(values=[style]), place, [width + spare for width in widths])


def packed(canvas: Canvas, fields: Sequence[ShownField], look: RowLook, place: Place) -> float:
    """At the right, each field against its right edge. How wide the row is."""
    style, widths = _widths(fields, look, place.width)
    width = _whole(widths)
    at_end = [replace(field, at_end=True) for field in fields]
    _put(canvas, at_end, look._replace(values=[style]), place._replace(left=place.left + place.width - width), widths)
    return width


def _widths(fields: Sequence[ShownField], look: RowLook, room: float) -> tuple[Style, list[float]]:
    """The largest style in which all stand beside each other; in the smallest the widest fields give way."""
    style, widths = look.values[-1], list[float]()
    for style in look.values:
        widths = [max(width_of(field.label, look.label), width_of(_line(field.text), style)) for field in fields]
        if _whole(widths) <= room:
            break
    return style, _capped(widths, room - _GAP * (len(widths) - 1))


def _capped(widths: list[float], room: float) -> list[float]:
    """No wider together than the room."""
    for place, width in enumerate(sorted(widths)):
        share = room / (len(widths) - place)
        if width > share:
            return [min(one, share) for one in widths]
        room -= width
    return widths


def _put(canvas: Canvas, fields: Sequence[ShownField], look: RowLook, place: Place, widths: Sequence[float]) -> None:
    x, (label_colour, colour) = place.left, look.colours
    for field, width in zip(fields, widths, strict=True):
        edge, anchor = (x + width, "r") if field.at_end else (x, "l")
        label, text = cut(field.label, look.label, width), cut(_line(field.text), look.values[0], width)
        canvas.text(edge, place.foot, label, look.label, label_colour, anchor=anchor)
        canvas.text(edge, place.foot + look.down, text, look.values[0], colour, anchor=anchor)
        x += width + _GAP


def _whole(widths: Sequence[float]) -> float:
    return sum(widths) + _GAP * max(0, len(widths) - 1)


def _line(text: str) -> str:
    """Fronts have one line for each."""
    return " ".join(text.split())
