"""The owner's pages of cards."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from comeback.domain.card import CardStatus
from comeback.domain.day import Accrual, Held
from comeback.domain.ids import EntryId, VisitId, render_id
from comeback.domain.ledger import Cause, Entry, EntryKind
from comeback.domain.settings import CardSettings
from tests.api_entries import seen_visit
from tests.api_world import MINE, NOW, PLACE
from tests.console_world import Browser, ConsoleWorld, Shop


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_cards_of_a_program_are_listed(shop: Shop) -> None:
    page = shop.browser.get("/console/cards")
    assert "Jane Doe +12125550123 0 of 10 Active" in page.text
    assert f'href="{shop.path}"' in page.body
    other = shop.world.active_program(title="Other")
    assert "No cards yet" in shop.browser.get(f"/console/cards?program_id={other}").text
    assert "Jane Doe" in shop.browser.get(f"/console/cards?program_id={shop.program}").text


def test_without_programs_there_are_no_cards() -> None:
    assert "No cards yet" in Browser(ConsoleWorld()).sign_in().get("/console/cards").text


def test_many_cards_come_in_pages(shop: Shop) -> None:
    for number in range(60):
        shop.world.enrol(shop.program, phone=f"+1 212 555 {number + 1000}", name=f"Guest {number}")
    first = shop.browser.get("/console/cards")
    following = re.search(r'href="(/console/cards\?[^"]*cursor=[^"]+)"', first.body)
    assert following is not None
    second = shop.browser.get(following[1].replace("&amp;", "&"))
    assert (first.body.count('scope="row"'), second.body.count('scope="row"')) == (50, 11)


@pytest.mark.parametrize("query", ["program_id=x", "program_id=pr_" + "0" * 26])
def test_an_unknown_program_has_no_cards(shop: Shop, query: str) -> None:
    assert shop.browser.get(f"/console/cards?{query}").status == 404


def test_a_cursor_that_is_none_is_no_failure_of_ours(shop: Shop) -> None:
    assert shop.browser.get("/console/cards?cursor=x").status == 400


@pytest.mark.parametrize("phone", ["+1 212 555 0123", "(212) 555-0123"])
def test_a_card_is_found_by_phone(shop: Shop, phone: str) -> None:
    page = shop.browser.send("/console/cards/search", {"phone": phone})
    assert page.status == 200
    assert "Jane Doe" in page.text
    assert "10 visits" in page.text


def test_nobody_is_found_by_another_phone_and_what_is_no_phone_is_said(shop: Shop) -> None:
    page = shop.browser.send("/console/cards/search", {"phone": "+1 212 555 9999"})
    assert "Nobody with this phone has a card." in page.text
    page = shop.browser.send("/console/cards/search", {"phone": "Jane"})
    assert (page.status, page.error_at("phone"), page.typed("phone")) == (422, "A phone has digits.", "Jane")


def test_a_card_shows_who_has_it_and_how_to_add_it(shop: Shop) -> None:
    page = shop.browser.get(shop.path)
    assert "Phone +12125550123" in page.text
    assert "0 Apple devices, not in Google Wallet" in page.text
    assert re.search(r'href="https://comeback.example/c/[^"]+/pass.pkpass"', page.body)


def test_entries_tell_their_visits_and_come_in_pages(shop: Shop) -> None:
    card = shop.world.store.cards[next(iter(shop.world.store.cards))]
    moment = datetime(2026, 9, 20, 12, 0, tzinfo=UTC)
    kinds = [kind for kind in EntryKind for _ in range(6)]
    entries = [
        Entry(
            id=EntryId(render_id("en", number, bytes(10))), card_id=card.id, program_id=card.program_id, seq=number, kind=kind,
            amount=1, balance_after=number, effective_at=moment, booked_at=moment,
            cause=Cause(PLACE, (VisitId(8263004),), "webhook") if number % 2 else None,
        )
        for number, kind in enumerate(kinds, start=1)
    ]  # fmt: skip
    shop.world.store.entries[MINE, card.id] = entries
    first = shop.browser.get(shop.path)
    assert "La Visage · why? (visit 8263004)" in first.text
    assert 'href="/console/connections/4564/visits/8263004"' in first.body
    following = re.search(rf'href="({shop.path}\?cursor=[^"]+)"', first.body)
    assert following is not None
    assert shop.browser.get(following[1]).body.count('scope="row"') == 4


def test_a_person_who_was_erased_has_no_name_on_the_page(shop: Shop) -> None:
    ((key, card),) = shop.world.store.cards.items()
    shop.world.store.cards[key] = replace(card, status=CardStatus.ERASED)
    shop.world.store.profiles.clear()
    text = shop.page()
    assert "Somebody who was erased" in text
    assert "Block" not in text
    assert "Somebody who was erased" in shop.browser.get("/console/cards").text


@pytest.mark.parametrize("card", ["x", render_id("cd", 1, bytes(10))])
def test_an_unknown_card_is_not_found(shop: Shop, card: str) -> None:
    assert shop.browser.get(f"/console/cards/{card}").status == 404


def test_the_visit_behind_an_entry_is_explained() -> None:
    world = ConsoleWorld()
    state = {"accruals": (Accrual(EntryId("en_1"), 1),), "ordinal": 1, "held": Held(-1, NOW + timedelta(minutes=15))}
    card = seen_visit(world, CardSettings(), state)
    page = Browser(world).sign_in().get("/console/connections/4564/visits/1")
    assert "At La Visage , as Altegio told it" in page.text
    assert "counts: service of an arrived booking" in page.text
    assert "40.00" in page.text
    assert "Waits -1 until 21 September 2026, 11:45" in page.text
    assert f'href="/console/cards/{card["id"]}"' in page.body


@pytest.mark.parametrize("path", ["4564/visits/1", "999/visits/1", "4564/visits/x", "x/visits/1"])
def test_a_visit_never_seen_is_not_found(shop: Shop, path: str) -> None:
    assert shop.browser.get(f"/console/connections/{path}").status == 404
