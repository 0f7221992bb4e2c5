"""From the street to the wallet, as Chromium has it: by each device, with the keyboard, without scripts, and light."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dev.browser.axe_core import violations
from dev.browser.chromium import Chromium
from dev.browser.tour import ANDROID, IPHONE, MAC, WINDOWS, Tour
from dev.phone.device import Phone

BUDGET = 60_000
IN_APP = f"{IPHONE} Instagram 400.0"
_LEFTS = "return [...arguments].map(one => document.querySelector(one).getBoundingClientRect().left)"
# How much of the page has moved since it is there, as browsers measure it.
_MOVED = (
    "const done = arguments[0]; let sum = 0;"
    " new PerformanceObserver(seen => seen.getEntries().forEach(one => { sum += one.value; }))"
    ".observe({type: 'layout-shift', buffered: true}); requestAnimationFrame(() => setTimeout(() => done(sum)))"
)
_PLACES = "return arguments[0].map(one => document.querySelector(one).getBoundingClientRect().top)"


@pytest.fixture
def visitor(chromium: Chromium) -> Iterator[Chromium]:
    """Whose browser is to be chosen; the next one is plain Chromium again."""
    chromium.size(390)
    yield chromium
    chromium.pretend()


@pytest.fixture
def phone(tour: Tour) -> Iterator[Phone]:
    device = Phone(Path(tour.stack.ca_file))
    yield device
    device.close()


@pytest.fixture(autouse=True)
def now(tour: Tour) -> Iterator[None]:
    """The next test begins at the present time."""
    yield
    tour.stack.shift_clock(0)


def open_form(browser: Chromium, tour: Tour) -> None:
    """And take a moment to read it."""
    tour.visit(browser, "customer-join")
    tour.stack.shift_clock(5)


def join(browser: Chromium, tour: Tour, number: int) -> None:
    """As most people do."""
    open_form(browser, tour)
    browser.type("#name", "Ann Example")
    browser.type("#phone", f"+1312555{number:04d}")
    browser.click("#consent_service")
    browser.click("form button")
    browser.wait_until(".card")


@pytest.mark.parametrize("agent", [IPHONE, ANDROID, MAC, WINDOWS, IN_APP], ids=["iphone", "android", "mac", "windows", "in_app"])
@pytest.mark.parametrize("page", ["customer-card", "customer-join"])
@pytest.mark.parametrize("width", [390, 1280])
def test_a_page_is_light_for_everybody_and_asks_nobody_else(
    visitor: Chromium, tour: Tour, page: str, agent: str, width: int
) -> None:
    visitor.size(width)
    visitor.pretend(agent)
    tour.visit(visitor, page)
    assert violations(visitor) == []
    assert visitor.run("return document.documentElement.scrollWidth") <= width
    assert visitor.run("return [...document.images].every(one => one.complete && one.naturalWidth > 0)")
    assert visitor.run("return [...document.images].every(one => one.currentSrc.endsWith('.webp'))")
    assert len(set(visitor.run(_LEFTS, ".logo", ".card footer"))) == 1
    assert visitor.wait_for(_MOVED) == 0
    loaded = visitor.loaded()
    assert all(address.startswith(tour.stack.base_url) for address in loaded)
    assert len(loaded) == 3
    assert 0 < sum(loaded.values()) < BUDGET
    assert [entry for entry in visitor.complaints() if "Content Security Policy" in entry] == []


@pytest.mark.parametrize(
    ("agent", "large"),
    [(IPHONE, ["apple"]), (ANDROID, ["google"]), (MAC, ["apple"]), (WINDOWS, ["apple", "google"])],
    ids=["iphone", "android", "mac", "windows"],
)
def test_the_wallet_of_the_device_is_the_large_one_and_both_are_there(
    visitor: Chromium, tour: Tour, agent: str, large: list[str]
) -> None:
    visitor.pretend(agent)
    tour.visit(visitor, "customer-card")
    assert visitor.run("return [...document.querySelectorAll('.wallet')].map(one => one.dataset.wallet)") == large
    assert sorted(visitor.run("return [...document.querySelectorAll('[data-wallet]')].map(one => one.dataset.wallet)")) == [
        "apple", "google",
    ]  # fmt: skip


@pytest.mark.parametrize(("fingers", "code_first"), [(0, False), (5, True)], ids=["mac", "ipad"])
def test_an_ipad_that_says_it_is_a_mac_has_the_code_first(
    visitor: Chromium, tour: Tour, fingers: int, *, code_first: bool
) -> None:
    visitor.pretend(MAC, fingers=fingers)
    tour.visit(visitor, "customer-card")
    code, buttons = visitor.run(_PLACES, [".scan", ".buttons"])
    assert (code < buttons) is code_first


def test_inside_an_app_the_address_is_copied_with_one_press(visitor: Chromium, tour: Tour) -> None:
    visitor.pretend(IN_APP)
    tour.visit(visitor, "customer-card")
    assert visitor.run("return document.querySelector('#address').value") == visitor.url
    assert visitor.run("return document.querySelector('#copy').checkVisibility()")


def test_the_page_says_added_when_the_phone_has_the_pass(visitor: Chromium, tour: Tour, phone: Phone) -> None:
    visitor.pretend(IPHONE)
    join(visitor, tour, 7001)
    assert not visitor.text(".added")
    phone.add(visitor.run("return document.querySelector('[data-wallet=apple]').href"))
    visitor.wait_until(".added:not(:empty)")
    assert visitor.text(".added").startswith("Added. This card is in Apple Wallet")
    assert violations(visitor) == []


def test_somebody_joins_with_the_keyboard_alone(visitor: Chromium, tour: Tour) -> None:
    visitor.pretend(IPHONE)
    open_form(visitor, tour)
    visitor.press("Tab", "Ann Example", "Tab", "+13125557002", "Tab", "Tab")
    for _ in range(6):  # a date has a stop for each of its parts
        if visitor.run("return document.activeElement.name") == "consent_service":
            break
        visitor.press("Tab")
    visitor.press("Space", "Tab", "Tab")
    assert visitor.run("return document.activeElement.tagName") == "BUTTON"
    visitor.press("Enter")
    visitor.wait_until(".count")
    assert "/c/" in visitor.url
    stops = []
    for _ in range(3):
        visitor.press("Tab")
        stops.append(visitor.run("return document.activeElement.textContent.trim()"))
    assert stops == ["Add to Apple Wallet", "Add to Google Wallet instead", "I have added it"]


def test_a_form_from_yesterday_is_sent_again_with_one_press(visitor: Chromium, tour: Tour) -> None:
    tour.visit(visitor, "customer-join")
    visitor.type("#name", "Ann Example")
    visitor.type("#phone", "+13125557003")
    visitor.click("#consent_service")
    tour.stack.shift_clock(100_000)
    visitor.click("form button")
    visitor.wait_until("[role=alert]")
    assert "open for more than a day" in visitor.text("[role=alert]")
    assert violations(visitor) == []
    visitor.click("form button")
    visitor.wait_until(".count")
    assert "/c/" in visitor.url


@pytest.mark.parametrize("width", [390, 1280])
def test_a_form_that_came_back_leads_to_its_fields(visitor: Chromium, tour: Tour, width: int) -> None:
    visitor.size(width)
    open_form(visitor, tour)
    visitor.type("#phone", "12")
    visitor.click("form button")
    visitor.wait_until("[role=alert]")
    assert violations(visitor) == []
    visitor.click('[role=alert] a[href="#phone"]')
    assert visitor.run("return document.activeElement.id") == "phone"


def test_without_scripts_somebody_joins_and_says_that_they_have_added_it(tour: Tour, phone: Phone) -> None:
    with Chromium(scripts=False) as plain:
        plain.size(390)
        plain.pretend(IPHONE)
        join(plain, tour, 7004)
        link = plain.run("return document.querySelector('[data-wallet=apple]').href")
        plain.click(".done a")
        plain.wait_until(".added:not(:empty)")
        assert "has not told us yet" in plain.text(".added")
        phone.add(link)
        plain.go(plain.url.partition("#")[0])
        assert plain.text(".added").startswith("Added.")
