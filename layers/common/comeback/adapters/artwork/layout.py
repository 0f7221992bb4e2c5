"""Where the stamps of a card stand on the strip, in points of 375 x 144."""

from dataclasses import dataclass
from math import ceil

STRIP = (375.0, 144.0)
# Phones crop: nothing stands nearer to an edge than 8 %, and older ones show only the middle 123 points of the height
# (wallets.md §1.5).
_MARGIN_X, _MARGIN_Y = 30.0, 17.0
_GAP, _WIDEST_GAP = 0.26, 0.42
_LARGEST_RADIUS = 31.0


@dataclass(frozen=True, slots=True)
class Layout:
    """Centres in reading order, and the radius of each stamp."""

    centres: tuple[tuple[float, float], ...]
    radius: float


def layout(size: int) -> Layout:
    """The number of rows that lets the stamps be largest; rows differ by at most one stamp, longer ones first."""
    rows = max(range(1, min(size, 4) + 1), key=lambda count: (round(_radius(size, count), 3), -count))
    radius = _radius(size, rows)
    columns = ceil(size / rows)
    down = 2 * radius * (1 + _GAP)
    # Where the height limits the stamps, their rows still reach to both margins, if that does not tear them apart.
    room = (STRIP[0] - 2 * _MARGIN_X - 2 * radius) / max(1, columns - 1)
    across = max(down, min(room, 2 * radius * (1 + _WIDEST_GAP)))
    middle_x, middle_y = STRIP[0] / 2, STRIP[1] / 2
    centres: list[tuple[float, float]] = []
    for row in range(rows):
        count = size // rows + (1 if row < size % rows else 0)
        y = middle_y + (row - (rows - 1) / 2) * down
        centres += [(middle_x + (place - (count - 1) / 2) * across, y) for place in range(count)]
    return Layout(tuple(centres), radius)


def _radius(size: int, rows: int) -> float:
    columns = ceil(size / rows)
    width, height = STRIP[0] - 2 * _MARGIN_X, STRIP[1] - 2 * _MARGIN_Y
    across = width / (columns + (columns - 1) * _GAP) / 2
    down = height / (rows + (rows - 1) * _GAP) / 2
    return min(across, down, _LARGEST_RADIUS)
