"""What owners send as pictures: kept clean and no larger than needed, or refused with what is wanted."""

from io import BytesIO

import pytest
from PIL import Image, ImageCms

from comeback.adapters.artwork.artist import PillowArtist
from comeback.adapters.artwork.own_pictures import clean_picture
from comeback.domain.design import Design
from comeback.domain.design_images import Role
from comeback.domain.errors import FieldRefused
from dev.phone.pictures import picture_complaints
from tests.pictures import a_jpeg, a_moving_png, a_photograph, a_png, announced, grey_at


def kept(role: Role, data: bytes) -> Image.Image:
    return Image.open(BytesIO(clean_picture(role, data)))


@pytest.mark.parametrize(
    ("role", "sent", "size"),
    [
        (Role.ICON, (1024, 1024), (660, 660)), (Role.ICON, (200, 190), (190, 190)), (Role.LOGO, (960, 300), (480, 150)),
        (Role.LOGO, (300, 300), (150, 150)), (Role.STRIP, (2250, 864), (1125, 432)), (Role.STRIP, (1200, 500), (1125, 432)),
        (Role.HERO, (1032, 336), (1032, 336)), (Role.REWARD, (400, 400), (186, 186)),
        (Role.ARTWORK, (1200, 1400), (1074, 1344)), (Role.PRIMARY_LOGO, (1260, 300), (378, 90)),
    ],
)  # fmt: skip
def test_a_picture_is_kept_in_the_shape_and_size_of_its_place(role: Role, sent: tuple[int, int], size: tuple[int, int]) -> None:
    assert kept(role, a_png(*sent)).size == size


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_understood(mode: str) -> None:
    colour = "#ffffff" if mode == "1" else "#808080"
    picture = kept(Role.STAMP_FILLED, a_png(186, 186, mode, colour=colour)).convert("RGB")
    assert picture.getpixel((90, 90)) == (int(colour[1:3], 16),) * 3


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_every_kind_of_jpeg_is_understood(mode: str) -> None:
    picture = kept(Role.STAMP_FILLED, a_jpeg(186, 186, mode=mode))
    assert grey_at(picture, 90, 10) < 9
    assert grey_at(picture, 90, 170) > 246


@pytest.mark.parametrize(("turned", "black"), [(1, "top"), (3, "bottom"), (6, "right"), (8, "left")])
def test_a_photograph_is_kept_as_it_was_seen(turned: int, black: str) -> None:
    sent = (500, 1200) if turned in (6, 8) else (1200, 500)
    picture = kept(Role.STRIP, a_jpeg(*sent, turned=turned))
    corners = {"top": {(5, 5), (1120, 5)}, "bottom": {(5, 427), (1120, 427)}}
    corners |= {"left": {(5, 5), (5, 427)}, "right": {(1120, 5), (1120, 427)}}
    assert picture.size == (1125, 432)
    assert {(x, y) for x in (5, 1120) for y in (5, 427) if grey_at(picture, x, y) < 20} == corners[black]


def test_nothing_but_pixels_is_kept() -> None:
    cleaned = clean_picture(Role.ICON, a_png(114, 114, text="taken at home"))
    assert b"taken at home" not in cleaned
    assert clean_picture(Role.ICON, cleaned) == cleaned
    photo = a_jpeg(200, 200)
    assert b"taken at home" in photo
    assert b"home" not in clean_picture(Role.ICON, photo)


def with_profile(profile: bytes) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (186, 186), "#c08040").save(buffer, "JPEG", quality=98, icc_profile=profile)
    return buffer.getvalue()


