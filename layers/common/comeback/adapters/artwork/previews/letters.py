"""The letters of previews: Inter, measured in points and cut to the room that there is."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PIL import ImageFont

if TYPE_CHECKING:
    from collections.abc import Sequence

SCALE = 2
"""Pixels to a point."""
_FOLDER = Path(__file__).parents[3] / "fonts"
_REGULAR, _BOLD = "Inter-Regular", "Inter-SemiBold"
_DOTS = "…"
_MOST_FONTS, _MOST_LETTERS = 64, 2048
_UNSEEN = {0x09: 0x20, 0x0A: 0x20, 0x0D: None, 0x202F: 0xA0, 0x2009: 0xA0, 0x2007: 0xA0, 0xFE0F: None, 0x200D: None}


class Style(NamedTuple):
    """`size` in points."""

    size: float
    is_bold: bool = False


_ANY = Style(10)


@lru_cache(_MOST_FONTS)
def font(style: Style) -> ImageFont.FreeTypeFont:
    """Without Raqm, which loads what the machine may or may not have: the same letters stand at the same places everywhere."""
    path = _FOLDER / f"{_BOLD if style.is_bold else _REGULAR}.ttf"
    return ImageFont.truetype(path, style.size * SCALE, layout_engine=ImageFont.Layout.BASIC)


def plain(text: str) -> str:
    """In one line, with spaces that we have and without marks that nobody sees."""
    return text.translate(_UNSEEN)


@lru_cache(_MOST_LETTERS)
def is_ours(letter: str) -> bool:
    """Whether we have it: Latin, Greek and Cyrillic ones, no pictures and no letters of Asia."""
    return letter.isspace() or font(_ANY).getmask(letter).getbbox() is not None


def width_of(text: str, style: Style) -> float:
    """In points."""
    return font(style).getlength(plain(text)) / SCALE


def fitted(text: str, styles: Sequence[Style], room: float) -> tuple[Style, str]:
    """The first style, the largest, in which the text fits; in the last one it is cut."""
    for style in styles:
        if width_of(text, style) <= room:
            return style, text
    return styles[-1], cut(text, styles[-1], room)


def cut(text: str, style: Style, room: float) -> str:
    """As much as fits, with dots for the rest."""
    if width_of(text, style) <= room:
        return text
    kept = text
    while kept and width_of(kept + _DOTS, style) > room:
        kept = kept[:-1].rstrip()
    return kept + _DOTS


def lines_of(text: str, style: Style, room: float, most: int) -> list[str]:
    """Its own lines, broken between words where they are too long, and within a word that is too long for a line."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        lines += _broken(paragraph, style, room)
        if len(lines) > most:
            return [*lines[: most - 1], cut(lines[most - 1] + _DOTS, style, room)]
    return lines


def _broken(paragraph: str, style: Style, room: float) -> list[str]:
    lines = [""]
    for word in paragraph.split():
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer, style) <= room:
            lines[-1] = longer
        else:
            lines = [*(line for line in lines if line), *_pieces(word, style, room)]
    return lines


def _pieces(word: str, style: Style, room: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width_of(pieces[-1] + letter, style) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces
