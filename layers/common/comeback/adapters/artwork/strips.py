"""The strips of a card, and its wide pictures for Google: its ground with one stamp more on each."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image

from comeback.adapters.artwork.layout import STRIP, Canvas, Layout, layout
from comeback.adapters.artwork.painter import BLACK, Mask, blurred, calmed, cover, in_one_palette, is_bright, lay, mix, png
from comeback.adapters.artwork.patterns import ground
from comeback.adapters.artwork.shapes import frame, symbol
from comeback.domain.contrast import rgb
from comeback.domain.design_images import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from comeback.domain.design import Design, Stamp

_STAMPS = (Role.STAMP_FILLED, Role.STAMP_EMPTY, Role.REWARD)
_LARGEST_SCALE = 3
# Of an owner's strip at 3x: four times ours, whatever the photograph.
_MOST_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class Look:
    """A design with the owner's own pictures. `ground`: their strip at 3x; `colours`: those that a strip may have."""

    design: Design
    images: Mapping[Role, bytes]
    ground: Image.Image | None = None
    colours: int = 256

    def picture(self, role: Role) -> Image.Image | None:
        """The owner's; None: ours is drawn."""
        data = self.images.get(role)
        return Image.open(BytesIO(data)) if data else None


def seen(design: Design, images: Mapping[Role, bytes]) -> Look:
    """The owner's strip is laid on the card's background, which shows where it is transparent, and kept small."""
    look = Look(design, images)
    own = look.picture(Role.STRIP)
    if own is None:
        return look
    whole = cover(own, round(STRIP.width * _LARGEST_SCALE), round(STRIP.height * _LARGEST_SCALE))
    return Look(design, images, *calmed(flat(whole, design), _MOST_BYTES))


def flat(picture: Image.Image, design: Design) -> Image.Image:
    """On the card's background."""
    laid, below = picture.convert("RGBA"), Image.new("RGB", picture.size, rgb(design.background))
    below.paste(laid, (0, 0), laid)
    return below


@dataclass(frozen=True, slots=True)
class Strips:
    """Those of every state: the first, the last, and the places where they differ, stamp by stamp."""

    empty: Image.Image
    full: Image.Image
    boxes: Sequence[tuple[int, int, int, int]]

    def each(self) -> Iterator[Image.Image]:
        """Each is the one before with one more stamp on it; to be used before the next."""
        picture = self.empty.copy()
        yield picture
        for box in self.boxes:
            picture.paste(self.full.crop(box), box)
            yield picture


def strips(look: Look, size: int, scale: int, canvas: Canvas = STRIP) -> Strips:
    """In all their colours."""
    board = _board(look, size, scale, canvas)
    empty = board.picture.copy()
    for spot in board.spots:
        _fill(spot, board)
    return Strips(empty, board.picture, [spot.box for spot in board.spots])


def in_pngs(drawn: Strips, colours: int) -> list[bytes]:
    """For passes and for Google."""
    few = Strips(*in_one_palette(drawn.empty, drawn.full, colours), drawn.boxes)
    return [png(picture) for picture in few.each()]


def strip(look: Look, size: int, scale: int, stamps: int, canvas: Canvas = STRIP) -> bytes:
    """The strip of one state."""
    board = _board(look, size, scale, canvas)
    for spot in board.spots[:stamps]:
        _fill(spot, board)
    return png(board.picture)


@dataclass(frozen=True, slots=True)
class _Board:
    """A strip on which stamps are put, and their places. `ground`: what is behind them; `own`: the owner's stamps."""

    look: Look
    ground: Image.Image
    picture: Image.Image
    spots: Sequence[_Spot]
    own: Mapping[Role, Image.Image]


def _board(look: Look, size: int, scale: int, canvas: Canvas) -> _Board:
    places = layout(size, canvas) if size else Layout((), 0.0)
    spots = [
        _Spot(x * scale, y * scale, places.radius * scale, number == size)
        for number, (x, y) in enumerate(places.centres, 1)
    ]  # fmt: skip
    width, height = round(canvas.width * scale), round(canvas.height * scale)
    under = cover(look.ground, width, height) if look.ground else ground(look.design, width, height)
    own = {role: picture.convert("RGBA") for role in _STAMPS if (picture := look.picture(role))}
    board = _Board(look, under, under.copy(), spots, own)
    for spot in spots:
        _put(spot, board, Role.STAMP_EMPTY)
    return board


def _fill(spot: _Spot, board: _Board) -> None:
    _put(spot, board, Role.REWARD if spot.is_last else Role.STAMP_FILLED)


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


def _put(spot: _Spot, board: _Board, role: Role) -> None:
    own, square = board.own.get(role), board.picture.crop(spot.box)
    if own is None:
        drawn = _hollow if role is Role.STAMP_EMPTY else _stamp
        drawn(square, spot, board.look.design)
    else:
        side = round(2 * spot.radius)
        small = own.resize((side, side), Image.Resampling.LANCZOS)
        place = round(spot.centre[0] - side / 2), round(spot.centre[1] - side / 2)
        if Role.STAMP_EMPTY in board.own:
            # What is under it shows through where it is transparent, so the empty place goes first.
            square = board.ground.crop(spot.box)
        square.paste(small, place, small)
    board.picture.paste(square, spot.box)


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