def test_colours_of_a_profile_become_those_that_phones_show() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    plain, same = kept(Role.REWARD, with_profile(b"")), kept(Role.REWARD, with_profile(srgb))
    assert plain.getpixel((90, 90)) == same.getpixel((90, 90))
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    for nonsense in (b"no profile", lab):
        assert kept(Role.REWARD, with_profile(nonsense)).getpixel((90, 90)) == plain.getpixel((90, 90))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "neither a PNG nor a JPEG"), (b"\x89PNG\r\n\x1a\n", "damaged"), (b"\xff\xd8\xff\xe0 JFIF", "damaged"),
        (b"<svg/>" * 20, "neither"), (b"RIFF0000WEBP", "neither"), (announced(60_000, 60_000), "too many"),
        (announced(1125, 432), "damaged"), (a_png(1125, 432)[:-40], "damaged"), (a_jpeg(1125, 432)[:4000], "damaged"),
        (a_png(750, 288), "At least 1125 x 432"), (a_png(2000, 432), "too much would be lost"),
        (a_jpeg(1200, 500, turned=6), "At least 1125 x 432"), (a_moving_png(1125, 432), "stands still"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_with_what_is_wanted(data: bytes, said: str) -> None:
    with pytest.raises(FieldRefused) as caught:
        clean_picture(Role.STRIP, data)
    (error,) = caught.value.errors
    assert error.field == "body"
    assert said in error.message


def test_a_text_that_unpacks_to_megabytes_is_refused() -> None:
    with pytest.raises(FieldRefused, match="damaged"):
        clean_picture(Role.ICON, a_png(200, 200, text="x" * 4_000_000, packed=True))


def test_a_poster_of_a_photograph_stays_small_and_sharp_on_its_phones() -> None:
    artwork = PillowArtist().draw(Design(), 0, {Role.ARTWORK: a_photograph(1074, 1344), Role.LOGO: a_photograph(480, 150)})
    posters = {name: data for name, data in artwork.images.items() if name.startswith(("artwork", "primaryLogo"))}
    assert {name: Image.open(BytesIO(data)).size for name, data in posters.items()} == {
        "artwork@2x.png": (716, 896), "artwork@3x.png": (1074, 1344),
        "primaryLogo@2x.png": (192, 60), "primaryLogo@3x.png": (288, 90),
    }  # fmt: skip
    assert picture_complaints(artwork.images) == []
    assert sum(map(len, posters.values())) < 900_000


def test_a_poster_that_is_light_keeps_all_its_colours() -> None:
    across, down = (Image.linear_gradient("L").rotate(turned).resize((1074, 1344)) for turned in (0, 90))
    buffer = BytesIO()
    Image.merge("RGB", (across, down, across)).save(buffer, "PNG")
    drawn = PillowArtist().draw(Design(), 0, {Role.ARTWORK: buffer.getvalue()}).images["artwork@3x.png"]
    assert len(Image.open(BytesIO(drawn)).convert("RGB").getcolors(100_000) or ()) > 10_000
    assert len(drawn) < 450_000


def test_who_waits_for_a_preview_does_not_wait_for_a_poster() -> None:
    sketched = PillowArtist().sketch(Design(), 0, 0, {Role.ARTWORK: a_png(1074, 1344)})
    assert not [name for name in sketched.images if name.startswith(("artwork", "primaryLogo"))]


@pytest.mark.parametrize(
    ("own", "width"),
    [({}, 90), ({Role.LOGO: a_png(480, 150)}, 288), ({Role.PRIMARY_LOGO: a_png(378, 90), Role.LOGO: a_png(150, 150)}, 378)],
)
def test_the_logo_on_a_poster_is_its_own_or_that_of_the_card_or_ours(own: dict[Role, bytes], width: int) -> None:
    drawn = PillowArtist().draw(Design(), 0, {**own, Role.ARTWORK: a_png(1074, 1344)}).images
    assert Image.open(BytesIO(drawn["primaryLogo@3x.png"])).size == (width, 90)
    assert "primaryLogo@3x.png" not in PillowArtist().draw(Design(), 0, own).images


def test_a_logo_with_soft_edges_keeps_them_when_it_is_made_small() -> None:
    photo = Image.open(BytesIO(a_photograph(480, 150))).convert("RGBA")
    photo.putalpha(Image.linear_gradient("L").resize(photo.size))
    buffer = BytesIO()
    photo.save(buffer, "PNG")
    drawn = PillowArtist().draw(Design(), 0, {Role.LOGO: buffer.getvalue()}).images["logo@3x.png"]
    assert len(drawn) < len(buffer.getvalue()) / 2
    assert Image.open(BytesIO(drawn)).getchannel("A").tobytes() == photo.getchannel("A").tobytes()


def test_the_ground_shows_through_where_a_strip_is_transparent() -> None:
    strip = a_png(1125, 432, colour="#00000000")
    drawn = PillowArtist().draw(Design(background="#102030"), 0, {Role.STRIP: strip}).strips[0]
    picture = Image.open(BytesIO(drawn["strip@3x.png"])).convert("RGB")
    assert picture.getcolors() == [(1125 * 432, (16, 32, 48))]
