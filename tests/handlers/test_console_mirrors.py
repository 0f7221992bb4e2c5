"""The owner's pages of programs whose balance Altegio owns: their settings, and what their cards say."""

from dataclasses import replace
from typing import Any

import pytest

from comeback.domain.card import CardRef
from comeback.domain.connection import ConnectionStatus
from comeback.domain.ids import CustomerId, GiftCardId, LoyaltyCardId, ProgramId
from comeback.domain.ledger import Cause, Entry, EntryKind
from comeback.domain.levels import Level
from comeback.domain.loyalty import GiftCard
from comeback.domain.mirror import Mirror, MirrorState, Seen
from comeback.ports.mirrors import MirrorWrite
from tests.api_world import MINE, NOW, PLACE
from tests.console_world import Browser, ConsoleWorld

TICKED = {"enrol_new_crm_clients": "on", "crm_profile_wins": "on"}


@pytest.fixture
def browser() -> Browser:
    return Browser(ConsoleWorld()).sign_in()


def settings_of(browser: Browser, kind: str) -> str:
    return f"/console/programs/{browser.world.active_program(type=kind)}/connections/4564/settings"


def held(browser: Browser, path: str) -> Any:
    return browser.world.call("GET", path.replace("/console", "/api/v1")).json


# ---------------------------------------------------------------- settings


@pytest.mark.parametrize("kind", ["cashback", "discount"])
def test_the_card_type_is_chosen_from_altegios_list(browser: Browser, kind: str) -> None:
    path = settings_of(browser, kind)
    page = browser.get(path)
    assert "Cashback card" in page.text
    assert "When a stamp is given" not in page.text
    assert browser.send(path, {**TICKED, "crm_card_type": "10992"}).to == path
    assert held(browser, path)["crm_card_type"] == 10992
    saved = browser.get(path)
    assert saved.chosen("crm_card_type") == ["10992"]
    assert "card of type 10992, as Altegio has it." in saved.text


def test_a_card_type_has_to_be_chosen_and_one_that_is_gone_is_still_shown(browser: Browser) -> None:
    path = settings_of(browser, "cashback")
    refused = browser.send(path, TICKED)
    assert (refused.status, "name it" in refused.error_at("crm_card_type")) == (422, True)
    browser.send(path, {**TICKED, "crm_card_type": "10992"})
    browser.world.loyalty.types = {7: "Another card"}
    page = browser.get(path)
    assert page.chosen("crm_card_type") == ["10992"]
    assert "does not have it at this location any more" in page.text


def test_types_of_gift_cards_are_ticked_and_none_is_all(browser: Browser) -> None:
    path = settings_of(browser, "gift")
    assert "Gift card 100" in browser.get(path).text
    browser.send(path, TICKED)
    assert held(browser, path)["gift_card_types"] == "all"
    browser.send(path, [*TICKED.items(), ("gift_card_types", "27841"), ("gift_card_types", "5")])
    assert held(browser, path)["gift_card_types"] == [27841, 5]
    page = browser.get(path)
    assert page.chosen("gift_card_types") == ["27841"]
    assert "gift card of 2 chosen types, as Altegio has it." in page.text


def test_services_of_memberships_are_numbers_with_a_list_beside(browser: Browser) -> None:
    path = settings_of(browser, "multipass")
    page = browser.get(path)
    assert "Sold here: 10 haircuts." in page.text
    assert "389045: Haircut" in page.text
    browser.send(path, {**TICKED, "services": "389045, 7"})
    assert held(browser, path)["services"] == [389045, 7]
    assert browser.get(path).typed("services") == "389045, 7"
    assert browser.send(path, {**TICKED, "services": "cut"}).error_at("services")


@pytest.mark.parametrize(("kind", "field"), [("cashback", "crm_card_type"), ("gift", "gift_card_types")])
def test_when_altegio_gives_no_list_numbers_are_typed(browser: Browser, kind: str, field: str) -> None:
    path = settings_of(browser, kind)
    browser.world.loyalty.go_down("card_types", "gift_card_types")
    assert "type its numbers" in browser.get(path).text
    browser.send(path, {**TICKED, field: "5"})
    assert browser.get(path).typed(field) == "5"


