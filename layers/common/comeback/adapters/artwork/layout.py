"""Where the stamps of a card stand on the strip, in points of 375 x 144."""

from dataclasses import dataclass
from math import ceil

STRIP = (375.0, 144.0)
# Phones crop: nothing stands nearer to an edge than 8 % (wallets.md §1.5).
_MARGIN = 0.09
_GAP = 0.26
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
    step = 2 * radius * (1 + _GAP)
    middle_x, middle_y = STRIP[0] / 2, STRIP[1] / 2
    centres: list[tuple[float, float]] = []
    for row in range(rows):
        count = size // rows + (1 if row < size % rows else 0)
        y = middle_y + (row - (rows - 1) / 2) * step
        centres += [(middle_x + (place - (count - 1) / 2) * step, y) for place in range(count)]
    return Layout(tuple(centres), radius)


def _radius(size: int, rows: int) -> float:
    columns = ceil(size / rows)
    width, height = STRIP[0] * (1 - 2 * _MARGIN), STRIP[1] * (1 - 2 * _MARGIN)
    across = width / (columns + (columns - 1) * _GAP) / 2
    down = height / (rows + (rows - 1) * _GAP) / 2
    return min(across, down, _LARGEST_RADIUS)
