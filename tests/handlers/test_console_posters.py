"""Posters in the console."""

import re
from base64 import b64decode

import pytest

from tests.api_world import PLACE
from tests.console_world import Browser, ConsoleWorld


@pytest.fixture
def browser() -> Browser:
    return Browser(ConsoleWorld()).sign_in()


def test_posters_of_a_program_are_one_click_away(browser: Browser) -> None:
    """`GET /console/programs/{program_id}/poster.svg` and `/console/programs/{program_id}/poster.pdf`."""
    program = browser.world.active_program()
    page = browser.get(f"/console/programs/{program}")
    links = re.findall(r'href="([^"]+/poster\.\w+\?[^"]+)"', page.body)
    assert [link.replace("&amp;", "&").partition("poster")[2] for link in links] == [
        f".{kind}&location_id={PLACE}" for kind in ("pdf?size=a4", "pdf?size=a5", "svg?size=a4")
    ]
    assert b64decode(browser.get(f"/console/programs/{program}/poster.pdf?size=a5").body).startswith(b"%PDF-")
    drawn = browser.get(f"/console/programs/{program}/poster.svg?location_id={PLACE}")
    assert drawn.headers["Content-Type"] == "image/svg+xml"
    assert browser.get(f"/console/programs/{program}/poster.svg?location_id=1").status == 404


def test_a_poster_that_cannot_be_printed_says_why(browser: Browser) -> None:
    program = browser.world.active_program(reward={"title": "免费理发"})
    refused = browser.get(f"/console/programs/{program}/poster.pdf")
    assert refused.status == 409
    assert "Take the SVG, or other words." in refused.body