def test_a_location_that_is_not_live_and_stamps_ask_altegio_nothing(browser: Browser) -> None:
    path = settings_of(browser, "gift")
    browser.world.connections.set_status(MINE, PLACE, ConnectionStatus.FROZEN)
    assert "type its numbers" in browser.get(path).text
    browser.get(settings_of(browser, "stamp"))
    assert browser.world.loyalty.calls == []


# ---------------------------------------------------------------- programs and cards


@pytest.mark.parametrize(
    ("kind", "row", "words"),
    [
        ("multipass", {}, "The sessions of a client's memberships for any service, as Altegio has them."),
        ("multipass", {"services": [5]}, "memberships for one chosen service, as"),
        ("gift", {}, "What is left on a client's gift card, as Altegio has it."),
        ("discount", {"crm_card_type": 5}, "The discount of a client's card of type 5, as Altegio has it."),
    ],
)  # fmt: skip
def test_a_program_says_what_its_cards_show(browser: Browser, kind: str, row: Any, words: str) -> None:
    path = settings_of(browser, kind)
    assert browser.world.call("PUT", path.replace("/console", "/api/v1"), row).status == 200
    page = browser.get(path.split("/connections")[0])
    assert words in page.text
    assert "When a stamp is given" not in page.text


def card_of(browser: Browser, kind: str, seen: Seen | None) -> tuple[str, CardRef]:
    """A card that Altegio was asked for, if anything was seen."""
    card = browser.world.enrol(browser.world.active_program(type=kind))
    ref = CardRef(MINE, CustomerId(card["customer"]["id"]), ProgramId(card["program_id"]))
    head = browser.world.customers.card(ref)
    assert head is not None
    if seen is not None:
        browser.world.store.cards[MINE, ref.customer_id, ref.program_id] = replace(head, balance=seen.balance)
        browser.world.mirrors.save(MINE, MirrorWrite(head, None, Mirror(seen, NOW)))
    return f"/console/cards/{card['id']}", ref


def test_a_mirrored_card_shows_its_figure_its_facts_and_their_date(browser: Browser) -> None:
    level = Level("Regulars", 500, "percent")
    path, _ = card_of(
        browser, "cashback", Seen(MirrorState.SHOWN, 10450, card_id=LoyaltyCardId(1), number="14507", levels=(level,))
    )
    text = browser.get(path).text
    assert "Balance: $104.50" in text
    assert "Loyalty card 14507" in text
    assert "5%: Regulars" in text
    assert "As of" in text
    assert "stamp" not in text.lower().replace("stamps in", "")


def test_the_list_of_cards_has_their_figures(browser: Browser) -> None:
    level = Level("Regulars", 750, "percent")
    _, ref = card_of(browser, "discount", Seen(MirrorState.SHOWN, card_id=LoyaltyCardId(1), levels=(level,)))
    assert "7.5%" in browser.get(f"/console/cards?program_id={ref.program_id}").text


def test_a_card_that_was_never_read_says_so(browser: Browser) -> None:
    path, _ = card_of(browser, "multipass", None)
    text = browser.get(path).text
    assert "Sessions: 0" in text
    assert "It is being read" in text


def test_several_cards_in_altegio_are_said(browser: Browser) -> None:
    path, _ = card_of(browser, "discount", Seen(MirrorState.SHOWN, card_id=LoyaltyCardId(1), several=True))
    assert "several cards of this type" in browser.get(path).text


def test_entries_of_money_are_told_as_money(browser: Browser) -> None:
    gift = GiftCard(GiftCardId(1), 27841, "GC-1", "Gift card", 6000)
    path, ref = card_of(browser, "gift", Seen(MirrorState.SHOWN, 6000, number="GC-1", gifts=(gift,)))
    head = browser.world.customers.card(ref)
    assert head is not None
    entry = Entry(
        browser.world.ids.new("en"), head.id, head.program_id, 1, EntryKind.MIRROR, 6000, 6000, NOW, NOW, unit="minor",  # type: ignore[arg-type]  # a plain id
        cause=Cause(PLACE, (), "sweep"), reason="gift card GC-1",
    )  # fmt: skip
    browser.world.store.entries.setdefault((MINE, head.id), []).append(entry)
    text = browser.get(path).text
    assert "As Altegio has it: gift card GC-1" in text
    assert "$60.00" in text
