"""Rewards on the way, as phones and pages tell them (loyalty-domain.md §6.7)."""

from dataclasses import replace
from datetime import UTC, datetime

from comeback.adapters.words import words_for
from comeback.domain.card import Card, CardStatus
from comeback.domain.card_content import CardContent, milestones_told
from comeback.domain.google_passes import object_json
from comeback.domain.ids import EntryId
from comeback.domain.ledger import Entry, EntryKind
from comeback.domain.milestone import Milestone
from comeback.domain.passes import PassContent, pass_json
from comeback.domain.program import Program
from comeback.domain.signing import PassIdentity
from tests.builders import CARD, PROGRAM, card, program

EN = words_for("en")
ON_THE_WAY = "3 stamps: Coffee (redeemed)\n6 stamps: Shampoo (ready)\n9 stamps: Massage (2 to go)"


def milestones() -> Program:
    return replace(program(), milestones=(Milestone(9, "Massage"), Milestone(3, "Coffee"), Milestone(6, "Shampoo")))


def a_card() -> Card:
    return replace(card(balance=7), milestones=(3,))


def _content(holder: Card, of: Program, latest: tuple[Entry, ...] = ()) -> PassContent:
    url = "https://example.com/apple"
    return PassContent(holder, of, "Jane", "La Visage", words=EN, latest=latest, token="token", web_service_url=url)


def back_of(holder: Card, *latest: Entry) -> dict[str, str]:
    content = _content(holder, milestones(), latest)
    return {field["key"]: field["value"] for field in pass_json(content, PassIdentity("p", "t"))["storeCard"]["backFields"]}


def test_each_is_told_with_how_far_it_is() -> None:
    assert milestones_told(a_card(), milestones(), EN) == ON_THE_WAY
    assert milestones_told(a_card(), program(), EN) == ""


def test_they_stand_on_the_back_of_the_pass_and_beside_googles_card() -> None:
    assert back_of(a_card())["milestones"] == ON_THE_WAY
    content = CardContent(a_card(), milestones(), "Jane", "La Visage", words=EN)
    texts = object_json(content, "1", "https://example.com")["textModulesData"]
    assert {"id": "milestones", "header": "On the way", "body": ON_THE_WAY} in texts


def test_a_program_without_any_has_no_field_for_them() -> None:
    content = _content(card(), program())
    keys = [field["key"] for field in pass_json(content, PassIdentity("p", "t"))["storeCard"]["backFields"]]
    assert "milestones" not in keys


def test_an_entry_without_stamps_is_told_without_a_number() -> None:
    at = datetime(2026, 9, 3, 12, tzinfo=UTC)
    redeemed = Entry(EntryId("en_1"), CARD, PROGRAM, 1, EntryKind.REDEMPTION, 0, 7, at, at, milestone=3)
    assert back_of(a_card(), redeemed)["latest"] == "Sep 3, 2026: reward redeemed"
    assert "latest" not in back_of(replace(a_card(), status=CardStatus.ERASED), redeemed)
