"""The ways from the card page into a wallet, and what the page hears of the card once it is there."""

import re
from collections.abc import Callable

import pytest

from comeback.domain.card import Card, CardStatus
from tests.api_world import BASE
from tests.card_page import ANDROID, IPAD, IPHONE, MAC, WINDOWS, shown, wallets
from tests.customer_world import CustomerWorld


@pytest.fixture
def world() -> CustomerWorld:
    world = CustomerWorld()
    world.know()
    return world


@pytest.mark.parametrize(
    ("agent", "ways"),
    [
        (IPHONE, [("wallet", "apple"), ("other", "google")]),
        (ANDROID, [("wallet", "google"), ("other", "apple")]),
        (WINDOWS, [("wallet", "apple"), ("wallet", "google")]),
    ],
)
def test_the_wallet_of_the_device_comes_first_and_both_are_reachable(
    world: CustomerWorld, agent: str, ways: list[tuple[str, str]]
) -> None:
    body = shown(world, agent)
    assert wallets(body) == ways
    path = world.path(world.card())
    assert f'href="{path}/pass.pkpass"' in body
    assert f'href="{path}/google"' in body


def test_a_desktop_gets_a_code_to_go_on_with_the_phone(world: CustomerWorld) -> None:
    assert "<svg viewBox" in shown(world, WINDOWS)
    assert 'class="code"' in shown(world, WINDOWS)
    assert 'class="code"' not in shown(world, IPHONE)


def test_a_browser_inside_an_app_is_led_out_of_it(world: CustomerWorld) -> None:
    body = shown(world, f"{IPHONE} Instagram 400.0")
    assert "Open this page in your browser first" in body
    assert f'value="{BASE}{world.path(world.card())}"' in body
    assert "in your browser first" not in shown(world, IPHONE)


def test_the_copy_button_waits_for_a_script(world: CustomerWorld) -> None:
    body = shown(world, f"{IPHONE} Instagram 400.0")
    assert '<button id="copy" type="button" hidden data-done="Copied">' in body
    assert 'id="copy"' not in shown(world, IPHONE)


@pytest.mark.parametrize(("agent", "first"), [(IPAD, "scan"), (WINDOWS, "scan"), (MAC, "buttons")])
def test_the_code_stands_before_or_after_the_buttons(world: CustomerWorld, agent: str, first: str) -> None:
    body = shown(world, agent)
    assert next(re.finditer(r'<div class="(scan|buttons)">', body))[1] == first


Given = Callable[[CustomerWorld, Card], None]


@pytest.mark.parametrize(
    ("put_it_there", "where"),
    [(CustomerWorld.install, "Apple Wallet and is"), (CustomerWorld.save_to_google, "Google Wallet and is")],
)
def test_a_card_that_a_wallet_has_says_so(world: CustomerWorld, put_it_there: Given, where: str) -> None:
    assert "Added." not in shown(world)
    put_it_there(world, world.card())
    assert f"This card is in {where}" in shown(world)


def test_a_card_in_both_wallets_says_so(world: CustomerWorld) -> None:
    card = world.give_card()
    world.install(card)
    world.save_to_google(card)
    assert "in Apple Wallet and Google Wallet" in shown(world)


def asked(world: CustomerWorld, card: Card) -> dict[str, object]:
    answer = world.get(f"{world.path(card)}/state")
    assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")
    state: dict[str, object] = answer.json
    return state


def test_the_page_can_ask_whether_a_wallet_has_the_card_by_now(world: CustomerWorld) -> None:
    card = world.give_card()
    path = world.path(card)
    assert f'<main data-state="{path}/state?lang=en" data-mark="{card.mark}">' in shown(world)
    assert asked(world, card) == {"apple": False, "google": False, "mark": card.mark, "said": ""}
    world.install(card)
    assert (asked(world, card)["apple"], asked(world, card)["google"]) == (True, False)
    assert str(asked(world, card)["said"]) in shown(world)
    world.save_to_google(card)
    assert "Apple Wallet and Google Wallet" in str(asked(world, card)["said"])


def test_the_page_can_ask_whether_the_balance_has_changed(world: CustomerWorld) -> None:
    card = world.give_card()
    assert asked(world, world.give_card(mark=card.mark + 1000))["mark"] == card.mark + 1000


def test_nobody_learns_of_a_card_without_its_link(world: CustomerWorld) -> None:
    path = world.path(world.give_card())
    for wrong in (f"{path}x/state", "/c/rubbish/state", "/c/%00/state"):
        assert (world.get(wrong).status, world.get(wrong).text) == (404, "")
    world.give_card(status=CardStatus.ERASED)
    assert world.get(f"{path}/state").status == 404


def test_whoever_says_that_they_have_added_it_is_believed(world: CustomerWorld) -> None:
    path = world.path(world.give_card())
    assert f'href="{path}?added=1#added"' in shown(world)
    answer = world.get(f"{path}?added=1")
    assert "Your wallet has not told us yet" in answer.text
    assert "?added=1" not in answer.text
    world.install(world.card())
    assert "Your wallet has not told us yet" not in world.get(f"{path}?added=1").text
    assert "?added=1" not in world.get(path).text


def test_a_closed_card_asks_nothing(world: CustomerWorld) -> None:
    body = shown(world, status=CardStatus.BLOCKED)
    assert "data-state" not in body
    assert "<script" not in body
