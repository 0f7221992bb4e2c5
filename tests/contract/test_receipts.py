"""The contract of ports.ledger.Ledger, for both implementations: requests of people, blocked cards, and days with scans."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comeback.domain.card import Card, CardStatus, StatusNote
from comeback.domain.day import Day, Scan
from comeback.domain.ids import CustomerId, EntryId
from comeback.domain.ledger import Actor, EntryKind
from comeback.domain.visit import Place
from comeback.ports.ledger import ClaimLost, DayWrite, Posting, Receipt
from tests import builders
from tests.contract.books import MINE, NOW, PLACE, THEIRS, Books, a_day, a_posting, an_entry

ANN = Actor("person", "ann@example.com")


def a_receipt(posting: Posting, key: str = "once", route: str = "adjustments") -> Receipt:
    return Receipt(route, key, "digest of the inputs", posting.entries[0])


def an_adjustment(card: Card) -> Posting:
    asked = an_entry(
        card, card.seq + 1, kind=EntryKind.ADJUSTMENT, earning_unit=None, ordinal=0, cause=None, rule=None, actor=ANN,
        reason="Sorry", amount=2,
    )  # fmt: skip
    return a_posting(card, asked)


def test_a_request_leaves_its_receipt_with_the_entry(books: Books, card: Card) -> None:
    posting = an_adjustment(card)
    assert books.ledger.receipt(MINE, "adjustments", "once") is None
    books.ledger.commit(MINE, [], [posting], receipt=a_receipt(posting))
    assert books.ledger.receipt(MINE, "adjustments", "once") == a_receipt(posting)
    assert books.entries(card) == list(posting.entries)
    assert books.head(card) == posting.card


def test_a_request_that_was_carried_out_is_not_carried_out_again(books: Books, card: Card) -> None:
    first = an_adjustment(card)
    books.ledger.commit(MINE, [], [first], receipt=a_receipt(first))
    again = an_adjustment(books.head(card))
    with pytest.raises(ClaimLost):
        books.ledger.commit(MINE, [], [again], receipt=a_receipt(again))
    assert books.entries(card) == list(first.entries)
    assert books.ledger.receipt(MINE, "adjustments", "once") == a_receipt(first)


def test_a_lost_commit_leaves_no_receipt(books: Books, card: Card) -> None:
    posting = an_adjustment(replace(card, seq=7))
    with pytest.raises(ClaimLost):
        books.ledger.commit(MINE, [], [posting], receipt=a_receipt(posting))
    assert books.ledger.receipt(MINE, "adjustments", "once") is None


@pytest.mark.parametrize("key", ["once", "#", "IDEM#x", "a b", "x" * 255])
def test_a_key_is_of_one_tenant_and_route_whatever_it_looks_like(books: Books, card: Card, their_card: Card, key: str) -> None:
    mine, theirs = an_adjustment(card), an_adjustment(their_card)
    books.ledger.commit(MINE, [], [mine], receipt=a_receipt(mine, key))
    assert books.ledger.receipt(THEIRS, "adjustments", key) is None
    assert books.ledger.receipt(MINE, "redemptions", key) is None
    books.ledger.commit(THEIRS, [], [theirs], receipt=a_receipt(theirs, key))
    another = an_adjustment(books.head(card))
    books.ledger.commit(MINE, [], [another], receipt=a_receipt(another, key, "redemptions"))
    assert books.ledger.receipt(MINE, "adjustments", key) == a_receipt(mine, key)
    assert books.ledger.receipt(THEIRS, "adjustments", key) == a_receipt(theirs, key)


def blocked(card: Card) -> Card:
    return replace(card, status=CardStatus.BLOCKED, status_note=StatusNote(ANN, "Lost", NOW), mark=card.mark + 1000)


def test_a_card_is_blocked_with_a_note_and_opened_again(books: Books, card: Card) -> None:
    books.ledger.commit(MINE, [], [Posting(blocked(card), card, ())])
    assert books.head(card) == blocked(card)
    opened = replace(blocked(card), status=CardStatus.ACTIVE, status_note=StatusNote(ANN, "Found", NOW))
    books.ledger.commit(MINE, [], [Posting(opened, books.head(card), ())])
    assert books.head(card) == opened


def test_whoever_read_the_card_before_it_was_blocked_books_nothing(books: Books, card: Card) -> None:
    books.ledger.commit(MINE, [], [Posting(blocked(card), card, ())])
    with pytest.raises(ClaimLost):
        books.ledger.commit(MINE, [], [an_adjustment(card)])
    assert books.head(card) == blocked(card)
    assert books.entries(card) == []


def test_another_tenants_card_is_not_blocked(books: Books, their_card: Card) -> None:
    with pytest.raises(ClaimLost):
        books.ledger.commit(MINE, [], [Posting(blocked(their_card), their_card, ())])
    assert books.head(their_card) == their_card


def test_stamps_that_are_held_since_the_head_was_read_stop_the_commit(books: Books, card: Card) -> None:
    books.ledger.commit(MINE, [], [Posting(replace(card, held=1), card, ())])
    for stale in (an_adjustment(card), Posting(replace(card, held=2), card, ())):
        with pytest.raises(ClaimLost):
            books.ledger.commit(MINE, [], [stale])
    assert books.head(card) == replace(card, held=1)


def test_a_day_keeps_its_scans(books: Books, card: Card) -> None:
    scans = (Scan(builders.PROGRAM, EntryId("en_1"), 2), Scan(builders.PROGRAM, EntryId("en_2"), 1))
    books.ledger.commit(MINE, [DayWrite(books.ledger.claim(MINE, PLACE, NOW), replace(a_day(0), scans=scans))], [])
    assert books.ledger.day(MINE, PLACE).scans == scans
    claim = books.ledger.claim(MINE, PLACE, NOW)
    books.ledger.commit(MINE, [DayWrite(claim, replace(claim.day, visits=()))], [])
    assert books.ledger.day(MINE, PLACE).scans == scans


def test_all_days_of_a_customer_are_listed_from_the_first_on(books: Books, card: Card, their_card: Card) -> None:
    somebody_else = Place(CustomerId("cu_" + "0" * 25 + "9"), builders.DAY)
    places = [Place(builders.CUSTOMER, builders.DAY + timedelta(days=number)) for number in (40, 0, -400)]
    for place in (*places, somebody_else):
        books.ledger.commit(MINE, [DayWrite(books.ledger.claim(MINE, place, NOW), a_day(0))], [])
    assert books.ledger.days_of(MINE, builders.CUSTOMER) == [(place, a_day(0)) for place in reversed(places)]
    assert books.ledger.days_of(MINE, builders.CUSTOMER, places[0].date) == [(places[0], a_day(0))]
    assert books.ledger.days_of(THEIRS, builders.CUSTOMER) == []


def test_a_day_that_was_only_claimed_is_empty(books: Books) -> None:
    books.ledger.claim(MINE, PLACE, NOW)
    assert books.ledger.days_of(MINE, builders.CUSTOMER) == [(PLACE, Day())]
