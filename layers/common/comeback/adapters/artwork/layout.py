"""Where the stamps of a card stand on its pictures, in points."""

from dataclasses import dataclass
from math import ceil

_GAP, _WIDEST_GAP = 0.26, 0.42
_LARGEST_RADIUS = 31.0


@dataclass(frozen=True, slots=True)
class Canvas:
    """A picture with stamps: nothing of them stands nearer to its edges than the margins."""

    width: float
    height: float
    margin_x: float
    margin_y: float


# Phones crop: nothing stands nearer to an edge than 8 %, and older ones show only the middle 123 points of the height
# (wallets.md §1.5).
STRIP = Canvas(375.0, 144.0, 30.0, 17.0)
# Google's wide picture is flatter: 1032 x 336 pixels at three for a point (§4.3).
HERO = Canvas(344.0, 112.0, 28.0, 9.5)


@dataclass(frozen=True, slots=True)
class Layout:
    """Centres in reading order, and the radius of each stamp."""

    centres: tuple[tuple[float, float], ...]
    radius: float


def layout(size: int, canvas: Canvas = STRIP) -> Layout:
    """The number of rows that lets the stamps be largest; rows differ by at most one stamp, longer ones first."""
    rows = max(range(1, min(size, 4) + 1), key=lambda count: (round(_radius(size, count, canvas), 3), -count))
    radius = _radius(size, rows, canvas)
    columns = ceil(size / rows)
    down = 2 * radius * (1 + _GAP)
    # Where the height limits the stamps, their rows still reach to both margins, if that does not tear them apart.
    room = (canvas.width - 2 * canvas.margin_x - 2 * radius) / max(1, columns - 1)
    across = max(down, min(room, 2 * radius * (1 + _WIDEST_GAP)))
    middle_x, middle_y = canvas.width / 2, canvas.height / 2
    centres: list[tuple[float, float]] = []
    for row in range(rows):
        count = size // rows + (1 if row < size % rows else 0)
        y = middle_y + (row - (rows - 1) / 2) * down
        centres += [(middle_x + (place - (count - 1) / 2) * across, y) for place in range(count)]
    return Layout(tuple(centres), radius)


def _radius(size: int, rows: int, canvas: Canvas) -> float:
    columns = ceil(size / rows)
    width, height = canvas.width - 2 * canvas.margin_x, canvas.height - 2 * canvas.margin_y
    across = width / (columns + (columns - 1) * _GAP) / 2
    down = height / (rows + (rows - 1) * _GAP) / 2
    return min(across, down, _LARGEST_RADIUS)
