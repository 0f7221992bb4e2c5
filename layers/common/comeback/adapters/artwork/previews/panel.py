"""A barcode on its white ground, with what people read below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from comeback.adapters.artwork.painter import BLACK, WHITE
from comeback.adapters.artwork.previews.codes import Drawn, drawn_code
from comeback.adapters.artwork.previews.letters import SCALE, Style, fitted

if TYPE_CHECKING:
    from comeback.adapters.artwork.previews.canvas import Canvas
    from comeback.domain.card_face import ShownCode

QUIET = 13.0
_SQUARE, _WIDE, _LINE_HEIGHT = 148.0, 286.0, 60.0
_UNDER, _UNDER_ROOM = (Style(12.5), Style(11), Style(9.5)), 14.0


@dataclass(frozen=True, slots=True)
class CodePanel:
    """Measures are points; each module has a whole number of pixels, so that all are alike."""

    code: ShownCode
    drawn: Drawn

    @property
    def height(self) -> float:
        """Of the white ground."""
        return len(self.drawn.rows) * self.module[1] / SCALE + 2 * QUIET + _UNDER_ROOM

    @property
    def module(self) -> tuple[int, int]:
        """Width and height of one, in pixels."""
        across = max(1, int(self._room * SCALE) // len(self.drawn.rows[0]))
        return across, across * self.drawn.stretch or round(_LINE_HEIGHT * SCALE)

    def put(self, canvas: Canvas, y: float, radius: float) -> None:
        """In the middle, its ground beginning at `y`."""
        width = len(self.drawn.rows[0]) * self.module[0] / SCALE
        ground = max(width, self._room) + 2 * QUIET
        canvas.box((canvas.width - ground) / 2, y, ground, self.height, WHITE, radius=radius)
        canvas.modules((canvas.width - width) / 2, y + QUIET, self.drawn.rows, self.module)
        style, text = fitted(self.code.text, _UNDER, ground - 2 * QUIET)
        canvas.text(canvas.width / 2, y + self.height - 9, text, style, BLACK, anchor="m")

    @property
    def _room(self) -> float:
        return _SQUARE if self.drawn.is_square else _WIDE


def panel_of(code: ShownCode) -> CodePanel:
    """The code drawn once."""
    return CodePanel(code, drawn_code(code.kind, code.message))
