"""The ground of a strip: soft light, and an ornament that stays behind the stamps."""

from __future__ import annotations

from math import pi, sin
from typing import TYPE_CHECKING

from comeback.adapters.artwork.painter import BLACK, WHITE, Mask, blurred, gradient, is_bright, lay, mix
from comeback.adapters.artwork.shapes import petal
from comeback.domain.contrast import rgb

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL import Image

    from comeback.domain.design import Design, Pattern

_SMOOTHED = 2  # A strip is large: twice its size is smooth enough for what is faint.


def ground(design: Design, width: int, height: int) -> Image.Image:
    """The strip without stamps: a soft light from the top left, the ornament over it."""
    base = rgb(design.background)
    bright = is_bright(base)
    # Brightened by a neutral colour: a saturated accent mixed into a ground of another hue would give mud.
    top = mix(base, WHITE if bright else rgb(design.foreground), 0.10)
    picture = gradient(width, height, top, mix(base, BLACK, 0.05 if bright else 0.18))
    glow = Mask(width, height, oversampled=1).disc(width * 0.16, -height * 0.25, height * 0.75)
    lay(picture, blurred(glow, height * 0.30), rgb(design.accent), 0.10)
    ornament = Mask(width, height, oversampled=_SMOOTHED)
    _DRAWN[design.pattern](ornament, width, height)
    lay(picture, ornament, rgb(design.accent), 0.16 if bright else 0.11)
    return picture


def _plain(_mask: Mask, _width: float, _height: float) -> None:
    pass


def _petals(mask: Mask, width: float, height: float) -> None:
    """Two blossoms that grow in from opposite corners."""
    for x, y, size, start in ((0.97, 1.02, 0.98, -100), (0.02, -0.04, 0.80, 90)):
        for step in range(7):
            mask.shape(petal(0.15, 1.0), width * x, height * y, height * size, turned=start + step * 30)


def _stripes(mask: Mask, width: float, height: float) -> None:
    """As on a barber's pole."""
    step, slant = height * 0.30, height * 0.62
    for place in range(-3, int(width / step) + 3):
        left = place * step
        mask.shape([(left, height), (left + step * 0.42, height), (left + step * 0.42 + slant, 0), (left + slant, 0)], 0, 0, 1)


def _drops(mask: Mask, width: float, height: float) -> None:
    """Drops of varnish, scattered by the golden angle so that they never line up."""
    for place in range(1, 44):
        across, down = (place * 0.618034) % 1, (place * 0.754878) % 1
        mask.disc(width * across, height * down, height * (0.018 + 0.055 * ((place * 0.569840) % 1)))


def _waves(mask: Mask, width: float, height: float) -> None:
    """Rings of water, one above the other."""
    for row in range(7):
        middle, thick = height * (0.10 + row * 0.145), height * 0.026
        steps = [width * step / 160 for step in range(161)]
        line = [(x, middle + height * 0.042 * sin(2 * pi * (x / width * 4 + row * 0.5))) for x in steps]
        mask.shape([*line, *((x, y + thick) for x, y in reversed(line))], 0, 0, 1)


def _grid(mask: Mask, width: float, height: float) -> None:
    """Small crosses at even distances."""
    step = height / 6
    for row in range(7):
        for column in range(int(width / step) + 2):
            x, y, arm = (column + (0.5 if row % 2 else 0)) * step, row * step, step * 0.17
            mask.shape([(-1, -0.3), (1, -0.3), (1, 0.3), (-1, 0.3)], x, y, arm)
            mask.shape([(-0.3, -1), (0.3, -1), (0.3, 1), (-0.3, 1)], x, y, arm)


def _chevrons(mask: Mask, width: float, height: float) -> None:
    """Arrows that drive to the right."""
    step, thick, reach = height * 0.52, height * 0.15, height * 0.5
    for place in range(-2, int(width / step) + 2):
        left = place * step
        mask.shape(
            [
                (left, 0), (left + thick, 0), (left + thick + reach, height / 2), (left + thick, height), (left, height),
                (left + reach, height / 2),
            ],
            0, 0, 1,
        )  # fmt: skip


_DRAWN: dict[Pattern, Callable[[Mask, float, float], None]] = {
    "plain": _plain, "petals": _petals, "stripes": _stripes, "drops": _drops, "waves": _waves, "grid": _grid,
    "chevrons": _chevrons,
}  # fmt: skip
