"""The pictures that the project draws: sizes, states, room at the edges."""

from functools import cache
from io import BytesIO
from itertools import pairwise

import pytest
from PIL import Image, ImageChops

from comeback.adapters.artwork.artist import PillowArtist
from comeback.adapters.artwork.layout import STRIP, layout
from comeback.adapters.artwork.shapes import outline
from comeback.domain.design import LARGEST_SIZE, STAMPS, Design, Stamp, artwork_version
from comeback.ports.artwork import Artwork
from dev.phone.pictures import picture_complaints

SIZE = 2
PLAIN = Design()


@cache
def drawn(design: Design = PLAIN) -> Artwork:
    return PillowArtist().draw(design, SIZE)


def picture(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data)).convert("RGBA")


def test_every_picture_has_the_size_that_apple_asks_for() -> None:
    artwork = drawn()
    for strip in artwork.strips:
        assert picture_complaints({**artwork.images, **strip}) == []
    sizes = {name: picture(data).size for name, data in {**artwork.images, **artwork.strips[0]}.items()}
    assert sizes == {
        "icon.png": (38, 38), "icon@2x.png": (76, 76), "icon@3x.png": (114, 114),
        "logo.png": (50, 50), "logo@2x.png": (100, 100), "logo@3x.png": (150, 150),
        "strip@2x.png": (750, 288), "strip@3x.png": (1125, 432),
    }  # fmt: skip


def test_googles_logo_is_large_and_square_and_keeps_inside_its_circle() -> None:
    logo = picture(drawn().logo).convert("RGB")
    assert logo.size == (660, 660)
    bare = picture(drawn(Design(accent=PLAIN.background)).logo).convert("RGB")
    changed = ImageChops.difference(logo, bare).convert("L").point(lambda level: 255 if level > 60 else 0).getbbox()
    assert changed
    assert min(changed) >= 660 * 0.15
    assert max(changed) <= 660 * 0.85


def test_there_is_a_strip_for_every_state_from_none_to_all() -> None:
    artwork = drawn()
    assert len(artwork.strips) == SIZE + 1
    assert artwork.version == artwork_version(PLAIN, SIZE)


def test_each_stamp_changes_its_own_place_only() -> None:
    places = layout(SIZE)
    strips = [picture(strip["strip@2x.png"]).convert("RGB") for strip in drawn().strips]
    for (x, y), (before, after) in zip(places.centres, pairwise(strips), strict=True):
        # A palette is chosen for each picture: what differs by a shade is not a change.
        changed = ImageChops.difference(before, after).convert("L").point(lambda level: 255 if level > 60 else 0).getbbox()
        assert changed
        left, top, right, bottom = (side / 2 for side in changed)
        reach = places.radius * 1.4
        assert x - reach <= left < x < right <= x + reach
        assert y - reach <= top < y < bottom <= y + reach


def test_the_same_design_gives_the_same_bytes() -> None:
    assert PillowArtist().draw(PLAIN, SIZE) == drawn()


def test_nothing_of_the_emblem_is_cut_off() -> None:
    logo = picture(drawn().images["logo@3x.png"]).getchannel("A")
    box = logo.point(lambda level: 255 if level > 8 else 0).getbbox()
    assert box
    assert min(box[0], box[1], 150 - box[2], 150 - box[3]) >= 1


@pytest.mark.parametrize("stamp", STAMPS)
def test_a_symbol_fills_its_stamp_and_stays_within(stamp: Stamp) -> None:
    points = outline(stamp)
    assert all(-1.01 <= x <= 1.01 and -1.01 <= y <= 1.01 for x, y in points)
    assert max(x for x, _ in points) - min(x for x, _ in points) > 1.5


def test_stamps_show_on_a_bright_ground_too() -> None:
    bright = Design(background="#ffffff", foreground="#222222", label="#777777", accent="#d6336c", stamp="heart")
    empty, full = (picture(drawn(bright).strips[state]["strip@2x.png"]).convert("L") for state in (0, SIZE))
    (x, y), *_ = layout(SIZE).centres
    edge = round(x * 2 + layout(SIZE).radius * 2 * 0.8), round(y * 2)
    assert abs(_grey(empty, edge) - _grey(full, edge)) > 80


@pytest.mark.parametrize("size", range(1, LARGEST_SIZE + 1))
def test_stamps_stand_apart_and_away_from_where_phones_crop(size: int) -> None:
    places = layout(size)
    assert len(places.centres) == size
    for x, y in places.centres:
        assert STRIP[0] * 0.079 <= x - places.radius <= x + places.radius <= STRIP[0] * 0.921
        # Older phones show the middle 123 of 144 points.
        assert 10.5 + 6 <= y - places.radius <= y + places.radius <= 144 - 10.5 - 6
    for place, (x, y) in enumerate(places.centres):
        for other_x, other_y in places.centres[place + 1 :]:
            assert (x - other_x) ** 2 + (y - other_y) ** 2 > (2.2 * places.radius) ** 2


def test_stamps_are_large_enough_to_be_told_apart() -> None:
    assert layout(10).radius > 22
    assert layout(LARGEST_SIZE).radius > 11


def _grey(image: Image.Image, place: tuple[int, int]) -> int:
    return image.crop((*place, place[0] + 1, place[1] + 1)).tobytes()[0]
