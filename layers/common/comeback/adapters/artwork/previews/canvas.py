"""A picture that is drawn in points, in twice as many pixels."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFilter

from comeback.adapters.artwork.painter import BLACK, WHITE, mix
from comeback.adapters.artwork.previews.letters import SCALE, Style, font, is_ours, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from comeback.domain.contrast import Rgb

_OVERSAMPLED = 4
_SHARES = {"l": 0.0, "m": 0.5, "r": 1.0}
_CAPITALS = 0.72
_PAGE: Rgb = (238, 238, 242)
_MARGIN, _BLUR, _FALL = 22, 9, 5
"""Around a card, in points: the page, and how far its shadow reaches down."""


class Canvas:
    """Measures are points; text stands on its baseline."""

    def __init__(self, width: float, height: float, colour: Rgb) -> None:
        """Even."""
        self.width, self.height = width, height
        self.image = Image.new("RGB", (_pixels(width), _pixels(height)), colour)
        self._draw = ImageDraw.Draw(self.image)

    def text(self, x: float, y: float, text: str, style: Style, colour: Rgb, *, anchor: str = "l") -> None:
        """`anchor`: what stands at `x`, the left or right end or the middle (`l`, `r`, `m`). A frame stands for a letter that
        phones have and we have not.
        """
        letters, said = font(style), plain(text)
        left = x * SCALE - letters.getlength(said) * _SHARES[anchor]
        self._draw.text((left, y * SCALE), said, colour, letters, anchor="ls")
        for place, letter in enumerate(said):
            if not is_ours(letter):
                start, end = left + letters.getlength(said[:place]), left + letters.getlength(said[: place + 1])
                top = (y - style.size * _CAPITALS) * SCALE
                self._draw.rectangle((start + SCALE, top, end - SCALE, y * SCALE), outline=colour, width=SCALE)

    def box(self, x: float, y: float, width: float, height: float, colour: Rgb, *, radius: float = 0) -> None:
        """Filled, with round corners."""
        place = [_pixels(side) for side in (x, y, x + width, y + height)]
        if radius:
            mask = rounded((place[2] - place[0], place[3] - place[1]), _pixels(radius))
            self.image.paste(colour, (place[0], place[1]), mask)
        else:
            self._draw.rectangle([place[0], place[1], place[2] - 1, place[3] - 1], colour)

    def modules(self, x: float, y: float, rows: Sequence[bytes], module: tuple[int, int]) -> None:
        """The dark parts of a barcode; `module`: width and height of one in pixels, so that all are alike."""
        across, down = module
        code = Image.frombytes("L", (len(rows[0]), len(rows)), b"".join(rows)).point([255] + [0] * 255)
        code = code.resize((code.width * across, code.height * down), Image.Resampling.NEAREST)
        self.image.paste(code.convert("RGB"), (_pixels(x), _pixels(y)))

    def picture(self, png: bytes, x: float, y: float, size: tuple[float, float], *, radius: float = 0) -> None:
        """Scaled to this size."""
        picture = Image.open(BytesIO(png)).convert("RGBA")
        target = _pixels(size[0]), _pixels(size[1])
        if picture.size != target:
            picture = picture.resize(target, Image.Resampling.LANCZOS)
        mask = picture.getchannel("A")
        if radius:
            mask = rounded(target, _pixels(radius))
        self.image.paste(picture.convert("RGB"), (_pixels(x), _pixels(y)), mask)


def size_of(png: bytes) -> tuple[int, int]:
    """In pixels."""
    return Image.open(BytesIO(png)).size


def on_a_page(card: Image.Image, radius: float) -> bytes:
    """A card with round corners and a soft shadow, as a PNG."""
    margin, mask = _pixels(_MARGIN), rounded(card.size, _pixels(radius))
    page = Image.new("RGB", (card.width + 2 * margin, card.height + 2 * margin), _PAGE)
    shadow = Image.new("L", page.size)
    shadow.paste(mask.point([level // 4 for level in range(256)]), (margin, margin + _pixels(_FALL)))
    page.paste(mix(_PAGE, BLACK, 0.8), (0, 0), shadow.filter(ImageFilter.BoxBlur(_pixels(_BLUR))))
    page.paste(card, (margin, margin), mask)
    return png_of(page)


def png_of(picture: Image.Image) -> bytes:
    """In all its colours: there may be photographs on it."""
    buffer = BytesIO()
    picture.save(buffer, "PNG", compress_level=6)
    return buffer.getvalue()


def faded(card: Image.Image) -> Image.Image:
    """As a card that is over: nearly without colour, and pale."""
    grey = Image.blend(card, card.convert("L").convert("RGB"), 0.85)
    return Image.blend(grey, Image.new("RGB", card.size, WHITE), 0.35)


def rounded(size: tuple[int, int], radius: int) -> Image.Image:
    """A mask in pixels, with smooth corners."""
    mask = Image.new("L", size, 255)
    corner = Image.new("L", (radius * _OVERSAMPLED, radius * _OVERSAMPLED))
    ImageDraw.Draw(corner).circle((radius * _OVERSAMPLED,) * 2, radius * _OVERSAMPLED, 255)
    corner = corner.resize((radius, radius), Image.Resampling.BOX)
    right, bottom = size[0] - radius, size[1] - radius
    for turns, place in enumerate(((0, 0), (0, bottom), (right, bottom), (right, 0))):
        mask.paste(corner.rotate(90 * turns), place)
    return mask


def _pixels(points: float) -> int:
    return round(points * SCALE)
