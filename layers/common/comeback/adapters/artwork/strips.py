"""The strips of a card: its ground with one stamp more on each."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image

from comeback.adapters.artwork.layout import STRIP, Layout, layout
from comeback.adapters.artwork.painter import BLACK, Mask, blurred, cover, is_bright, lay, mix, png
from comeback.adapters.artwork.patterns import ground
from comeback.adapters.artwork.shapes import frame, symbol
from comeback.domain.contrast import rgb
from comeback.domain.design_images import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from comeback.domain.design import Design, Stamp


@dataclass(frozen=True, slots=True)
class Look:
    """A design with the owner's own pictures."""

    design: Design
    images: Mapping[Role, bytes]

    def picture(self, role: Role) -> Image.Image | None:
        """The owner's; None: ours is drawn."""
        data = self.images.get(role)
        return Image.open(BytesIO(data)) if data else None


def strips(look: Look, size: int, scale: int) -> list[bytes]:
    """The strips of every state, each the one before with one more stamp on it."""
    picture, spots = _without_stamps(look, size, scale)
    drawn = [png(picture)]
    for spot in spots:
        _fill(picture, spot, look)
        drawn.append(png(picture))
    return drawn


def strip(look: Look, size: int, scale: int, stamps: int) -> bytes:
    """The strip of one state."""
    picture, spots = _without_stamps(look, size, scale)
    for spot in spots[:stamps]:
        _fill(picture, spot, look)
    return png(picture)


def _without_stamps(look: Look, size: int, scale: int) -> tuple[Image.Image, list[_Spot]]:
    """The strip of the first state, and the places of its stamps."""
    places = layout(size) if size else Layout((), 0.0)
    picture = strip_ground(look, scale)
    spots = [
        _Spot(x * scale, y * scale, places.radius * scale, number == size)
        for number, (x, y) in enumerate(places.centres, 1)
    ]  # fmt: skip
    for spot in spots:
        _put(picture, spot, look, Role.STAMP_EMPTY, _hollow)
    return picture, spots


def _fill(picture: Image.Image, spot: _Spot, look: Look) -> None:
    _put(picture, spot, look, Role.REWARD if spot.is_last else Role.STAMP_FILLED, _stamp)


def strip_ground(look: Look, scale: int) -> Image.Image:
    """What is behind the stamps."""
    width, height = (round(side * scale) for side in STRIP)
    own = look.picture(Role.STRIP)
    return cover(own.convert("RGB"), width, height) if own else ground(look.design, width, height)


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

    def stamp(self, design: Design, *, is_filled: bool) -> Stamp:
        """The last stamp of a card is the reward."""
        if self.is_last:
            return design.reward_stamp
        return design.stamp if is_filled else design.empty_stamp or design.stamp

    def framed(self, design: Design, share: float = 1.0) -> Mask:
        """The shape of the whole stamp."""
        return self.mask().shape(frame(design.frame), *self.centre, self.radius * share)

    def ring(self, design: Design, width: float) -> Mask:
        """Along the edge of the stamp."""
        return self.framed(design).cut(frame(design.frame), *self.centre, self.radius - width)


def _put(picture: Image.Image, spot: _Spot, look: Look, role: Role, drawn: _Drawn) -> None:
    own = look.picture(role)
    square = picture.crop(spot.box)
    if own is None:
        drawn(square, spot, look.design)
    else:
        side = round(2 * spot.radius)
        small = own.convert("RGBA").resize((side, side), Image.Resampling.LANCZOS)
        place = round(spot.centre[0] - side / 2), round(spot.centre[1] - side / 2)
        if role is not Role.STAMP_EMPTY and look.images.get(Role.STAMP_EMPTY):
            # What is under it shows through where it is transparent, so the empty place goes first.
            square = strip_ground(look, round(picture.width / STRIP[0])).crop(spot.box)
        square.paste(small, place, small)
    picture.paste(square, spot.box)


def _hollow(square: Image.Image, spot: _Spot, design: Design) -> None:
    """A place without its stamp: a well with a hint of the symbol; the reward's stands out."""
    base, accent, radius = rgb(design.background), rgb(design.accent), spot.radius
    well, depth = (mix(base, accent, 0.10), 0.95) if is_bright(base) else (mix(base, BLACK, 0.40), 0.75)
    thin = max(1.1, radius * 0.055) * (1.5 if spot.is_last else 1.0)
    lay(square, spot.framed(design), well, depth)
    lay(square, spot.ring(design, thin), accent, 0.85 if spot.is_last else 0.50)
    sign = spot.mask().symbol(symbol(spot.stamp(design, is_filled=False)), *spot.centre, radius * 0.52)
    lay(square, sign, accent, 0.85 if spot.is_last else 0.34)


def _stamp(square: Image.Image, spot: _Spot, design: Design) -> None:
    """Put one stamp onto its place."""
    base, accent, light, radius = rgb(design.background), rgb(design.accent), rgb(design.foreground), spot.radius
    x, y = spot.centre
    shadow = spot.mask().shape(frame(design.frame), x, y + radius * 0.09, radius)
    lay(square, blurred(shadow, radius * 0.12), mix(base, BLACK, 0.7), 0.35 if is_bright(base) else 0.5)
    lay(square, spot.framed(design), light if spot.is_last else accent)
    inner = spot.framed(design, 0.90).cut(frame(design.frame), x, y, radius * 0.86)
    lay(square, inner, base, 0.30)
    lay(square, spot.mask().symbol(symbol(spot.stamp(design, is_filled=True)), x, y, radius * 0.62), base)


if TYPE_CHECKING:
    from collections.abc import Callable

    _Drawn = Callable[[Image.Image, _Spot, Design], None]
