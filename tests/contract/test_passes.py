"""The contract of ports.passes.Passes, for both implementations."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comeback.domain.card import Card
from comeback.domain.ids import CardId, ProgramId
from comeback.ports.passes import Device, Installed
from tests import builders
from tests.contract.books import MINE, NOW, THEIRS, Books

STAMPS, OTHER_TYPE = "pass.example.stamps", "pass.example.other"
PHONE = Device("phone", "token-1", NOW)
WATCH = Device("watch", "token-2", NOW)


@pytest.fixture
def second_card(books: Books) -> Card:
    second = replace(builders.card(), id=CardId("cd_" + "0" * 25 + "3"), program_id=ProgramId("pr_" + "0" * 25 + "3"))
    return books.customers.issue(MINE, replace(second, mark=5000))[0]


def install(books: Books, card: Card, device: Device = PHONE, pass_type: str = STAMPS) -> bool:
    return books.passes.register(card.ref, card.id, pass_type, device)


def test_only_the_first_registration_is_new(books: Books, card: Card) -> None:
    assert install(books, card)
    assert not install(books, card)
    assert install(books, card, WATCH)
    assert sorted(books.passes.devices(card.id), key=lambda device: device.id) == [PHONE, WATCH]


def test_a_push_token_that_changed_replaces_the_old_one(books: Books, card: Card) -> None:
    install(books, card)
    renewed = Device(PHONE.id, "token-9", NOW + timedelta(days=1))
    assert not install(books, card, renewed)
    assert books.passes.devices(card.id) == [renewed]


def test_a_device_knows_its_passes_of_a_type_with_their_marks(books: Books, card: Card, second_card: Card) -> None:
    install(books, card)
    install(books, second_card)
    install(books, second_card, WATCH)
    installed = sorted(books.passes.on_device(PHONE.id, STAMPS), key=lambda one: one.card_id)
    assert installed == [Installed(card.id, 1), Installed(second_card.id, 5000)]
    assert books.passes.on_device(WATCH.id, STAMPS) == [Installed(second_card.id, 5000)]
    assert books.passes.on_device(PHONE.id, OTHER_TYPE) == []
    assert books.passes.on_device("nobody", STAMPS) == []


def test_tenants_share_a_phone_but_not_their_cards(books: Books, card: Card, their_card: Card) -> None:
    install(books, card)
    install(books, their_card)
    assert {one.card_id for one in books.passes.on_device(PHONE.id, STAMPS)} == {card.id, their_card.id}
    books.passes.note_pushed(card.ref, 7, NOW)
    books.passes.unregister(card.id, STAMPS, PHONE.id)
    assert books.passes.devices(card.id) == []
    assert books.passes.devices(their_card.id) == [PHONE]
    assert books.head(their_card).pushed_apple == 0
    assert books.head(their_card).tenant_id == THEIRS


def test_a_pass_taken_off_a_phone_is_not_pushed_to_it(books: Books, card: Card, second_card: Card) -> None:
    install(books, card)
    install(books, second_card)
    books.passes.unregister(card.id, STAMPS, PHONE.id)
    assert books.passes.devices(card.id) == []
    assert books.passes.devices(second_card.id) == [PHONE]
    assert books.passes.on_device(PHONE.id, STAMPS) == [Installed(second_card.id, 5000)]


def test_the_last_pass_takes_the_device_with_it(books: Books, card: Card) -> None:
    install(books, card)
    books.passes.unregister(card.id, STAMPS, PHONE.id)
    books.passes.unregister(card.id, STAMPS, PHONE.id)
    assert books.passes.devices(card.id) == []
    assert install(books, card)


def test_a_dead_device_goes_with_all_its_passes(books: Books, card: Card, second_card: Card) -> None:
    install(books, card)
    install(books, second_card)
    install(books, card, WATCH)
    books.passes.drop(PHONE)
    assert books.passes.devices(card.id) == [WATCH]
    assert books.passes.devices(second_card.id) == []
    assert books.passes.on_device(PHONE.id, STAMPS) == []
    books.passes.drop(PHONE)


@pytest.mark.parametrize("again", [replace(PHONE, push_token="token-9"), replace(PHONE, stored_at=NOW + timedelta(seconds=1))])
def test_a_device_that_registered_again_is_not_dropped(books: Books, card: Card, again: Device) -> None:
    install(books, card)
    install(books, card, again)
    books.passes.drop(PHONE)
    assert books.passes.devices(card.id) == [again]
    assert books.passes.on_device(PHONE.id, STAMPS) == [Installed(card.id, 1)]


def test_what_was_pushed_never_goes_back(books: Books, card: Card) -> None:
    books.passes.note_pushed(card.ref, 7, NOW)
    books.passes.note_pushed(card.ref, 5, NOW + timedelta(seconds=1))
    assert books.head(card) == replace(card, pushed_apple=7, pushed_apple_at=NOW)


def test_without_a_phone_the_time_of_the_last_push_stays(books: Books, card: Card) -> None:
    books.passes.note_pushed(card.ref, 7, NOW)
    books.passes.note_pushed(card.ref, 9, None)
    assert books.head(card) == replace(card, pushed_apple=9, pushed_apple_at=NOW)


def test_a_push_makes_no_head(books: Books) -> None:
    books.passes.note_pushed(builders.card().ref, 7, NOW)
    assert books.customers.card(builders.card().ref) is None


def test_a_new_look_raises_the_mark_once_a_job_and_counts_as_told_where_all_was_told(books: Books, card: Card) -> None:
    since = int(NOW.timestamp() * 1000)
    books.passes.note_pushed(card.ref, card.mark, NOW)
    assert books.passes.restyle(books.head(card), since, NOW)
    raised = books.head(card)
    assert (raised.mark, raised.pushed_apple, raised.pushed_apple_at) == (since, since, NOW)
    assert not books.passes.restyle(raised, since, NOW + timedelta(seconds=9))
    assert books.head(card) == raised
    assert books.passes.restyle(raised, since + 1, NOW)
    assert books.head(card).mark == since + 1000


def test_another_look_within_the_second_raises_the_mark_again(books: Books, card: Card) -> None:
    """Marks are whole seconds apart, so that the first one may lie after the second job's beginning."""
    since = int(NOW.timestamp() * 1000)
    assert books.passes.restyle(card, since - 900, NOW)
    first = books.head(card)
    assert books.passes.restyle(first, since - 400, NOW)
    second = books.head(card)
    assert books.passes.restyle(second, since, NOW)
    assert card.mark < first.mark < second.mark < books.head(card).mark


def test_a_change_that_is_not_told_yet_stays_untold_under_a_new_look(books: Books, card: Card) -> None:
    assert books.passes.restyle(card, 1, NOW)
    head = books.head(card)
    assert head.mark > card.mark
    assert head.pushed_apple == card.pushed_apple


def test_a_card_that_has_changed_since_it_was_read_is_left_to_that_change(books: Books, card: Card) -> None:
    stale = replace(card, mark=card.mark - 1)
    assert not books.passes.restyle(stale, 1, NOW)
    books.passes.note_pushed(card.ref, card.mark, None)
    assert not books.passes.restyle(card, 1, NOW)
    assert books.head(card).mark == card.mark
