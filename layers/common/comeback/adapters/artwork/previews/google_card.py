"""A loyalty card as Google Wallet shows it, in the template that holds when a class names none (wallets.md §4.2, §4.3)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from comeback.adapters.artwork.painter import mix
from comeback.adapters.artwork.previews.canvas import Canvas, faded, on_a_page, size_of
from comeback.adapters.artwork.previews.letters import Style, fitted, lines_of
from comeback.adapters.artwork.previews.panel import panel_of
from comeback.adapters.artwork.previews.rows import Place, RowLook, spread
from comeback.domain.contrast import rgb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from comeback.domain.card_face import GoogleFace, ShownField

WIDTH, HEAD = 375.0, 76.0
_RADIUS, _EDGE, _LOGO = 24.0, 22.0, 40.0
_ISSUER = tuple(Style(size, is_bold=True) for size in (15, 14))
_TITLE = tuple(Style(size) for size in (25, 22, 19))
_MOST_LINES, _LEADING = 2, 1.2
_LABEL, _VALUES = Style(12), tuple(Style(size) for size in (18, 16, 14))


def google_card(face: GoogleFace, logo: bytes, hero: bytes) -> bytes:
    """A PNG; as high as what is on it."""
    panel, hero_height, (title, lines) = panel_of(face.code), _height_of(hero), _title(face.title)
    points = HEAD + 22 + len(lines) * title.size * _LEADING
    code = points + 62
    height = code + panel.height + 24 + hero_height
    ground, ink = rgb(face.background), rgb(face.foreground)
    canvas = Canvas(WIDTH, height, ground)
    _head(canvas, face, logo)
    for row, line in enumerate(lines):
        canvas.text(_EDGE, HEAD + 16 + title.size * (0.8 + row * _LEADING), line, title, ink)
    look = RowLook(_LABEL, _VALUES, 22, (mix(ground, ink, 0.78), ink))
    spread(canvas, _at_both_ends(face.points), look, Place(_EDGE, WIDTH - 2 * _EDGE, points + 18))
    panel.put(canvas, code, 14)
    if hero:
        canvas.picture(hero, 0, height - hero_height, (WIDTH, hero_height))
    return on_a_page(faded(canvas.image) if face.is_over else canvas.image, _RADIUS)


def _head(canvas: Canvas, face: GoogleFace, logo: bytes) -> None:
    """Logos are cut to a circle."""
    ground, ink, left = rgb(face.background), rgb(face.foreground), _EDGE
    if logo:
        canvas.picture(logo, _EDGE, (HEAD - _LOGO) / 2, (_LOGO, _LOGO), radius=_LOGO / 2)
        left += _LOGO + 12
    style, issuer = fitted(face.issuer, _ISSUER, WIDTH - _EDGE - left)
    canvas.text(left, HEAD / 2 + style.size * 0.36, issuer, style, ink)
    canvas.box(0, HEAD - 0.5, WIDTH, 0.5, mix(ground, ink, 0.22))


def _at_both_ends(points: Sequence[ShownField]) -> list[ShownField]:
    """Of two, the second stands at the right."""
    return [*points[:1], *(replace(one, at_end=True) for one in points[1:])]


def _title(text: str) -> tuple[Style, list[str]]:
    """Two lines at most."""
    room = WIDTH - 2 * _EDGE
    for style in _TITLE:
        lines = lines_of(text, style, room, _MOST_LINES)
        if lines == lines_of(text, style, room, _MOST_LINES + 1):
            return style, lines
    return _TITLE[-1], lines_of(text, _TITLE[-1], room, _MOST_LINES)


def _height_of(hero: bytes) -> float:
    if not hero:
        return 0.0
    width, height = size_of(hero)
    return WIDTH * height / width
