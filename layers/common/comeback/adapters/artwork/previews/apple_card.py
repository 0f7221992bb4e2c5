"""A store card as an iPhone shows it (wallets.md §1.3, §1.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comeback.adapters.artwork.previews.canvas import Canvas, faded, on_a_page, size_of
from comeback.adapters.artwork.previews.letters import SCALE, Style, fitted
from comeback.adapters.artwork.previews.panel import panel_of
from comeback.adapters.artwork.previews.rows import Place, RowLook, packed, spread
from comeback.domain.contrast import rgb

if TYPE_CHECKING:
    from comeback.domain.card_face import AppleFace

WIDTH, HEADER, STRIP = 375.0, 70.0, 144.0
_HEIGHT, _RADIUS, _EDGE = 520.0, 13.0, 14.0
_LOGO, _LOGO_LEFT = (160.0, 50.0), 10.0
_LABEL = Style(10.5, is_bold=True)
_VALUES = tuple(Style(size) for size in (19, 17, 15, 13))
_LOGO_TEXT = tuple(Style(size, is_bold=True) for size in (19, 17, 15))
_MOST_FIGURES = 190.0


def apple_card(face: AppleFace, logo: bytes, strip: bytes) -> bytes:
    """A PNG."""
    canvas = Canvas(WIDTH, _HEIGHT, rgb(face.background))
    _head(canvas, face, logo)
    if strip:
        canvas.picture(strip, 0, HEADER, (WIDTH, STRIP))
    colours = rgb(face.label), rgb(face.foreground)
    foot = HEADER + (STRIP if strip else 0)
    spread(canvas, face.front, RowLook(_LABEL, _VALUES, 23, colours), Place(_EDGE, WIDTH - 2 * _EDGE, foot + 23))
    panel = panel_of(face.code)
    panel.put(canvas, _HEIGHT - panel.height - 22, 6)
    return on_a_page(faded(canvas.image) if face.is_voided else canvas.image, _RADIUS)


def _head(canvas: Canvas, face: AppleFace, logo: bytes) -> None:
    """Logo and its text give way to the figures."""
    look = RowLook(_LABEL, _VALUES, 21, (rgb(face.label), rgb(face.foreground)))
    figures = packed(canvas, face.header, look, Place(WIDTH - _EDGE - _MOST_FIGURES, _MOST_FIGURES, 27))
    right = WIDTH - figures - 2 * _EDGE
    left = _put_logo(canvas, logo, right - _EDGE)
    style, text = fitted(face.logo_text, _LOGO_TEXT, right - left)
    canvas.text(left, HEADER / 2 + style.size * 0.36, text, style, rgb(face.foreground))


def _put_logo(canvas: Canvas, logo: bytes, room: float) -> float:
    """Where its text may begin."""
    if not logo:
        return _EDGE
    width, height = (side / SCALE for side in size_of(logo))
    scale = min(1.0, _LOGO[0] / width, _LOGO[1] / height, room / width)
    canvas.picture(logo, _LOGO_LEFT, (HEADER - height * scale) / 2, (width * scale, height * scale))
    return _LOGO_LEFT + width * scale + 8
