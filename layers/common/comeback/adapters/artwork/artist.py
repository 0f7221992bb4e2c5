"""Artist over Pillow: icon, logo, and one strip per state, without a single letter (text belongs into fields)."""

from PIL import Image

from comeback.adapters.artwork.layout import STRIP, Layout, layout
from comeback.adapters.artwork.painter import BLACK, WHITE, Mask, blurred, gradient, is_bright, lay, mix, png, transparent_png
from comeback.adapters.artwork.shapes import outline, star
from comeback.domain.design import Design, artwork_version, rgb
from comeback.ports.artwork import Artwork

_ICON_POINTS = 38
_LOGO_POINTS = 50


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
        return Artwork(artwork_version(design, size), images, strips)


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


def _icon(design: Design, side: int) -> bytes:
    ground = rgb(design.background)
    picture = gradient(side, side, mix(ground, rgb(design.foreground), 0.14), ground)
    lay(picture, _emblem(Mask(side, side), design, side, 0.76), rgb(design.accent))
    return png(picture)


def _strips(design: Design, size: int, scale: int) -> list[bytes]:
    """The strips of every state, each the one before with one more stamp on it."""
    places = layout(size)
    picture = _ground(design, places, scale)
    drawn = [png(picture)]
    for place in range(size):
        _stamp(picture, design, places, place, scale)
        drawn.append(png(picture))
    return drawn


def _ground(design: Design, places: Layout, scale: int) -> Image.Image:
    """The strip without stamps: a soft light, and an empty place for each stamp, the last one marked as the reward's."""
    width, height = (round(side * scale) for side in STRIP)
    ground, accent = rgb(design.background), rgb(design.accent)
    bright = is_bright(ground)
    # Brightened by a neutral colour: a saturated accent mixed into a ground of another hue would give mud.
    top = mix(ground, WHITE if bright else rgb(design.foreground), 0.10)
    picture = gradient(width, height, top, mix(ground, BLACK, 0.05 if bright else 0.18))
    glow = Mask(width, height).disc(width * 0.16, -height * 0.25, height * 0.75)
    lay(picture, blurred(glow, height * 0.30), accent, 0.10)
    radius, thin = places.radius * scale, max(1.1, places.radius * 0.055) * scale
    well, depth = (mix(ground, accent, 0.12), 0.9) if bright else (mix(ground, BLACK, 0.40), 0.6)
    wells, rings, hints = (Mask(width, height) for _ in range(3))
    *stamps, (x, y) = ((x * scale, y * scale) for x, y in places.centres)
    for across, down in stamps:
        wells.disc(across, down, radius)
        rings.ring(across, down, radius, thin)
        hints.shape(outline(design.stamp), across, down, radius * 0.54)
    lay(picture, wells.disc(x, y, radius), well, depth)
    lay(picture, rings, accent, 0.50)
    lay(picture, hints, accent, 0.30)
    lay(picture, Mask(width, height).ring(x, y, radius, thin * 1.5).shape(star(), x, y, radius * 0.54), accent, 0.85)
    return picture


def _stamp(picture: Image.Image, design: Design, places: Layout, place: int, scale: int) -> None:
    """Put one stamp onto the picture; the last one of a card is the reward and carries a star."""
    ground, accent, light = rgb(design.background), rgb(design.accent), rgb(design.foreground)
    radius = places.radius * scale
    last = place == len(places.centres) - 1
    # Only the stamp's own square is painted: the strip is twenty times as large.
    half = round(radius * 1.4)
    left, top = (round(part * scale) - half for part in places.centres[place])
    box = (left, top, left + 2 * half, top + 2 * half)
    square = picture.crop(box)
    x, y = (part * scale - corner for part, corner in zip(places.centres[place], (left, top), strict=True))

    def mask() -> Mask:
        return Mask(2 * half, 2 * half)

    lay(square, blurred(mask().disc(x, y + radius * 0.09, radius), radius * 0.12), mix(ground, BLACK, 0.7), 0.5)
    lay(square, mask().disc(x, y, radius), light if last else accent)
    lay(square, mask().ring(x, y, radius * 0.92, radius * 0.05), ground, 0.30)
    lay(square, mask().shape(star() if last else outline(design.stamp), x, y, radius * 0.62), ground)
    if design.stamp == "flower" and not last:
        lay(square, mask().disc(x, y, radius * 0.14), accent)
    picture.paste(square, box)
