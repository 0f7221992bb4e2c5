"""What the stream's reader makes of the items that the other adapters write."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from comeback.adapters.dynamodb.customers import DynamoCustomers
from comeback.adapters.dynamodb.google_passes import DynamoGooglePasses
from comeback.adapters.dynamodb.ledger import DynamoLedger
from comeback.adapters.dynamodb.passes import DynamoPasses
from comeback.adapters.dynamodb.programs import DynamoPrograms
from comeback.adapters.dynamodb.stream import change_of
from comeback.adapters.dynamodb.table import Table
from comeback.domain.card import CardOrigin, CardStatus, StatusNote
from comeback.domain.day import Held
from comeback.domain.google_passes import GoogleState
from comeback.domain.ledger import Actor
from comeback.domain.program import ProgramStatus, Validity
from comeback.messages import CardChanged, CardsDue, ProgramPublished
from comeback.ports.ledger import DayWrite, Posting
from comeback.ports.passes import Device
from comeback.usecases.relay_changes import CardInstalled, Change, DayHeld, HeadMoved, ProgramSaved
from tests import builders
from tests.contract.books import MINE, NOW, PLACE, a_day, a_posting

if TYPE_CHECKING:
    from comeback.domain.card import Card

CUSTOMER = f"T#{MINE}#CU#{builders.CUSTOMER}"
HEAD, DAY = (CUSTOMER, f"CARD#{builders.PROGRAM}"), (CUSTOMER, f"DAY#{PLACE.date.isoformat()}")
PROGRAM = (f"T#{MINE}", f"PROGRAM#{builders.PROGRAM}")


class Watched:
    """The main table, and records as its stream would show them."""

    def __init__(self, main: Table, ledger: Table) -> None:
        self.main = main
        self.ledger = DynamoLedger(main, ledger)
        self.card: Card = DynamoCustomers(main, b"k" * 32).issue(MINE, builders.card())[0]

    def image(self, key: tuple[str, str]) -> Mapping[str, Any]:
        answer = self.main.client.get_item(TableName=self.main.name, Key={"pk": {"S": key[0]}, "sk": {"S": key[1]}})
        return answer.get("Item", {})

    def change(self, key: tuple[str, str], before: Mapping[str, Any]) -> Change | None:
        images = {"NewImage": self.image(key), **({"OldImage": before} if before else {})}
        return change_of({"eventName": "MODIFY" if before else "INSERT", "dynamodb": images})

    def book(self, held: Held | None = None) -> None:
        claim = self.ledger.claim(MINE, PLACE, NOW)
        self.ledger.commit(MINE, [DayWrite(claim, a_day(held=held))], [a_posting(self.card)] if held is None else [])


@pytest.fixture
def watched(main_table: Table, ledger_table: Table) -> Watched:
    return Watched(main_table, ledger_table)


def message(mark: int) -> CardChanged:
    card = builders.card()
    return CardChanged(MINE, card.customer_id, card.program_id, card.id, mark)


def test_a_new_card_moved_from_nothing(watched: Watched) -> None:
    assert watched.change(HEAD, {}) == HeadMoved(message(1), 0, to_note=True, looks_back=True)


def test_a_new_card_says_whether_it_mirrors_altegio(watched: Watched) -> None:
    before = watched.image(HEAD)
    mirrored = {**before, "type": {"S": "cashback"}}
    assert change_of({"dynamodb": {"NewImage": mirrored}}) == HeadMoved(message(1), 0, mirrored=True, to_note=True)


def test_a_mark_that_a_new_look_raised_is_told_by_who_raised_it(watched: Watched) -> None:
    before, passes = watched.image(HEAD), DynamoPasses(watched.main)
    assert passes.restyle(watched.card, 1, NOW)
    assert watched.change(HEAD, before) is None
    before, watched.card = watched.image(HEAD), DynamoCustomers(watched.main, b"").card(watched.card.ref) or watched.card
    watched.book()
    moved = watched.change(HEAD, before)
    assert isinstance(moved, HeadMoved)
    assert moved.before == watched.card.mark < moved.change.mark


def test_a_booking_moves_the_head(watched: Watched) -> None:
    before = watched.image(HEAD)
    watched.book()
    assert watched.change(HEAD, before) == HeadMoved(message(1001), 1)


def test_a_push_that_was_noted_leaves_the_mark(watched: Watched) -> None:
    before = watched.image(HEAD)
    DynamoPasses(watched.main).note_pushed(watched.card.ref, 1, NOW)
    assert watched.change(HEAD, before) == HeadMoved(message(1), 1)


def test_a_hold_is_told_once(watched: Watched) -> None:
    until = NOW + timedelta(minutes=15)
    watched.book(held=Held(-1, until))
    assert watched.change(DAY, {}) == DayHeld(MINE, builders.CUSTOMER, PLACE.date.isoformat(), until)
    before = watched.image(DAY)
    watched.ledger.claim(MINE, PLACE, NOW)
    assert watched.change(DAY, before) is None


def test_a_day_without_a_hold_concerns_nobody(watched: Watched) -> None:
    watched.book()
    assert watched.change(DAY, {}) is None


def test_an_active_program_is_published_and_a_draft_is_not(watched: Watched) -> None:
    programs = DynamoPrograms(watched.main)
    draft = replace(builders.program(status=ProgramStatus.DRAFT, locations=()), revision=0)
    saved = programs.save(MINE, draft)
    assert watched.change(PROGRAM, {}) is None
    programs.save(MINE, replace(saved, status=ProgramStatus.ACTIVE))
    assert watched.change(PROGRAM, {}) == ProgramSaved(ProgramPublished(MINE, builders.PROGRAM), None)


@pytest.mark.parametrize(
    ("before", "after", "again", "further"),
    [
        ({"status": ProgramStatus.PAUSED}, {"status": ProgramStatus.ACTIVE}, True, False),
        ({"status": ProgramStatus.PAUSED, "past_lookbacks": ((builders.NOON, 1),)}, {"status": ProgramStatus.ACTIVE}, True, True),
        ({}, {"validity": Validity("days", days=3)}, False, False),
        ({"validity": Validity("days", days=3)}, {"validity": Validity()}, False, False),
        ({"lookback_days": 2}, {"lookback_days": 3}, False, True),
    ],
)
def test_cards_are_behind_their_program_after_a_pause_with_another_validity_and_with_a_longer_look_back(
    watched: Watched, before: dict[str, Any], after: dict[str, Any], *, again: bool, further: bool
) -> None:
    programs = DynamoPrograms(watched.main)
    saved = programs.save(MINE, replace(builders.program(locations=()), revision=0, **before))
    old = watched.image(PROGRAM)
    programs.save(MINE, replace(saved, **after))
    published = ProgramPublished(MINE, builders.PROGRAM)
    assert watched.change(PROGRAM, old) == ProgramSaved(published, CardsDue(MINE, builders.PROGRAM, again, further))
    renamed = watched.image(PROGRAM)
    fewer = {"lookback_days": saved.lookback_days}
    programs.save(MINE, replace(saved, **(after | fewer), title="Another name", revision=2))
    assert watched.change(PROGRAM, renamed) == ProgramSaved(published, None)


def test_other_items_and_removals_concern_nobody(watched: Watched) -> None:
    assert watched.change((f"CARD#{watched.card.id}", "REF"), {}) is None
    assert change_of({"eventName": "REMOVE", "dynamodb": {"OldImage": watched.image(HEAD)}}) is None


@pytest.mark.parametrize("origin", [CardOrigin.SYNC, CardOrigin.FORM, CardOrigin.API])
def test_a_new_card_is_noted_in_altegio_only_if_a_visit_or_client_made_it(watched: Watched, origin: CardOrigin) -> None:
    made = {**watched.image(HEAD), "origin": {"S": origin}}
    assert change_of({"dynamodb": {"NewImage": made}}) == HeadMoved(message(1), 0)


def test_a_card_that_is_blocked_is_noted(watched: Watched) -> None:
    before = watched.image(HEAD)
    note = StatusNote(Actor("person", "owner"), "lost phone", NOW)
    blocked = replace(watched.card, status=CardStatus.BLOCKED, status_note=note, mark=1001)
    watched.ledger.commit(MINE, [], [Posting(blocked, watched.card, ())])
    assert watched.change(HEAD, before) == HeadMoved(message(1001), 1, to_note=True)


def test_a_phone_that_registers_or_goes_has_installed_or_lost_the_card(watched: Watched) -> None:
    passes, device = DynamoPasses(watched.main), Device("d1", "token", NOW)
    key = ("DEV#d1", f"REG#pass.test#{watched.card.id}")
    passes.register(watched.card.ref, watched.card.id, "pass.test", device)
    registered = watched.image(key)
    installed = CardInstalled(MINE, watched.card.id)
    assert watched.change(key, {}) == installed
    assert watched.change(key, registered) is None
    assert change_of({"eventName": "REMOVE", "dynamodb": {"OldImage": registered}}) == installed


def test_google_tells_of_a_card_that_was_saved_and_not_of_one_that_was_told_of(watched: Watched) -> None:
    google, key = DynamoGooglePasses(watched.main), (f"CARD#{watched.card.id}", "GOOGLE")
    google.offer(watched.card.id)
    offered = watched.image(key)
    google.note_event(watched.card.id, GoogleState.SAVED, "nonce", NOW)
    assert watched.change(key, offered) == CardInstalled(None, watched.card.id)
    saved = watched.image(key)
    google.claim(watched.card.id, NOW, NOW + timedelta(seconds=45))
    assert watched.change(key, saved) is None
