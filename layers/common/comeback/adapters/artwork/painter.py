"""Pillow on a canvas of several times the size, so that edges are smooth after scaling down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from math import cos, pi, sin
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

if TYPE_CHECKING:
    from comeback.adapters.artwork.shapes import Part

_OVERSAMPLED = 4
_COLOURS = 256
# What calms a photograph more and more, and the colours that are left.
_CALMER = (
    (ImageFilter.MedianFilter(3), 256), (ImageFilter.MedianFilter(3), 256), (ImageFilter.GaussianBlur(1.6), 128),
    (ImageFilter.GaussianBlur(2.6), 48),
)  # fmt: skip

Rgb = tuple[int, int, int]
Points = Sequence[tuple[float, float]]
BLACK, WHITE = (0, 0, 0), (255, 255, 255)


def is_bright(colour: Rgb) -> bool:
    """Whether dark things show on it (luma of ITU-R BT.601)."""
    red, green, blue = colour
    return 0.299 * red + 0.587 * green + 0.114 * blue > 140


def mix(one: Rgb, other: Rgb, share: float) -> Rgb:
    """`one` with this share of `other` in it."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


class Mask:
    """A shape as coverage 0..255, in pixels of the picture it will be laid on."""

    def __init__(self, width: int, height: int, oversampled: int = _OVERSAMPLED) -> None:
        """Empty. What will be blurred needs no smooth edges."""
        self._size, self._times = (width, height), oversampled
        self._large = Image.new("L", (width * oversampled, height * oversampled))
        self._draw = ImageDraw.Draw(self._large)

    def disc(self, x: float, y: float, radius: float) -> Mask:
        """Add a disc."""
        self._draw.ellipse(self._box(x, y, radius), fill=255)
        return self

    def shape(self, points: Points, x: float, y: float, scale: float, turned: float = 0) -> Mask:
        """Add a closed outline of unit size, turned clockwise by degrees, moved and scaled."""
        return self._polygon(points, (x, y, scale, turned), 255)

    def cut(self, points: Points, x: float, y: float, scale: float) -> Mask:
        """Take an outline away."""
        return self._polygon(points, (x, y, scale, 0), 0)

    def symbol(self, parts: Iterable[Part], x: float, y: float, scale: float) -> Mask:
        """Add a symbol, part by part; its holes are cut out of the symbol only."""
        for part in parts:
            self._polygon(part.points, (x, y, scale, 0), 0 if part.is_hole else 255)
        return self

    def _polygon(self, points: Points, place: tuple[float, float, float, float], level: int) -> Mask:
        x, y, scale, degrees = place
        across, along = cos(degrees * pi / 180), sin(degrees * pi / 180)
        turned = [(a * across - b * along, a * along + b * across) for a, b in points]
        self._draw.polygon([((x + a * scale) * self._times, (y + b * scale) * self._times) for a, b in turned], fill=level)
        return self

    def arc(self, x: float, y: float, radius: float, width: float, degrees: tuple[float, float]) -> Mask:
        """Add a part of a ring; degrees clockwise from three o'clock."""
        self._draw.arc(self._box(x, y, radius), degrees[0], degrees[1], fill=255, width=round(width * self._times))
        return self

    def _box(self, x: float, y: float, radius: float) -> list[float]:
        return [place * self._times for place in (x - radius, y - radius, x + radius, y + radius)]

    def scaled(self) -> Image.Image:
        """The mask in its true size."""
        return self._large.resize(self._size, Image.Resampling.BOX)


def lay(picture: Image.Image, mask: Mask | Image.Image, colour: Rgb, strength: float = 1.0) -> None:
    """Paint a mask onto the picture in one colour."""
    coverage = mask.scaled() if isinstance(mask, Mask) else mask
    if strength < 1:
        coverage = coverage.point([round(level * strength) for level in range(256)])
    picture.paste(Image.new("RGB", picture.size, colour), (0, 0), coverage)


def blurred(mask: Mask, radius: float) -> Image.Image:
    """The mask with soft edges, as a shadow or glow."""
    return mask.scaled().filter(ImageFilter.GaussianBlur(radius))


def gradient(width: int, height: int, start: Rgb, end: Rgb) -> Image.Image:
    """A diagonal blend from the top left to the bottom right."""
    across = Image.linear_gradient("L").rotate(90).resize((width, height), Image.Resampling.BILINEAR)
    down = Image.linear_gradient("L").resize((width, height), Image.Resampling.BILINEAR)
    coverage = ImageChops.blend(across, down, 0.4)
    return Image.composite(Image.new("RGB", (width, height), end), Image.new("RGB", (width, height), start), coverage)


def png(picture: Image.Image, colours: int = _COLOURS) -> bytes:
    """As a small PNG with a palette; the same picture gives the same bytes."""
    buffer = BytesIO()
    small = picture if picture.mode == "P" else _in_colours(picture, colours)
    # A higher level takes five times as long and saves 5 %.
    small.save(buffer, "PNG", compress_level=6)
    return buffer.getvalue()


def in_one_palette(one: Image.Image, other: Image.Image, colours: int = _COLOURS) -> tuple[Image.Image, Image.Image]:
    """Two pictures of one size, so that parts of one can be laid onto the other as they are."""
    both = Image.new("RGB", (one.width, 2 * one.height))
    both.paste(one, (0, 0))
    both.paste(other, (0, one.height))
    mapped = _in_colours(both, colours)
    return mapped.crop((0, 0, *one.size)), mapped.crop((0, one.height, *both.size))


def calmed(picture: Image.Image, most_bytes: int) -> tuple[Image.Image, int]:
    """A photograph as far as it fits in so many bytes, and in how many colours: grain goes first, which nobody sees at 460
    pixels to the inch, then edges.
    """
    colours = _COLOURS
    for calmer, fewer in _CALMER:
        if len(png(picture, colours)) <= most_bytes:
            break
        picture, colours = picture.filter(calmer), fewer
    return picture, colours


def photo_png(picture: Image.Image, most_bytes: int) -> bytes:
    """In so many bytes, if it can be."""
    return png(*calmed(picture, most_bytes))


def _in_colours(picture: Image.Image, colours: int) -> Image.Image:
    return picture.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


def transparent_png(mask: Mask, colour: Rgb) -> bytes:
    """One colour on nothing, with smooth edges."""
    buffer = BytesIO()
    coverage = mask.scaled()
    picture = Image.new("RGBA", coverage.size, (*colour, 0))
    picture.putalpha(coverage)
    picture.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def whole_png(picture: Image.Image) -> bytes:
    """In all its colours: an owner's picture."""
    buffer = BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def small_png(picture: Image.Image, most_bytes: int) -> bytes:
    """A logo in all its colours, unless it is a photograph."""
    whole = whole_png(picture)
    if len(whole) <= most_bytes:
        return whole
    alpha = picture.convert("RGBA").getchannel("A")
    if alpha.getextrema() == (255, 255):
        return photo_png(picture.convert("RGB"), most_bytes)
    # Few colours, but all the softness of its edges.
    few = _in_colours(*calmed(picture.convert("RGB"), most_bytes)).convert("RGB")
    few.putalpha(alpha)
    return whole_png(few)


def cover(picture: Image.Image, width: int, height: int) -> Image.Image:
    """Scaled to fill, cropped around the middle."""
    return ImageOps.fit(picture, (width, height), Image.Resampling.LANCZOS)


def contain(picture: Image.Image, width: int, height: int) -> Image.Image:
    """Scaled to fit in, whole."""
    return ImageOps.contain(picture, (width, height), Image.Resampling.LANCZOS)
