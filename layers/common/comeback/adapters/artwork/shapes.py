"""Outlines in the square from -1 to 1 with y downwards, as points; drawn by the project itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import copysign, cos, pi, sin

from comeback.domain.design import Frame, Stamp

Points = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Part:
    """A closed outline that is filled, or cut out of what was there before."""

    points: Sequence[tuple[float, float]]
    is_hole: bool = False


def symbol(stamp: Stamp) -> tuple[Part, ...]:
    """The symbol of a stamp, part by part."""
    return _SYMBOLS[stamp]()


def frame(kind: Frame) -> Points:
    """The outer shape of a stamp, reaching about one from its middle."""
    return [_FRAMES[kind](2 * pi * step / _STEPS) for step in range(_STEPS)]


_STEPS = 240


def _round(angle: float) -> tuple[float, float]:
    return sin(angle), -cos(angle)


def _squircle(angle: float) -> tuple[float, float]:
    x, y = sin(angle), -cos(angle)
    return copysign(abs(x) ** 0.42, x) * 0.93, copysign(abs(y) ** 0.42, y) * 0.93


def _scallop(angle: float) -> tuple[float, float]:
    reach = 0.95 + 0.05 * cos(14 * angle)
    return reach * sin(angle), -reach * cos(angle)


def _hexagon(angle: float) -> tuple[float, float]:
    """Pointed at the top, with corners that are slightly round."""
    turned = (angle + pi / 6) % (pi / 3) - pi / 6
    reach = min(0.90 / cos(pi / 6 - abs(turned)), 0.995)
    return reach * sin(angle), -reach * cos(angle)


_FRAMES: dict[Frame, Callable[[float], tuple[float, float]]] = {
    "circle": _round, "squircle": _squircle, "hexagon": _hexagon, "scallop": _scallop,
}  # fmt: skip


def _disc(x: float, y: float, radius: float, *, is_hole: bool = False) -> Part:
    points = [(x + radius * sin(2 * pi * step / 60), y - radius * cos(2 * pi * step / 60)) for step in range(60)]
    return Part(points, is_hole)


def _rounded(box: tuple[float, float, float, float], corner: float, *, is_hole: bool = False) -> Part:
    """A rectangle (left, top, right, bottom) with round corners."""
    left, top, right, bottom = box
    middles = ((right - corner, top + corner), (right - corner, bottom - corner), (left + corner, bottom - corner))
    corners = (*middles, (left + corner, top + corner))
    points = [
        (x + corner * sin(pi / 2 * (turn + step / 8)), y - corner * cos(pi / 2 * (turn + step / 8)))
        for turn, (x, y) in enumerate(corners)
        for step in range(9)
    ]
    return Part(points, is_hole)


def _turned(part: Part, degrees: float, about: tuple[float, float] = (0.0, 0.0)) -> Part:
    """Clockwise."""
    angle, (across, down) = degrees * pi / 180, about
    moved = [(x - across, y - down) for x, y in part.points]
    turned = [(across + x * cos(angle) - y * sin(angle), down + x * sin(angle) + y * cos(angle)) for x, y in moved]
    return Part(turned, part.is_hole)


def _polar(radius: float, turn: float) -> tuple[float, float]:
    """A point `turn` (0..1) clockwise from the top."""
    angle = 2 * pi * turn
    return radius * sin(angle), -radius * cos(angle)


def petal(width: float, length: float) -> Points:
    """Upwards from the origin, pointed at both ends."""
    up = [(width * sin(pi * step / 30) ** 1.2, -length * step / 30) for step in range(31)]
    return up + [(-x, y) for x, y in reversed(up)]


def _star() -> tuple[Part, ...]:
    """Five points, slightly full."""
    return (Part([_polar(1.0 if place % 2 == 0 else 0.46, place / 10) for place in range(10)]),)


def _flower() -> tuple[Part, ...]:
    """Five round petals as one closed curve, and its middle."""
    steps = 200
    curve = [_polar(0.50 + 0.44 * abs(cos(2.5 * 2 * pi * step / steps)) ** 0.75, step / steps) for step in range(steps)]
    return Part(curve), _disc(0, 0, 0.22, is_hole=True)


def _heart() -> tuple[Part, ...]:
    steps = 120
    curve = []
    for step in range(steps):
        angle = 2 * pi * step / steps
        x = 16 * sin(angle) ** 3
        y = 13 * cos(angle) - 5 * cos(2 * angle) - 2 * cos(3 * angle) - cos(4 * angle)
        curve.append((x / 17.5, (-y - 2.5) / 16.5))
    return (Part(curve),)


def _check() -> tuple[Part, ...]:
    return (Part([(-0.86, 0.06), (-0.60, -0.20), (-0.24, 0.16), (0.60, -0.66), (0.86, -0.40), (-0.24, 0.70)]),)


def _scissors() -> tuple[Part, ...]:
    """Open, the points up: a ring and a blade for each side."""
    blade = Part([(-0.11, 0.46), (0.10, 0.46), (0.13, -0.2), (0.03, -1.12), (-0.05, -1.12), (-0.13, -0.2)])
    blades = tuple(_turned(blade, degrees, (0.0, 0.16)) for degrees in (-27, 27))
    rings = tuple(_disc(x, 0.64, 0.33) for x in (-0.47, 0.47))
    holes = tuple(_disc(x, 0.64, 0.18, is_hole=True) for x in (-0.47, 0.47))
    return (*blades, *rings, *holes, _disc(0, 0.14, 0.07, is_hole=True))


def _moustache() -> tuple[Part, ...]:
    """Two swept halves that meet under the nose."""
    upper = [
        (0.0, -0.20),
        (0.14, -0.36),
        (0.32, -0.42),
        (0.50, -0.34),
        (0.64, -0.14),
        (0.78, -0.02),
        (0.90, -0.10),
        (0.98, -0.28),
    ]
    lower = [(1.00, -0.06), (0.92, 0.18), (0.74, 0.36), (0.50, 0.42), (0.26, 0.34), (0.08, 0.16), (0.0, 0.02)]
    half = _smooth([*upper, *lower])
    return Part(half), Part([(-x, y) for x, y in half])


def _smooth(points: Points) -> Points:
    """A closed curve through the points (Catmull-Rom)."""
    count, curve = len(points), []
    for place in range(count):
        before, start, end, after = (points[(place + step) % count] for step in (-1, 0, 1, 2))
        for share in (0.0, 0.2, 0.4, 0.6, 0.8):
            across, down = zip(before, start, end, after, strict=True)
            curve.append((_between(share, *across), _between(share, *down)))
    return curve


def _between(share: float, *four: float) -> float:
    before, start, end, after = four
    slope, bend, twist = end - before, 2 * before - 5 * start + 4 * end - after, 3 * (start - end) + after - before
    return start + 0.5 * share * (slope + share * (bend + share * twist))


def _polish() -> tuple[Part, ...]:
    """A bottle with its tall cap, and a gleam on the glass."""
    cap = Part([(-0.26, -0.14), (-0.20, -1.0), (0.20, -1.0), (0.26, -0.14)])
    neck = _rounded((-0.36, -0.09, 0.36, 0.08), 0.06)
    glass = _rounded((-0.76, 0.13, 0.76, 1.0), 0.30)
    return cap, neck, glass, _rounded((-0.54, 0.36, -0.38, 0.78), 0.08, is_hole=True)


def _lotus() -> tuple[Part, ...]:
    """Five petals above the water, each with a gap to the one in front of it."""
    parts: list[Part] = []
    for degrees, width, length in ((-74, 0.20, 1.04), (74, 0.20, 1.04), (-38, 0.26, 1.24), (38, 0.26, 1.24), (0, 0.32, 1.44)):
        gap = [(x * 1.32, y * 1.03 + 0.02) for x, y in petal(width, length)]
        for points, is_hole in ((gap, True), (petal(width, length), False)):
            parts.append(_turned(Part([(x, y + 0.56) for x, y in points], is_hole), degrees, (0.0, 0.56)))
    return (*parts, _rounded((-0.62, 0.72, 0.62, 0.84), 0.06))


def _cross() -> tuple[Part, ...]:
    return _rounded((-0.34, -0.96, 0.34, 0.96), 0.16), _rounded((-0.96, -0.34, 0.96, 0.34), 0.16)


def _dumbbell() -> tuple[Part, ...]:
    """Held at a slant."""
    bar = _rounded((-0.6, -0.12, 0.6, 0.12), 0.05)
    plates = [_rounded((x - 0.13, -0.62, x + 0.13, 0.62), 0.10) for x in (-0.54, 0.54)]
    ends = [_rounded((x - 0.11, -0.40, x + 0.11, 0.40), 0.09) for x in (-0.83, 0.83)]
    tips = [_rounded((x - 0.05, -0.12, x + 0.05, 0.12), 0.04) for x in (-1.0, 1.0)]
    return tuple(_turned(part, -35) for part in (bar, *plates, *ends, *tips))


def _crown() -> tuple[Part, ...]:
    points = [(-0.72, 0.42), (-0.92, -0.44), (-0.42, -0.02), (0.0, -0.74), (0.42, -0.02), (0.92, -0.44), (0.72, 0.42)]
    balls = (_disc(-0.92, -0.50, 0.12), _disc(0, -0.80, 0.13), _disc(0.92, -0.50, 0.12))
    return Part(points), *balls, _rounded((-0.72, 0.54, 0.72, 0.76), 0.07)


def _gift() -> tuple[Part, ...]:
    """A box with lid, ribbon and bow."""
    bows = [_turned(Part([(x, y - 0.36) for x, y in petal(0.22, 0.62)]), degrees, (0.0, -0.36)) for degrees in (-42, 42)]
    box = _rounded((-0.76, -0.02, 0.76, 0.94), 0.10)
    lid = _rounded((-0.90, -0.36, 0.90, -0.08), 0.08)
    return (*bows, box, lid, _rounded((-0.09, -0.36, 0.09, 0.94), 0.01, is_hole=True))


_SYMBOLS: dict[Stamp, Callable[[], tuple[Part, ...]]] = {
    "check": _check, "flower": _flower, "heart": _heart, "star": _star, "scissors": _scissors, "moustache": _moustache,
    "polish": _polish, "lotus": _lotus, "cross": _cross, "dumbbell": _dumbbell, "crown": _crown, "gift": _gift,
}  # fmt: skip
