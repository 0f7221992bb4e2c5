"""Official badges of the wallets, where they are put into the folder."""

from pathlib import Path

import pytest

from comeback.web.badges import SHIPPED, Badges
from tests.customer_world import CustomerWorld

APPLE, GERMAN = "<svg>apple</svg>", "<svg>apfel</svg>"


@pytest.fixture
def badges(tmp_path: Path) -> Badges:
    (tmp_path / "apple.svg").write_text(APPLE)
    (tmp_path / "apple.de.svg").write_text(GERMAN)
    (tmp_path / "secret.svg").write_text("<svg/>")
    (tmp_path / "README.md").write_text("not a badge")
    return Badges(tmp_path)


def test_none_is_part_of_the_project() -> None:
    """They may be handed on by Apple and Google only."""
    assert [path.name for path in SHIPPED.iterdir()] == ["README.md"]
    world = CustomerWorld()
    assert 'class="badge"' not in world.get(world.path(world.give_card())).text
    assert world.get("/badges/apple.svg").status == 404


def test_a_badge_has_an_address_that_changes_with_it(badges: Badges, tmp_path: Path) -> None:
    before = badges.address("apple", "en")
    assert before.startswith("/badges/apple.svg?v=")
    (tmp_path / "apple.svg").write_text("<svg>another</svg>")
    assert Badges(tmp_path).address("apple", "en") != before


def test_a_language_without_a_badge_of_its_own_has_the_english_one(badges: Badges) -> None:
    assert badges.address("apple", "de").startswith("/badges/apple.de.svg?v=")
    assert badges.address("apple", "ru").startswith("/badges/apple.svg?v=")
    assert not badges.address("google", "de")


def test_a_badge_is_served_for_good_and_works_as_a_picture_only(badges: Badges) -> None:
    answer = badges.show("apple.de.svg")
    assert (answer.status_code, answer.body, answer.content_type) == (200, GERMAN, "image/svg+xml")
    assert "immutable" in str(answer.headers["Cache-Control"])
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@pytest.mark.parametrize("name", ["google.svg", "secret.svg", "README.md", "../badges.py", ""])
def test_nothing_else_of_the_folder_is_served(badges: Badges, name: str) -> None:
    assert badges.show(name).status_code == 404


def test_the_card_page_shows_a_badge_instead_of_a_button(badges: Badges) -> None:
    world = CustomerWorld()
    world.badges = badges
    world.door = world.door_with()
    body = world.get(world.path(world.give_card())).text
    assert f'<img src="{badges.address("apple", "en")}" height="56" alt="Add to Apple Wallet">' in body
    assert '<a class="wallet" data-wallet="google"' in body
