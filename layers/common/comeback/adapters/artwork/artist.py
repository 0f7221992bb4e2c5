"""Artist over Pillow: icon, logo, and one strip per state, without a single letter (text belongs into fields)."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from io import BytesIO

from PIL import Image

from comeback.adapters.artwork.layout import HERO
from comeback.adapters.artwork.light import light_logo, light_strips
from comeback.adapters.artwork.painter import (
    Mask,
    calmed,
    contain,
    cover,
    gradient,
    lay,
    mix,
    photo_png,
    png,
    small_png,
    transparent_png,
    whole_png,
)
from comeback.adapters.artwork.shapes import symbol
from comeback.adapters.artwork.strips import Look, flat, in_pngs, seen, strip, strips
from comeback.domain.contrast import rgb
from comeback.domain.design import Design, artwork_version
from comeback.domain.design_images import WANTED, Role
from comeback.ports.artwork import Artwork

_ICON_POINTS = 38
_LOGO_POINTS = 50
# Google asks for 660 pixels at least, and for a margin of 15 %, because it cuts a circle (wallets.md §4.3).
_GOOGLE_PIXELS = 660
_GOOGLE_INNER = 460
# Bytes of an owner's picture: what goes into a pass is small, what Google fetches once may be larger.
_MOST_OF_LOGO, _MOST_BYTES = 30_000, 250_000
# A page has 60 KB with its words, its code for other devices and the badges of the wallets.
_MOST_ON_PAGE, _MOST_OF_PAGE_LOGO = 30_000, 6_000
# Of a poster in points, and the bytes of its art at @3x; every phone that shows posters has such a screen or one of @2x.
_ARTWORK, _PRIMARY_LOGO, _POSTER_SCALES = (358, 448), (126, 30), (2, 3)
_MOST_OF_ARTWORK = 450_000
_SCALES = ((1, ""), (2, "@2x"), (3, "@3x"))


class PillowArtist:
    """Stateless."""

    def draw(self, design: Design, size: int, images: Mapping[Role, bytes] | None = None) -> Artwork:
        """Three quarters of a second for ten stamps."""
        look = seen(design, images or {})
        large, larger = strips(look, size, 2), strips(look, size, 3)
        pngs = zip(in_pngs(large, look.colours), in_pngs(larger, look.colours), strict=True)
        whole = _whole(look, size, tuple({"strip@2x.png": two, "strip@3x.png": three} for two, three in pngs))
        logo = light_logo(Image.open(BytesIO(whole.images["logo@3x.png"])), _MOST_OF_PAGE_LOGO)
        heroes = tuple(in_pngs(strips(look, size, 3, HERO), look.colours))
        return replace(whole, pages=light_strips(larger, _MOST_ON_PAGE), page_logo=logo, heroes=heroes)

    def sketch(self, design: Design, size: int, stamps: int, images: Mapping[Role, bytes] | None = None) -> Artwork:
        """A fifth of a second, and no poster: nobody looks at it here."""
        look = seen(design, {role: data for role, data in (images or {}).items() if role is not Role.ARTWORK})
        whole = _whole(look, size, (*({},) * stamps, {"strip@2x.png": strip(look, size, 2, stamps)}))
        return replace(whole, heroes=(*(b"",) * stamps, strip(look, size, 3, stamps, HERO)))


def _whole(look: Look, size: int, drawn: tuple[Mapping[str, bytes], ...]) -> Artwork:
    """The strips with everything that a card of any state has."""
    pictures: dict[str, bytes] = {}
    for scale, suffix in _SCALES:
        pictures[f"icon{suffix}.png"] = _icon(look, _ICON_POINTS * scale)
        pictures[f"logo{suffix}.png"] = _logo(look, _LOGO_POINTS * scale)
    pictures |= _poster(look)
    hero = look.picture(Role.HERO)
    wide = photo_png(flat(hero, look.design), _MOST_BYTES) if hero else b""
    return Artwork(artwork_version(look.design, size), pictures, drawn, _google_logo(look), wide)


def _emblem(mask: Mask, design: Design, side: float, share: float = 0.92) -> Mask:
    """A ring that comes back to where it began, around the stamp's symbol."""
    middle, radius = side / 2, side / 2 * share
    width = side * 0.075
    mask.arc(middle, middle, radius, width, (-50, 250))
    tip = side * 0.11
    # The arrow's head, where the ring ends above the left shoulder, points on along the circle.
    x, y = middle + (radius - width / 2) * -0.342, middle + (radius - width / 2) * -0.940
    mask.shape([(-0.75, -0.85), (1.25, -0.45), (-0.05, 1.15)], x, y, tip)
    return mask.symbol(symbol(design.stamp), middle, middle, radius * 0.5)


