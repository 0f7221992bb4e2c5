"""Artist over Pillow: icon, logo, and one strip per state, without a single letter (text belongs into fields)."""

from dataclasses import dataclass

from PIL import Image

from comeback.adapters.artwork.layout import STRIP, layout
from comeback.adapters.artwork.painter import (
    BLACK,
    WHITE,
    Mask,
    Points,
    blurred,
    gradient,
    is_bright,
    lay,
    mix,
    png,
    transparent_png,
)
from comeback.adapters.artwork.shapes import outline, star
from comeback.domain.design import Design, artwork_version, rgb
from comeback.ports.artwork import Artwork

_ICON_POINTS = 38
_LOGO_POINTS = 50
# Google asks for 660 pixels at least, and for a margin of 15 %, because it cuts a circle (wallets.md §4.3).
_GOOGLE_PIXELS = 660


class PillowArtist:
    """Stateless."""

    def draw(self, design: Design, size: int) -> Artwork:
        """About a second for ten stamps."""
        images: dict[str, bytes] = {}
        for scale, suffix in ((1, ""), (2, "@2x"), (3, "@3x")):
            images[f"icon{suffix}.png"] = _icon(design, _ICON_POINTS * scale)
            images[f"logo{suffix}.png"] = transparent_png(
                _emblem(Mask(_LOGO_POINTS * scale, _LOGO_POINTS * scale), design, _LOGO_POINTS * scale), rgb(design.foreground)
            )
        large, larger = _strips(design, size, 2), _strips(design, size, 3)
        strips = tuple({"strip@2x.png": two, "strip@3x.png": three} for two, three in zip(large, larger, strict=True))
        return Artwork(artwork_version(design, size), images, strips, _icon(design, _GOOGLE_PIXELS, share=0.62))


def _emblem(mask: Mask, design: Design, side: float, share: float = 0.92) -> Mask:
    """A ring that comes back to where it began, around the stamp's symbol."""
    middle, radius = side / 2, side / 2 * share
    width = side * 0.075
    mask.arc(middle, middle, radius, width, (-50, 250))
    tip = side * 0.11
    # The arrow's head, where the ring ends above the left shoulder, points on along the circle.
    x, y = middle + (radius - width / 2) * -0.342, middle + (radius - width / 2) * -0.940
    mask.shape([(-0.75, -0.85), (1.25, -0.45), (-0.05, 1.15)], x, y, tip)
    return mask.shape(outline(design.stamp), middle, middle, radius * 0.5)


def _icon(design: Design, side: int, share: float = 0.76) -> bytes:
    ground = rgb(design.background)
    picture = gradient(side, side, mix(ground, rgb(design.foreground), 0.14), ground)
    lay(picture, _emblem(Mask(side, side), design, side, share), rgb(design.accent))
    return png(picture)


def _strips(design: Design, size: int, scale: int) -> list[bytes]:
    """The strips of every state, each the one before with one more stamp on it."""
    places = layout(size)
    spots = [
        _Spot(x * scale, y * scale, places.radius * scale, number == size) for number, (x, y) in enumerate(places.centres, 1)
    ]
    picture = _ground(design, scale)
    for spot in spots:
        _hollow(picture, spot, design)
    drawn = [png(picture)]
    for spot in spots:
        _stamp(picture, spot, design)
        drawn.append(png(picture))
    return drawn


@dataclass(frozen=True, slots=True)
class _Spot:
    """The place of one stamp in pixels, painted in a square of its own, because the strip is twenty times as large."""

    across: float
    down: float
    radius: float
    is_last: bool

    @property
    def box(self) -> tuple[int, int, int, int]:
        half = self._half
        left, top = round(self.across) - half, round(self.down) - half
        return left, top, left + 2 * half, top + 2 * half

    @property
    def centre(self) -> tuple[float, float]:
        """Within the square."""
        return self.across - self.box[0], self.down - self.box[1]

    @property
    def _half(self) -> int:
        return round(self.radius * 1.4)

    def mask(self) -> Mask:
        return Mask(2 * self._half, 2 * self._half)

    def symbol(self, design: Design) -> Points:
        """The last stamp of a card is the reward and carries a star."""
        return star() if self.is_last else outline(design.stamp)


def _ground(design: Design, scale: int) -> Image.Image:
    """The strip without anything on it: a soft light from the top left."""
    width, height = (round(side * scale) for side in STRIP)
    ground = rgb(design.background)
    bright = is_bright(ground)
    # Brightened by a neutral colour: a saturated accent mixed into a ground of another hue would give mud.
    top = mix(ground, WHITE if bright else rgb(design.foreground), 0.10)
    picture = gradient(width, height, top, mix(ground, BLACK, 0.05 if bright else 0.18))
    glow = Mask(width, height, oversampled=1).disc(width * 0.16, -height * 0.25, height * 0.75)
    lay(picture, blurred(glow, height * 0.30), rgb(design.accent), 0.10)
    return picture


def _hollow(picture: Image.Image, spot: _Spot, design: Design) -> None:
    """A place without its stamp: a well with a hint of the symbol; the reward's stands out."""
    ground, accent, radius = rgb(design.background), rgb(design.accent), spot.radius
    well, depth = (mix(ground, accent, 0.12), 0.9) if is_bright(ground) else (mix(ground, BLACK, 0.40), 0.6)
    square, (x, y) = picture.crop(spot.box), spot.centre
    thin = max(1.1, radius * 0.055) * (1.5 if spot.is_last else 1.0)
    lay(square, spot.mask().disc(x, y, radius), well, depth)
    lay(square, spot.mask().ring(x, y, radius, thin), accent, 0.85 if spot.is_last else 0.50)
    lay(square, spot.mask().shape(spot.symbol(design), x, y, radius * 0.54), accent, 0.85 if spot.is_last else 0.30)
    picture.paste(square, spot.box)


def _stamp(picture: Image.Image, spot: _Spot, design: Design) -> None:
    """Put one stamp onto the picture."""
    ground, accent, light, radius = rgb(design.background), rgb(design.accent), rgb(design.foreground), spot.radius
    square, (x, y) = picture.crop(spot.box), spot.centre
    lay(square, blurred(spot.mask().disc(x, y + radius * 0.09, radius), radius * 0.12), mix(ground, BLACK, 0.7), 0.5)
    lay(square, spot.mask().disc(x, y, radius), light if spot.is_last else accent)
    lay(square, spot.mask().ring(x, y, radius * 0.92, radius * 0.05), ground, 0.30)
    lay(square, spot.mask().shape(spot.symbol(design), x, y, radius * 0.62), ground)
    if design.stamp == "flower" and not spot.is_last:
        lay(square, spot.mask().disc(x, y, radius * 0.14), accent)
    picture.paste(square, spot.box)
