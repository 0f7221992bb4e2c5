"""The pictures that the project draws: sizes, states, room at the edges."""

from functools import cache
from io import BytesIO
from itertools import pairwise

import pytest
from PIL import Image, ImageChops

from comeback.adapters.artwork.artist import PillowArtist
from comeback.adapters.artwork.layout import HERO, STRIP, Canvas, layout
from comeback.adapters.artwork.shapes import frame, symbol
from comeback.domain.design import FRAMES, LARGEST_SIZE, PATTERNS, STAMPS, Design, Frame, Pattern, Stamp, artwork_version
from comeback.domain.design_images import Role
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


def test_google_has_every_state_as_wide_as_it_wants_them() -> None:
    artwork = drawn()
    assert [picture(hero).size for hero in artwork.heroes] == [(1032, 336)] * (SIZE + 1)
    assert len(set(artwork.heroes)) == SIZE + 1
    (x, y), *_ = layout(SIZE, HERO).centres
    empty, one = (picture(hero).getpixel((round(x * 3), round(y * 3 + 70))) for hero in artwork.heroes[:2])
    assert empty != one
    sketched = PillowArtist().sketch(PLAIN, SIZE, 1).heroes
    assert (sketched[0], picture(sketched[1]).size) == (b"", (1032, 336))
    assert [picture(hero).size for hero in PillowArtist().draw(PLAIN, 0).heroes] == [(1032, 336)]


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
    points = [point for part in symbol(stamp) if not part.is_hole for point in part.points]
    assert all(x * x + y * y <= 1.34**2 for x, y in points)
    assert max(max(one) - min(one) for one in zip(*points, strict=True)) > 1.5


@pytest.mark.parametrize("kind", FRAMES)
def test_a_frame_fills_the_place_of_a_stamp_and_no_more(kind: Frame) -> None:
    points = frame(kind)
    assert all(-1.01 <= x <= 1.01 and -1.01 <= y <= 1.01 for x, y in points)
    assert max(x for x, _ in points) - min(x for x, _ in points) > 1.7


def test_a_card_without_stamps_has_the_ground_as_its_only_strip() -> None:
    artwork = PillowArtist().draw(PLAIN, 0)
    assert len(artwork.strips) == 1
    assert picture_complaints({**artwork.images, **artwork.strips[0]}) == []


@pytest.mark.parametrize("pattern", [one for one in PATTERNS if one != "plain"])
def test_an_ornament_is_seen_but_never_louder_than_the_stamps(pattern: Pattern) -> None:
    plain, drawn_over = (
        picture(PillowArtist().draw(Design(pattern=one), 0).strips[0]["strip@2x.png"]).convert("L") for one in ("plain", pattern)
    )  # fmt: skip
    loudest = max(ImageChops.difference(plain, drawn_over).tobytes())
    assert 6 < loudest < 45


def own_png(width: int, height: int, colour: tuple[int, ...] = (255, 0, 0, 255)) -> bytes:
    buffer = BytesIO()
    Image.new("RGBA", (width, height), colour).save(buffer, "PNG")
    return buffer.getvalue()


def test_pictures_of_the_owner_stand_in_for_ours_at_every_scale() -> None:
    own = {
        Role.ICON: own_png(660, 660), Role.LOGO: own_png(480, 150), Role.STRIP: own_png(1125, 432, (0, 0, 255, 255)),
        Role.HERO: own_png(1032, 336, (0, 255, 255, 255)),
        Role.STAMP_FILLED: own_png(186, 186), Role.STAMP_EMPTY: own_png(186, 186, (0, 255, 0, 255)),
        Role.REWARD: own_png(186, 186, (255, 255, 0, 255)),
    }  # fmt: skip
    artwork = PillowArtist().draw(PLAIN, SIZE, own)
    sizes = {name: picture(data).size for name, data in {**artwork.images, **artwork.strips[0]}.items()}
    assert sizes["logo.png"] == (160, 50)
    assert sizes["logo@3x.png"] == (480, 150)
    assert picture(artwork.images["icon@2x.png"]).getpixel((10, 10)) == (255, 0, 0, 255)
    assert (picture(artwork.hero).size, picture(artwork.hero).getpixel((9, 9))) == ((1032, 336), (0, 255, 255, 255))
    first, last = ((round(x * 2), round(y * 2)) for x, y in layout(SIZE).centres)
    empty, one, full = (picture(strip["strip@2x.png"]) for strip in artwork.strips)
    assert [strip.getpixel((2, 2)) for strip in (empty, full)] == [(0, 0, 255, 255)] * 2
    assert [strip.getpixel(first) for strip in (empty, one)] == [(0, 255, 0, 255), (255, 0, 0, 255)]
    assert [strip.getpixel(last) for strip in (one, full)] == [(0, 255, 0, 255), (255, 255, 0, 255)]


@pytest.mark.parametrize(("role", "size"), [(Role.LOGO, (480, 150)), (Role.ICON, (114, 114))])
def test_a_logo_or_small_icon_stands_inside_googles_circle_on_the_colour_of_the_card(role: Role, size: tuple[int, int]) -> None:
    logo = picture(PillowArtist().draw(PLAIN, 0, {role: own_png(*size)}).logo).convert("RGB")
    ground = Image.new("RGB", logo.size, (0x33, 0x20, 0x2E))
    box = ImageChops.difference(logo, ground).getbbox()
    assert box
    assert logo.size == (660, 660)
    assert min(box) >= 660 * 0.15 - 1
    assert max(box) <= 660 * 0.85 + 1


def test_stamps_show_on_a_bright_ground_too() -> None:
    bright = Design(background="#ffffff", foreground="#222222", label="#777777", accent="#d6336c", stamp="heart")
    empty, full = (picture(drawn(bright).strips[state]["strip@2x.png"]).convert("L") for state in (0, SIZE))
    (x, y), *_ = layout(SIZE).centres
    edge = round(x * 2 + layout(SIZE).radius * 2 * 0.8), round(y * 2)
    assert abs(_grey(empty, edge) - _grey(full, edge)) > 80


# Older phones show the middle 123 of a strip's 144 points; Google shows the whole of a wide picture.
@pytest.mark.parametrize(("canvas", "above"), [(STRIP, 10.5 + 6), (HERO, 112 * 0.08)], ids=["strip", "hero"])
@pytest.mark.parametrize("size", range(1, LARGEST_SIZE + 1))
def test_stamps_stand_apart_and_away_from_where_phones_crop(size: int, canvas: Canvas, above: float) -> None:
    places = layout(size, canvas)
    assert len(places.centres) == size
    for x, y in places.centres:
        assert canvas.width * 0.079 <= x - places.radius <= x + places.radius <= canvas.width * 0.921
        assert above <= y - places.radius <= y + places.radius <= canvas.height - above
    for place, (x, y) in enumerate(places.centres):
        for other_x, other_y in places.centres[place + 1 :]:
            assert (x - other_x) ** 2 + (y - other_y) ** 2 > (2.2 * places.radius) ** 2


def test_stamps_are_large_enough_to_be_told_apart() -> None:
    assert layout(10).radius > 22
    assert layout(LARGEST_SIZE).radius > 11


def _grey(image: Image.Image, place: tuple[int, int]) -> int:
    return image.crop((*place, place[0] + 1, place[1] + 1)).tobytes()[0]
