"""The version of a card's links beside bookings, for both implementations of ports.ledger.Ledger (ruling 17)."""

from dataclasses import replace

import pytest

from comeback.domain.card import Card
from comeback.ports.ledger import ClaimLost, Posting
from tests.contract.books import MINE, Books, a_posting


def newer(card: Card) -> Posting:
    return Posting(replace(card, link_version=card.link_version + 1), card, ())


def test_a_newer_version_of_the_links_is_stored(books: Books, card: Card) -> None:
    books.ledger.commit(MINE, [], [newer(card)])
    assert books.head(card) == replace(card, link_version=2)


def test_a_booking_that_has_read_the_head_before_leaves_the_newer_version(books: Books, card: Card) -> None:
    books.ledger.commit(MINE, [], [newer(card)])
    books.ledger.commit(MINE, [], [a_posting(card)])
    assert books.head(card).link_version == 2


def test_of_two_newer_versions_at_once_the_second_is_lost(books: Books, card: Card) -> None:
    books.ledger.commit(MINE, [], [newer(card)])
    with pytest.raises(ClaimLost):
        books.ledger.commit(MINE, [], [newer(card)])
