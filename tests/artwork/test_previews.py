"""Details and letters of pictures of cards, and the pictures that every drawing is held against."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache

import pytest
from PIL import Image, ImageChops

from comeback.adapters.artwork.previews.cards import PillowCards
from comeback.adapters.artwork.previews.letters import Style, cut, is_ours, lines_of, width_of
from comeback.domain.card_face import ShownField
from tests import previews
from tests.preview_pictures import APPLE, GROUND, PALE, apple, count, points, without_page
from tests.template.reading import ROOT


def details(*fields: ShownField) -> Image.Image:
    return without_page(PillowCards().details(fields))


def test_details_stand_below_each_other() -> None:
    one, two = (
        details(ShownField("Contact", "La Visage")),
        details(ShownField("Contact", "La Visage"), ShownField("Terms", "None")),
    )
    assert two.height > one.height
    assert ImageChops.difference(points(one, 20, 10, 350, 40), points(two, 20, 10, 350, 40)).getbbox() is None


def test_links_look_like_links() -> None:
    plain, linked = details(ShownField("", "Book online")), details(ShownField("", "Book online", links=("Book online",)))
    blue = (10, 98, 208)
    assert (count(plain, blue), count(linked, blue) > 50) == (0, True)


def test_whatever_an_owner_writes_the_picture_has_an_end() -> None:
    tall = [ShownField(f"Text {number}", "\n" * 5000 + "x") for number in range(9)]
    assert details(*tall).height < 20_000
    assert details().height > 0


def _catalogues() -> Iterable[str]:
    for path in sorted((ROOT / "layers/common/comeback/locales").glob("*.po")):
        yield path.read_text(encoding="utf-8")


def test_there_is_every_letter_that_our_words_have() -> None:
    letters = {letter for text in _catalogues() for letter in text} | set("€$£₽₸₴¥…·•°%№")
    assert [letter for letter in sorted(letters) if not is_ours(letter)] == []


def test_a_letter_that_we_have_not_is_a_frame() -> None:
    assert not is_ours("美")
    framed, plain = (apple(replace(APPLE, logo_text=text)) for text in ("美", ""))
    box = ImageChops.difference(framed, plain).getbbox()
    assert box
    frame = framed.crop(box)
    assert frame.getpixel((0, 0)) == PALE
    assert frame.getpixel((frame.width // 2, frame.height // 2)) == GROUND


def test_names_stand_in_one_line_whatever_is_in_them() -> None:
    for one, other in (("La\nVisage", "La Visage"), ("1\u202f000", "1\u00a0000"), ("A\ufe0f", "A")):
        assert ImageChops.difference(*(apple(replace(APPLE, logo_text=text)) for text in (one, other))).getbbox() is None


def test_lines_are_broken_between_words_and_long_words_within() -> None:
    style = Style(15)
    assert lines_of("one two\n\nthree", style, 1000, 9) == ["one two", "", "three"]
    assert lines_of("one two three", style, width_of("one two", style), 9) == ["one two", "three"]
    pieces = lines_of("a" * 100, style, 50, 99)
    assert "".join(pieces) == "a" * 100
    assert all(width_of(piece, style) <= 50 for piece in pieces)
    assert lines_of("one\ntwo\nthree", style, 1000, 2) == ["one", "two…"]


def test_what_does_not_fit_ends_in_dots() -> None:
    style = Style(15)
    assert cut("short", style, 500) == "short"
    assert cut("A long text", style, 50).endswith("…")
    assert width_of(cut("A long text", style, 50), style) <= 50
    assert cut("A long text", style, 0) == "…"


@cache
def drawn() -> dict[str, Image.Image]:
    return dict(previews.drawn_previews())


def test_there_is_a_picture_of_each_preview_and_no_other() -> None:
    assert {path.stem for path in previews.FOLDER.glob("*.png")} == set(drawn())


@pytest.mark.parametrize("name", sorted(path.stem for path in previews.FOLDER.glob("*.png")))
def test_a_preview_looks_as_it_did(name: str) -> None:
    # What is stored has fewer colours: levels may differ a little, but no letter and no stamp may be another.
    before, now = Image.open(previews.FOLDER / f"{name}.png").convert("RGB"), drawn()[name]
    assert now.size == before.size
    levels = ImageChops.difference(before, now).convert("L").histogram()
    assert sum(levels[64:]) == 0
    assert sum(level * pixels for level, pixels in enumerate(levels)) / (now.width * now.height) < 2
