"""Whether colours can be told apart: the ratio of WCAG 2, from 1 (the same) to 21 (black on white)."""

Rgb = tuple[int, int, int]

READABLE = 4.5
"""What text needs (success criterion 1.4.3, level AA)."""
SEEN = 1.2
"""What a stamp needs to stand out; the card says its number in text, so no more is asked of it (1.4.11)."""


def rgb(colour: str) -> Rgb:
    """The three channels of a `#rrggbb`."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def contrast(one: str, other: str) -> float:
    """Of two `#rrggbb`, in any order."""
    light, dark = sorted((_luminance(rgb(one)), _luminance(rgb(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable_on(background: str, *wanted: str, least: float = READABLE) -> str:
    """The first wanted colour that can be read there; else white or black, of which one always can."""
    return next(colour for colour in (*wanted, "#ffffff", "#000000") if contrast(colour, background) >= least)


def _luminance(channels: Rgb) -> float:
    red, green, blue = (level / 12.92 if level <= 0.04045 else ((level + 0.055) / 1.055) ** 2.4 for level in _shares(channels))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _shares(channels: Rgb) -> tuple[float, ...]:
    return tuple(level / 255 for level in channels)
