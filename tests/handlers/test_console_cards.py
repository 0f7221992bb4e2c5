"""The owner's pages of cards."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from comeback.domain.card import CardStatus
from comeback.domain.day import Accrual, Held
from comeback.domain.ids import EntryId, VisitId, render_id
from comeback.domain.ledger import Cause, Entry, EntryKind
from comeback.domain.settings import CardSettings
from tests.api_entries import seen_visit
from tests.api_world import MINE, NOW, PLACE
from tests.console_world import Browser, ConsoleWorld, Page


class Shop:
    """A program with Jane's card in it."""

    def __init__(self) -> None:
        self.world = ConsoleWorld()
        self.browser = Browser(self.world).sign_in()
        self.program = self.world.active_program()
        self.card = self.world.enrol(self.program)["id"]
        self.path = f"/console/cards/{self.card}"

    def move(self, path: str, form: dict[str, str], key: str = "a-key-of-this-one-form") -> Page:
        return self.browser.send(path, {"request_key": key, **form})

    def adjust(self, amount: str, reason: str = "Sorry", key: str = "a-key-of-this-one-form") -> Page:
        form = {"form": "adjust", "adjust.amount": amount, "adjust.reason": reason}
        return self.move(f"/console/cards/{self.card}/adjustments", form, key)

    def redeem(self, rewards: str = "1", key: str = "a-key-of-this-one-form") -> Page:
        return self.move(
            f"/console/cards/{self.card}/redemptions",
            {"form": "redeem", "redeem.rewards": rewards, "redeem.reason": ""},
            key,
        )

    def give_back(self, entry: str, reason: str = "A mistake", key: str = "a-key-of-this-one-form") -> Page:
        name = f"give_back-{entry}"
        return self.move(
            f"/console/cards/{self.card}/redemptions/{entry}/reversal", {"form": name, f"{name}.reason": reason}, key
        )

    def entries(self) -> list[Any]:
        items: list[Any] = self.world.call("GET", f"/api/v1/cards/{self.card}/entries").json["items"]
        return items

    def page(self) -> str:
        return self.browser.get(self.path).text


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


def test_a_balance_is_corrected_with_a_reason_and_by_whom_is_kept(shop: Shop) -> None:
    assert shop.adjust("+12").to == shop.path
    text = shop.page()
    assert "The balance was corrected." in text
    assert "2 of 10 stamps, 1 reward to hand out" in text
    assert "Corrected by hand by you: Sorry" in text
    assert shop.entries()[0]["actor"] == {"kind": "person", "id": "1"}


def test_a_form_that_is_sent_twice_moves_the_balance_once(shop: Shop) -> None:
    shop.adjust("2")
    shop.adjust("2")
    assert [entry["amount"] for entry in shop.entries()] == [2]
    shop.adjust("2", key="a-key-of-another-form")
    assert [entry["amount"] for entry in shop.entries()] == [2, 2]
    first, second = (shop.browser.get(shop.path) for _ in range(2))
    keys = [re.findall(r'name="request_key" value="([^"]+)"', page.body) for page in (first, second)]
    assert len({*keys[0], *keys[1]}) == len(keys[0]) + len(keys[1])


@pytest.mark.parametrize("key", ["", "short", "é" * 20, "x" * 200])
def test_a_form_without_a_key_of_its_own_moves_nothing(shop: Shop, key: str) -> None:
    assert shop.adjust("2", key=key).status == 403
    assert shop.entries() == []


@pytest.mark.parametrize(
    ("amount", "reason", "field", "sentence"),
    [
        ("-1", "Sorry", "adjust.amount", "The balance is 0: it cannot be taken below zero."),
        ("0", "Sorry", "adjust.amount", "An adjustment of nothing is none."),
        ("two", "Sorry", "adjust.amount", "Write a whole number."),
        ("", "Sorry", "adjust.amount", "This is required."),
        ("2", "", "adjust.reason", "This is required."),
        ("2", "x" * 501, "adjust.reason", "At most 500 characters fit."),
    ],
)
def test_a_correction_that_cannot_be_is_said_at_its_field(
    shop: Shop, amount: str, reason: str, field: str, sentence: str
) -> None:
    page = shop.adjust(amount, reason)
    assert (page.status, page.error_at(field)) == (422, sentence)
    assert (page.typed("adjust.amount"), page.typed("adjust.reason")) == (amount, reason)
    assert shop.entries() == []


def test_a_reward_is_handed_out_and_given_back_once(shop: Shop) -> None:
    assert (page := shop.redeem()).status == 409
    assert "The card has 0 of the 1 rewards asked for." in page.text
    shop.adjust("12")
    assert shop.redeem().to == shop.path
    assert "The reward was handed out." in shop.page()
    redemption = shop.entries()[0]["id"]
    assert "Give back" in shop.page()
    page = shop.give_back(redemption, "")
    assert (page.status, page.error_at(f"give_back-{redemption}.reason")) == (422, "This is required.")
    assert "<details open>" in page.body
    assert shop.give_back(redemption).to == shop.path
    text = shop.page()
    assert "Reward given back by you: A mistake" in text
    assert "2 of 10 stamps, 1 reward to hand out" in text
    assert "Why it is given back" not in text
    page = shop.give_back(redemption, key="a-key-of-another-form")
    assert (page.status, "This redemption was given back before." in page.text) == (409, True)


def test_rewards_are_whole(shop: Shop) -> None:
    page = shop.redeem("half")
    assert (page.status, page.error_at("redeem.rewards"), page.typed("redeem.rewards")) == (422, "Write a whole number.", "half")


@pytest.mark.parametrize("entry", ["x", render_id("en", 1, bytes(10))])
def test_what_is_no_redemption_cannot_be_given_back(shop: Shop, entry: str) -> None:
    assert shop.give_back(entry).status == 404


def test_a_card_is_blocked_and_opened_again(shop: Shop) -> None:
    form = {"form": "status", "status.reason": "Lost phone"}
    assert shop.move(f"{shop.path}/block", form).to == shop.path
    text = shop.page()
    assert "Blocked by you, 21 September 2026, 11:30: Lost phone" in text
    assert "Correct the balance" not in text
    assert shop.move(f"{shop.path}/unblock", form).to == shop.path
    assert "The card is open again." in shop.page()
    page = shop.move(f"{shop.path}/block", {"form": "status", "status.reason": ""})
    assert (page.status, page.error_at("status.reason")) == (422, "This is required.")
    page = shop.move(f"{shop.path}/unblock", {"form": "status"})
    assert page.status == 422


def test_a_queue_that_refuses_is_said_and_the_form_can_be_sent_again(shop: Shop) -> None:
    form = {"form": "status", "status.reason": "Found"}
    shop.move(f"{shop.path}/block", form)
    shop.world.queue.refuses = True
    page = shop.move(f"{shop.path}/unblock", form)
    assert (page.status, "please send it again" in page.text) == (503, True)


def test_an_owner_who_is_gone_moves_nothing(shop: Shop) -> None:
    shop.world.store.tenants.clear()
    assert shop.adjust("2").status == 404


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