def _icon(look: Look, side: int) -> bytes:
    own = look.picture(Role.ICON)
    return small_png(cover(own, side, side), _MOST_OF_LOGO) if own else png(_drawn_icon(look.design, side, 0.76))


def _drawn_icon(design: Design, side: int, share: float) -> Image.Image:
    base = rgb(design.background)
    picture = gradient(side, side, mix(base, rgb(design.foreground), 0.14), base)
    lay(picture, _emblem(Mask(side, side), design, side, share), rgb(design.accent))
    return picture


def _logo(look: Look, height: int) -> bytes:
    """The owner's may be wider than ours."""
    own = look.picture(Role.LOGO)
    if own is None:
        return transparent_png(_emblem(Mask(height, height), look.design, height), rgb(look.design.foreground))
    widest = round(height * WANTED[Role.LOGO].widest)
    return small_png(contain(own, widest, height), _MOST_OF_LOGO)


def _poster(look: Look) -> dict[str, bytes]:
    """Nothing without the owner's art, which keeps all its colours if it is light. A photograph is calmed once, as that takes a
    second or two.
    """
    own = look.picture(Role.ARTWORK)
    if own is None:
        return {}
    art, in_png = flat(own, look.design), whole_png
    if len(look.images[Role.ARTWORK]) > _MOST_OF_ARTWORK:
        art, colours = calmed(art, _MOST_OF_ARTWORK)
        in_png = partial(png, colours=colours)
    drawn: dict[str, bytes] = {}
    width, height = _ARTWORK
    for scale in _POSTER_SCALES:
        drawn[f"artwork@{scale}x.png"] = in_png(cover(art, width * scale, height * scale))
        drawn[f"primaryLogo@{scale}x.png"] = _primary_logo(look, scale)
    return drawn


def _primary_logo(look: Look, scale: int) -> bytes:
    """The owner's for this place, else their logo, else ours."""
    width, height = (side * scale for side in _PRIMARY_LOGO)
    own = look.picture(Role.PRIMARY_LOGO) or look.picture(Role.LOGO)
    if own is None:
        return transparent_png(_emblem(Mask(height, height), look.design, height), rgb(look.design.foreground))
    return small_png(contain(own, width, height), _MOST_OF_LOGO)


def _google_logo(look: Look) -> bytes:
    """The owner's icon if it is large enough, else the logo on the colour of the card, else ours."""
    icon, logo = look.picture(Role.ICON), look.picture(Role.LOGO)
    if icon is not None and icon.width >= _GOOGLE_PIXELS:
        return small_png(cover(icon, _GOOGLE_PIXELS, _GOOGLE_PIXELS), _MOST_BYTES)
    if logo is None and icon is None:
        return png(_drawn_icon(look.design, _GOOGLE_PIXELS, 0.62))
    small = contain((logo or icon or Image.new("RGBA", (1, 1))).convert("RGBA"), _GOOGLE_INNER, _GOOGLE_INNER)
    picture = Image.new("RGB", (_GOOGLE_PIXELS, _GOOGLE_PIXELS), rgb(look.design.background))
    picture.paste(small, ((_GOOGLE_PIXELS - small.width) // 2, (_GOOGLE_PIXELS - small.height) // 2), small)
    return small_png(picture, _MOST_BYTES)
