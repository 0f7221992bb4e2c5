"""Outlines in the unit square, as points; drawn by the project itself."""

from math import cos, pi, sin

from comeback.domain.design import Stamp

Points = list[tuple[float, float]]


def outline(stamp: Stamp) -> Points:
    """The symbol of a stamp, centred in the square from -1 to 1 with y downwards."""
    return {"flower": _flower, "heart": _heart, "star": star, "check": _check}[stamp]()


def star() -> Points:
    """Five points, slightly full."""
    return [_polar(1.0 if place % 2 == 0 else 0.46, place / 10) for place in range(10)]


def _flower() -> Points:
    """Five round petals as one closed curve."""
    steps = 200
    return [_polar(0.50 + 0.44 * abs(cos(2.5 * 2 * pi * step / steps)) ** 0.75, step / steps) for step in range(steps)]


def _heart() -> Points:
    steps = 120
    curve = []
    for step in range(steps):
        angle = 2 * pi * step / steps
        x = 16 * sin(angle) ** 3
        y = 13 * cos(angle) - 5 * cos(2 * angle) - 2 * cos(3 * angle) - cos(4 * angle)
        curve.append((x / 17.5, (-y - 2.5) / 16.5))
    return curve


def _check() -> Points:
    return [(-0.86, 0.06), (-0.60, -0.20), (-0.24, 0.16), (0.60, -0.66), (0.86, -0.40), (-0.24, 0.70)]


def _polar(radius: float, turn: float) -> tuple[float, float]:
    """A point `turn` (0..1) clockwise from the top."""
    angle = 2 * pi * turn
    return radius * sin(angle), -radius * cos(angle)
