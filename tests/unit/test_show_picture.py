"""Pictures that Google and customers' pages fetch."""

import pytest

from comeback.domain.design import Design, artwork_version
from comeback.ports.artwork import Artwork
from comeback.usecases.show_picture import ShowPicture
from tests.memory.artwork import MemoryArtworkStore

VERSION = artwork_version(Design(), 2)


@pytest.fixture
def show() -> ShowPicture:
    store = MemoryArtworkStore()
    strips = tuple({"strip@2x.png": b"small", "strip@3x.png": b"strip of %d" % stamps} for stamps in range(3))
    wide = tuple(b"wide %d" % stamps for stamps in range(3))
    store.put(Artwork(VERSION, {"icon.png": b"small"}, strips, b"logo", b"hero", (b"light",) * 3, b"light logo", wide))
    return ShowPicture(store)


@pytest.mark.parametrize(
    ("name", "picture"),
    [("logo.png", b"logo"), ("hero.png", b"hero"), ("0.png", b"wide 0"), ("2.png", b"wide 2"), ("0@2x.png", b"small")],
)
def test_google_is_shown_its_logo_and_every_state_as_wide_as_it_wants_them(show: ShowPicture, name: str, picture: bytes) -> None:
    assert show(VERSION, name) == picture


@pytest.mark.parametrize(("name", "picture"), [("logo.webp", b"light logo"), ("0.webp", b"light"), ("2.webp", b"light")])
def test_pages_have_lighter_ones(show: ShowPicture, name: str, picture: bytes) -> None:
    assert show(VERSION, name) == picture


def test_a_set_of_an_older_drawing_has_none_for_pages(show: ShowPicture) -> None:
    show.artwork.put(Artwork("e" * 32, {}, ({"strip@2x.png": b"strip", "strip@3x.png": b"large"},), b"logo"))
    assert show("e" * 32, "0@2x.png") == b"strip"
    assert [show("e" * 32, name) for name in ("0.webp", "logo.webp")] == [None, None]


def test_of_an_older_drawing_google_is_shown_the_strips(show: ShowPicture) -> None:
    show.artwork.put(Artwork("e" * 32, {}, ({"strip@3x.png": b"large"},), b"logo"))
    assert [show("e" * 32, name) for name in ("0.png", "1.png")] == [b"large", None]


def test_of_a_sketch_only_the_state_that_was_drawn_is_shown(show: ShowPicture) -> None:
    show.artwork.put(Artwork("e" * 32, {}, ({}, {"strip@2x.png": b"small"}), b"logo", heroes=(b"", b"wide")))
    assert [show("e" * 32, name) for name in ("0.png", "1.png", "0@2x.png", "1@2x.png")] == [None, b"wide", None, b"small"]


@pytest.mark.parametrize(
    "name", ["3.png", "3.webp", "0@2x.webp", "hero.webp", "icon@3x.png", "100.png", "-1.png", "٢.png", "2", ""]
)
def test_nothing_else_is(show: ShowPicture, name: str) -> None:
    assert show(VERSION, name) is None


@pytest.mark.parametrize("version", ["0" * 32, "../secret", "", VERSION.upper()])
def test_an_unknown_version_has_no_pictures(show: ShowPicture, version: str) -> None:
    assert show(version, "logo.png") is None


def test_without_a_picture_of_the_owners_there_is_no_hero(show: ShowPicture) -> None:
    show.artwork.put(Artwork("f" * 32, {}, (), b"logo"))
    assert show("f" * 32, "hero.png") is None
