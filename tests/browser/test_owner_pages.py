"""The owner's pages as Chromium has them: usable by everybody, at each width, with the keyboard, without scripts."""

import pytest

from dev.browser.axe_core import violations
from dev.browser.chromium import Chromium
from dev.browser.tour import PAGES, Tour

WIDTHS = [1280, 390]
# Fields that a person writes into and that are too small for it, or are not seen at all.
_NARROW = """[...document.querySelectorAll("input:not([type=hidden], [type=radio], [type=checkbox], [type=color]), textarea")]
.filter(one => one.offsetWidth < 150 || one.offsetHeight < 40)"""
_SEEN = "return [...document.querySelectorAll('input')].filter(one => one.checkVisibility()).map(one => one.name)"
_FOCUS = """
const one = document.activeElement, style = getComputedStyle(one);
return [one.name || one.textContent.trim(), style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2];
"""


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("page", PAGES)
def test_everybody_can_use_a_page(owner: Chromium, tour: Tour, page: str, width: int) -> None:
    owner.size(width)
    tour.visit(owner, page)
    assert violations(owner) == []
    assert owner.run("return document.documentElement.scrollWidth") <= width


def test_what_nobody_could_use_is_found(owner: Chromium, tour: Tour) -> None:
    tour.visit(owner, "home")
    owner.run("document.querySelector('main').insertAdjacentHTML('beforeend', '<input><img src=\"data:,\">')")
    assert {found.split(" ")[0] for found in violations(owner)} >= {"label", "image-alt"}


@pytest.mark.parametrize("width", WIDTHS)
def test_everybody_can_use_a_form_that_came_back(owner: Chromium, tour: Tour, width: int) -> None:
    owner.size(width)
    tour.visit(owner, "settings")
    owner.click("#accrual_rule-kind-every_n")
    owner.type("#every_n-amount", "a lot")
    owner.type("#max_per_day", "0")
    owner.press("Enter")
    owner.wait_until("#every_n-amount-error")
    assert owner.text("#every_n-amount-error") == "Write an amount, like 50 or 49.90."
    assert violations(owner) == []
    owner.click('[role=alert] a[href="#max_per_day"]')
    assert owner.run("return document.activeElement.id") == "max_per_day"


@pytest.mark.parametrize("page", ["location", "new-program", "settings", "design", "images", "card", "keys"])
def test_every_field_and_button_is_reached_by_the_tab_key_in_the_order_of_the_page(
    owner: Chromium, tour: Tour, page: str
) -> None:
    tour.visit(owner, page)
    wanted = owner.run(
        "return [...document.querySelectorAll('a[href], button, summary, select, textarea, input')]"
        ".filter(one => one.type !== 'hidden' && !one.disabled && one.checkVisibility())"
        # Of a group of radio buttons the chosen one is a stop.
        ".filter(one => one.type !== 'radio' || one.checked).map(one => one.name || one.textContent.trim())"
    )
    reached: list[str] = []
    while len(reached) < len(wanted):
        owner.press("Tab")
        name, is_seen = owner.run(_FOCUS)
        assert is_seen, name
        if name not in reached[-1:] or wanted.count(name) > 1:  # a date has a stop for each of its parts
            reached.append(name)
    assert reached == wanted


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("page", ["new-program", "settings", "design"])
def test_whatever_is_chosen_there_is_room_to_type(owner: Chromium, tour: Tour, page: str, width: int) -> None:
    owner.size(width)
    tour.visit(owner, page)
    hidden = set(owner.run(f"return {_NARROW}.filter(one => !one.checkVisibility()).map(one => one.name)"))
    for choice in owner.run("return [...document.querySelectorAll('input[type=radio]')].map(one => one.id)"):
        owner.run("document.getElementById(arguments[0]).click()", choice)
        assert owner.run(f"return {_NARROW}.filter(one => one.checkVisibility()).map(one => one.name)") == []
        hidden -= set(owner.run(_SEEN))
    assert not hidden


def test_the_first_stop_leads_past_the_navigation(owner: Chromium, tour: Tour) -> None:
    tour.visit(owner, "home")
    owner.press("Tab", "Enter")
    assert owner.url.endswith("#main")


def test_a_program_is_made_and_set_up_with_the_keyboard_alone(owner: Chromium, tour: Tour) -> None:
    tour.visit(owner, "new-program")
    owner.run("document.getElementById('title').focus()")
    owner.press("Seven coffees", "Tab")
    owner.press("7", "Tab", "A coffee", "Enter")
    owner.wait_until(".notice.good")
    assert "7 stamps" in owner.text("dl")
    owner.run("document.querySelector('.actions button').focus()")
    owner.press("Space")
    owner.wait_until("a.button")
    owner.run("document.querySelector('a.button').focus()")
    owner.press("Enter")
    owner.wait_until("#max_per_day")
    owner.run("document.querySelector('[name=payment_gate]:checked').focus()")
    owner.press("Down")
    owner.run("document.getElementById('max_per_day').focus()")
    owner.press("2", "Enter")
    owner.wait_until(".notice.good")
    assert "something is paid" in owner.text()
    assert "At most 2 stamps a day in all." in owner.text()


def test_a_balance_is_corrected_and_the_page_says_so_once(owner: Chromium, tour: Tour) -> None:
    tour.visit(owner, "card")
    owner.type("#adjust-amount", "1")
    owner.type("#adjust-reason", "A birthday")
    owner.press("Enter")
    owner.wait_until(".notice.good")
    assert "Corrected by hand by you: A birthday" in owner.text("tbody tr")
    tour.visit(owner, "card")
    assert not owner.shows(".notice")


def test_progress_is_shown_while_it_lasts_and_then_the_report(owner: Chromium, tour: Tour) -> None:
    tour.visit(owner, "location")
    owner.click("form[action$='/sync'] button")
    owner.wait_until(".notice.good")
    assert "clients read" in owner.text("#progress")
    owner.wait_until("form[action$='/sync']")
    assert "Done" in owner.text("#progress")


def test_the_console_refuses_nothing_to_itself(owner: Chromium, tour: Tour) -> None:
    """A style, script or request that our own policy forbids would be noted by the browser."""
    for page in PAGES:
        tour.visit(owner, page)
    assert [entry for entry in owner.complaints() if "Content Security Policy" in entry] == []


def test_without_scripts_an_owner_does_the_same(tour: Tour) -> None:
    with Chromium(scripts=False) as plain:
        tour.sign_in(plain)
        tour.visit(plain, "location")
        plain.click("form[action$='/sync'] button")
        plain.wait_until(".notice.good")
        plain.wait_until("form[action$='/sync']")
        assert "Done" in plain.text("#progress")
        tour.visit(plain, "cards")
        plain.type("#phone", "+13155550175")
        plain.press("Enter")
        plain.wait_until("caption")
        assert "Jane Doe" in plain.text("table")
