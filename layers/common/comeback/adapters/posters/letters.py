"""The letters of posters: Inter, as far as it is shipped, measured and cut into lines."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont

_FOLDER = Path(__file__).parents[2] / "fonts"
REGULAR, BOLD = "Inter-Regular", "Inter-SemiBold"


@cache
def fonts() -> dict[str, TTFont]:
    """Both weights, known to the PDF library from now on."""
    loaded = {name: TTFont(name, _FOLDER / f"{name}.ttf") for name in (REGULAR, BOLD)}
    for font in loaded.values():
        registerFont(font)
    return loaded


def width_of(text: str, font: str, size: float) -> float:
    """In points."""
    fonts()
    return float(stringWidth(text, font, size))


def missing_in(text: str) -> str:
    """The letters that we have not got."""
    known = fonts()[REGULAR].face.charToGlyph
    return "".join(letter for letter in dict.fromkeys(text) if ord(letter) not in known)


def lines_of(text: str, font: str, size: float, width: float) -> list[str]:
    """Words as many as fit on each line; a word longer than a line is cut."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer, font, size) <= width:
            lines[-1] = longer
            continue
        pieces = _pieces(word, font, size, width)
        lines = [*(line for line in lines if line), *pieces]
    return lines


def fitted(text: str, font: str, sizes: tuple[float, ...], room: tuple[float, int]) -> tuple[float, list[str]]:
    """The largest size at which the text fits into the `room`, a width and a number of lines; at the smallest it is cut."""
    width, most = room
    for size in sizes:
        lines = lines_of(text, font, size, width)
        if len(lines) <= most:
            return size, lines
    size = sizes[-1]
    lines = lines_of(text, font, size, width)[:most]
    return size, [*lines[:-1], f"{lines[-1][:-1].rstrip()}…"]


def _pieces(word: str, font: str, size: float, width: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width_of(pieces[-1] + letter, font, size) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces
