"""The page of a design in Chromium: what is typed is shown at once, and without scripts at the press of a button."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dev.browser.axe_core import violations
from dev.browser.chromium import Chromium
from dev.browser.tour import Tour
from tests.memory.artwork import even_png

# A colour is chosen in a window of the browser's own, which no test can press.
_CHOOSE = """
const field = document.getElementById(arguments[0]);
field.value = arguments[1];
field.dispatchEvent(new Event("input", {bubbles: true}));
"""
_CARDS = "return [...document.querySelectorAll('figure img')].map(one => one.complete && one.naturalWidth > 300)"


class Stored:
    """The design, by the REST API."""

    def __init__(self, tour: Tour) -> None:
        self._stack = tour.stack
        self._key = str(tour.stack.operator("POST", f"/tenants/{tour.tenant}/api-keys")["key"])
        self._path = tour.pages["design"].removesuffix("/design").replace("/console", "/api/v1")

    def __getitem__(self, name: str) -> Any:
        return self.all()[name]

    def all(self) -> dict[str, Any]:
        design: dict[str, Any] = self._stack.json("GET", self._path, self._key)["design"]
        return design

    def put_back(self, design: dict[str, Any]) -> None:
        self._stack.json("PATCH", self._path, self._key, {"design": design})


@pytest.fixture
def stored(tour: Tour) -> Iterator[Stored]:
    """It is afterwards what it was before."""
    stored = Stored(tour)
    before = stored.all()
    yield stored
    stored.put_back(before)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_card_is_seen_in_both_wallets(owner: Chromium, tour: Tour, width: int) -> None:
    owner.size(width)
    tour.visit(owner, "design")
    assert owner.run(_CARDS) == [True, True]
    assert "As saved." in owner.text("#standing")


@pytest.mark.parametrize("width", [1280, 390])
def test_what_is_typed_is_seen_at_once_and_what_cannot_be_read_is_said_at_its_colour(
    owner: Chromium, tour: Tour, width: int
) -> None:
    owner.size(width)
    tour.visit(owner, "design")
    owner.run(_CHOOSE, "foreground", "#3b2033")
    owner.wait_until("#foreground-error")
    assert "cannot be read on" in owner.text("#foreground-error")
    assert owner.run("return document.getElementById('foreground').getAttribute('aria-describedby')") == (
        "foreground-error foreground-help"
    )
    assert violations(owner) == []
    owner.run(_CHOOSE, "foreground", "#ffffff")
    owner.wait_until("figure img[src^='data:']")
    assert not owner.shows(".error")
    assert owner.run(_CARDS) == [True, True]
    assert "not saved yet" in owner.text("#standing")
    assert violations(owner) == []
    assert owner.run("return document.documentElement.scrollWidth") <= width
    tour.visit(owner, "design")
    assert owner.run("return document.getElementById('foreground').value") != "#ffffff"


@pytest.mark.parametrize("width", [1280, 390])
def test_a_form_that_came_back_leads_to_its_fields(owner: Chromium, tour: Tour, width: int) -> None:
    owner.size(width)
    tour.visit(owner, "design")
    owner.type("#links-0-title", "Book")
    owner.type("#links-0-url", "nowhere")
    owner.press("Enter")
    owner.wait_until("[role=alert]")
    assert violations(owner) == []
    owner.click('[role=alert] a[href="#links-0-url"]')
    assert owner.run("return document.activeElement.id") == "links-0-url"


def test_a_ready_design_is_looked_at_and_saved_with_the_keyboard_alone(owner: Chromium, tour: Tour, stored: Stored) -> None:
    tour.visit(owner, "design")
    owner.run("document.querySelector('[name=ready][value=spa]').focus()")
    owner.press("Space")
    owner.wait_until("figure img[src^='data:']")
    assert owner.run("return document.getElementById('pattern').value") == "waves"
    owner.run("document.getElementById('logo_text').focus()")
    owner.press("By the river", "Enter")
    owner.wait_until(".notice.good")
    assert stored["logo_text"] == "By the river"
    assert stored["pattern"] == "waves"


def test_without_scripts_a_design_is_looked_at_and_saved(tour: Tour, stored: Stored, tmp_path: Path) -> None:
    picture = tmp_path / "icon.png"
    picture.write_bytes(even_png(200, 200))
    with Chromium(scripts=False) as plain:
        plain.size(390)
        tour.sign_in(plain)
        tour.visit(plain, "design")
        plain.click("[name=ready][value=nails]")
        plain.wait_until("figure img[src^='data:']")
        plain.click(".actions button")
        plain.wait_until(".notice.good")
        assert stored["stamp"] == "polish"
        tour.visit(plain, "images")
        plain.type("#icon-image", str(picture))
        plain.click("form[action$='/images/icon'] button")
        plain.wait_until("img.thumb")
        plain.click("form[action$='/images/icon/removal'] button")
        plain.wait_until("#icon .badge.wait")
        assert not plain.shows("img.thumb")
