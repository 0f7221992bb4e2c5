"""The pictures of customers' pages: light whatever is on them, sharp, and the same as on the pass."""

from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageStat

from comeback.adapters.artwork.artist import PillowArtist
from comeback.adapters.artwork.light import light_logo, light_strips
from comeback.adapters.artwork.strips import Strips
from comeback.domain.design import Design
from comeback.ports.artwork import Artwork
from tests.pictures import a_photograph

WIDTH, HEIGHT = 1125, 432


@pytest.fixture(scope="module")
def drawn() -> Artwork:
    return PillowArtist().draw(Design(), 2)


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def grain(width: int, height: int) -> Image.Image:
    return opened(a_photograph(width, height)).convert("RGB")


def difference(one: bytes, other: bytes) -> float:
    """Of two pictures, in levels of 255."""
    return max(ImageStat.Stat(ImageChops.difference(*(opened(data).convert("RGB") for data in (one, other)))).rms)


def test_every_state_has_the_pixels_of_the_best_phone(drawn: Artwork) -> None:
    pictures = [opened(light) for light in drawn.pages]
    assert [(one.format, one.size) for one in pictures] == [("WEBP", (WIDTH, HEIGHT))] * 3


def test_every_state_looks_as_on_the_pass_and_is_lighter_than_the_smaller_one_there(drawn: Artwork) -> None:
    for light, strip in zip(drawn.pages, drawn.strips, strict=True):
        looks = {other: difference(light, drawn.strips[other]["strip@3x.png"]) for other in range(3)}
        assert min(looks, key=looks.__getitem__) == drawn.strips.index(strip)
        assert min(looks.values()) < 4
        assert len(light) < len(strip["strip@2x.png"])


def test_a_logo_that_was_drawn_loses_nothing(drawn: Artwork) -> None:
    light, exact = (
        opened(data).convert("RGBA").getchannel("A").tobytes() for data in (drawn.page_logo, drawn.images["logo@3x.png"])
    )
    assert light == exact
    assert len(drawn.page_logo) < len(drawn.images["logo@3x.png"])


def test_of_what_is_sketched_for_a_preview_nothing_is_for_pages() -> None:
    assert PillowArtist().sketch(Design(), 0, 0).pages == ()


@pytest.mark.parametrize(("most", "narrowest"), [(30_000, 750), (160_000, WIDTH)])
def test_nothing_but_grain_fits_too_and_loses_pixels_last(most: int, narrowest: int) -> None:
    noise, calm = grain(WIDTH, HEIGHT), Image.new("RGB", (WIDTH, HEIGHT), "#33202e")
    light = light_strips(Strips(calm, noise, [(0, 0, WIDTH, HEIGHT)]), most)
    assert max(map(len, light)) <= most
    assert min(opened(one).width for one in light) >= narrowest


def test_a_stamp_that_is_heavier_than_both_ends_fits_too() -> None:
    noise, calm = grain(WIDTH, HEIGHT), Image.new("RGB", (WIDTH, HEIGHT))
    half = (0, 0, 560, HEIGHT)
    ends = calm.copy(), calm.copy()
    ends[1].paste(noise.crop(half), half)
    # The second stamp is put over the first, so that the middle state alone has all of the grain.
    assert max(map(len, light_strips(Strips(ends[0], ends[1], [half, (560, 0, WIDTH, HEIGHT)]), 24_000))) <= 24_000


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_logo_of_grain_fits_with_its_transparency(mode: str) -> None:
    logo = grain(480, 150).convert(mode)
    if mode == "RGBA":
        logo.putalpha(Image.effect_noise(logo.size, 80))
    light = light_logo(logo, 6_000)
    assert len(light) <= 6_000
    assert opened(light).mode == mode
