"""The fronts of cards as phones show them: what must be where."""

from dataclasses import replace

import pytest
from PIL import Image, ImageChops, ImageStat

from comeback.adapters.artwork.previews.apple_card import HEADER, STRIP, WIDTH
from comeback.adapters.artwork.previews.letters import SCALE
from comeback.domain.card_face import ShownField
from tests.memory.artwork import even_png
from tests.preview_pictures import (
    APPLE,
    GOOGLE,
    GOOGLE_EDGE,
    GROUND,
    LONG,
    PALE,
    RED,
    apple,
    artwork,
    count,
    google,
    head,
    opened,
    points,
    texts_across,
)


def test_a_store_card_has_its_colours_and_round_corners() -> None:
    card = apple()
    assert card.width == WIDTH * SCALE
    assert card.getpixel((card.width // 2, card.height - 8)) == GROUND
    assert card.getpixel((0, 0)) not in (GROUND, PALE)
    assert count(points(card, 0, 220, WIDTH, 285), PALE) > 200
    assert count(points(card, 0, 220, WIDTH, 240), RED) > 50
    assert count(points(card, 200, 0, WIDTH, 30), RED) > 50


def test_the_strip_is_shown_as_it_is() -> None:
    shown = points(apple(), 0, HEADER, WIDTH, HEADER + STRIP)
    assert ImageChops.difference(shown, opened(artwork().strips[6]["strip@2x.png"])).getbbox() is None


def test_without_a_strip_the_fields_move_up() -> None:
    bare = apple(strip=b"")
    assert count(points(bare, 0, HEADER, WIDTH, HEADER + 60), PALE) > 200
    assert bare.size == apple().size


def test_the_logo_stands_at_the_left_and_a_wide_one_is_no_wider_than_phones_show() -> None:
    bare = replace(APPLE, logo_text="", header=())
    assert head(bare, logo=even_png(100, 100, 255)) == [(20, 119)]
    assert head(bare, logo=even_png(480, 100, 255)) == [(20, 339)]
    assert head(replace(bare, logo_text="La Visage"), logo=b"")[0][0] == pytest.approx(14 * SCALE, abs=4)


def test_long_names_make_room_for_the_figures() -> None:
    figures = tuple(ShownField(label, "1 234,56 €", at_end=False) for label in ("BALANCE", "CASHBACK"))
    face = replace(APPLE, logo_text=LONG, header=figures)
    logo, name, *rest = head(face)
    assert logo[1] < name[0]
    assert name[1] < rest[0][0]
    assert len(rest) == 2
    assert rest[-1][1] <= (WIDTH - 14) * SCALE


def test_one_figure_too_long_for_its_room_is_cut() -> None:
    face = replace(APPLE, header=(ShownField("STAMPS", LONG),))
    *_, figure = head(face)
    assert figure[0] >= (WIDTH - 14 - 192) * SCALE
    assert figure[1] <= (WIDTH - 14) * SCALE


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_fields_stand_beside_each_other_however_long_they_are(number: int) -> None:
    fields = tuple(ShownField(f"LABEL{place}", LONG[place:] * 2, at_end=place == number - 1) for place in range(number))
    row = points(apple(replace(APPLE, front=fields)), 0, 222, WIDTH, 275)
    runs = texts_across(row, GROUND)
    assert len(runs) == number
    assert runs[0][0] >= 14 * SCALE - 2
    assert runs[-1][1] <= (WIDTH - 14) * SCALE + 2


def test_a_short_field_is_not_cut_for_a_long_one() -> None:
    def shown(second: str) -> Image.Image:
        fields = (ShownField("A", LONG * 2), ShownField("MEMBER", second, at_end=True))
        return points(apple(replace(APPLE, front=fields)), 300, 222, WIDTH, 275)

    assert count(shown("Anna"), PALE) > count(shown("Ann"), PALE) > count(shown(""), PALE)


def test_a_value_of_several_lines_stands_in_one() -> None:
    one, several = (apple(replace(APPLE, front=(ShownField("NEXT", text),))) for text in ("A B", "A\n B"))
    assert ImageChops.difference(one, several).getbbox() is None


def test_a_card_that_is_over_is_pale() -> None:
    for fresh, over in ((apple(), apple(replace(APPLE, is_voided=True))), (google(), google(replace(GOOGLE, is_over=True)))):
        assert sum(ImageStat.Stat(over).mean) > sum(ImageStat.Stat(fresh).mean) + 60
        assert count(over, GROUND) == 0


def test_a_loyalty_card_ends_with_its_picture() -> None:
    card = google()
    hero = opened(artwork().strips[6]["strip@2x.png"])
    shown = card.crop((0, card.height - 288, card.width, card.height))
    inside = (60, 0, 690, 230)
    assert ImageChops.difference(shown.crop(inside), hero.crop(inside)).getbbox() is None
    assert google(hero=b"").height == card.height - 288


def test_its_logo_is_round() -> None:
    card = google(logo=even_png(660, 660, 255))
    logo = points(card, 22, 18, 62, 58)
    assert logo.getpixel((40, 40)) == (255, 255, 255)
    assert logo.getpixel((1, 1)) == GROUND
    assert texts_across(points(google(logo=b""), 0, 26, WIDTH, 74), GROUND)[0][0] == pytest.approx(GOOGLE_EDGE, abs=4)


def test_its_figures_stand_at_both_ends() -> None:
    plain = replace(GOOGLE, title="")
    runs = texts_across(points(google(plain), 0, 102, WIDTH, 145), GROUND)
    assert len(runs) == 2
    assert runs[0][0] == pytest.approx(GOOGLE_EDGE, abs=4)
    assert runs[1][1] == pytest.approx((WIDTH - 22) * SCALE, abs=4)


@pytest.mark.parametrize("title", ["", "10 visits", LONG, LONG * 3, "a" * 200])
def test_its_title_has_two_lines_at_most_and_stays_inside(title: str) -> None:
    card = google(replace(GOOGLE, title=title, points=()))
    assert card.height <= google(replace(GOOGLE, points=())).height + 60
    for _, end in texts_across(points(card, 0, 78, WIDTH, 145), GROUND):
        assert end <= (WIDTH - 22) * SCALE + 2


def test_a_long_issuer_is_cut() -> None:
    runs = texts_across(points(google(replace(GOOGLE, issuer=LONG * 2)), 0, 26, WIDTH, 74), GROUND)
    assert runs[-1][1] <= (WIDTH - 22) * SCALE
