"""The lists of ports.ledger.Ledger, for both implementations: a card's entries, the tenant's, and days that are due."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from comeback.adapters.dynamodb.ledger import DynamoLedger
from comeback.adapters.dynamodb.table import Table
from comeback.domain.card import Card
from comeback.domain.day import Held
from comeback.domain.errors import FieldRefused
from comeback.domain.ids import CardId, CustomerId, TenantId
from comeback.domain.ledger import Entry
from comeback.domain.visit import Place
from comeback.ports.ledger import DayWrite, Posting
from tests import builders
from tests.contract.books import MINE, NOW, PLACE, THEIRS, Books, a_day, an_entry, book

TOKYO = ZoneInfo("Asia/Tokyo")
Page = tuple[Sequence[Entry], str | None]


def all_pages(page: Callable[[str | None], Page]) -> tuple[list[Entry], list[int]]:
    """Everything, and the sizes of the pages."""
    found: list[Entry] = []
    sizes: list[int] = []
    cursor = None
    for _ in range(100):
        entries, cursor = page(cursor)
        found += entries
        sizes.append(len(entries))
        if cursor is None:
            return found, sizes
    raise AssertionError("the pages do not end")


def book_each(books: Books, card: Card, moments: Sequence[datetime]) -> list[Entry]:
    """One commit per moment."""
    entries = []
    for moment in moments:
        head = books.head(card)
        entries.append(an_entry(head, head.seq + 1, booked_at=moment))
        book(books, head, entries[-1])
    return entries


def test_a_cards_entries_come_newest_first_in_pages(books: Books, card: Card, their_card: Card) -> None:
    written = book_each(books, card, [NOW] * 5)
    book_each(books, their_card, [NOW])
    found, sizes = all_pages(lambda cursor: books.ledger.entries(MINE, card.id, 2, cursor))
    assert found == list(reversed(written))
    assert sizes[:3] == [2, 2, 1]


def test_the_tenants_entries_come_in_the_order_of_booking(books: Books, card: Card, their_card: Card) -> None:
    midnight = datetime(2026, 9, 22, tzinfo=UTC)
    moments = [midnight - timedelta(seconds=1), midnight, midnight + timedelta(hours=30), midnight + timedelta(days=4)]
    written = book_each(books, card, moments)
    book_each(books, their_card, moments)
    for limit in (1, 2, 3, 50):
        found, sizes = all_pages(
            lambda cursor, limit=limit: books.ledger.booked_between(  # type: ignore[misc]
                MINE, moments[0], moments[-1] + timedelta(days=1), limit, cursor
            )
        )
        assert found == written
        assert max(sizes) <= limit


def test_a_span_includes_its_start_and_not_its_end_to_the_microsecond(books: Books, card: Card) -> None:
    tick = timedelta(microseconds=1)
    written = book_each(books, card, [NOW - tick, NOW, NOW + tick, NOW + 2 * tick])
    found, _ = books.ledger.booked_between(MINE, NOW, NOW + 2 * tick, 50, None)
    assert found == written[1:3]


def test_a_span_is_the_same_in_every_zone(books: Books, card: Card) -> None:
    late = datetime(2026, 9, 21, 23, 30, tzinfo=UTC)
    written = book_each(books, card, [late])
    tokyo = (late.astimezone(TOKYO), (late + timedelta(hours=1)).astimezone(TOKYO))
    assert books.ledger.booked_between(MINE, *tokyo, 50, None)[0] == written


def test_an_empty_span_is_empty(books: Books, card: Card) -> None:
    book_each(books, card, [NOW])
    assert books.ledger.booked_between(MINE, NOW, NOW, 50, None) == ([], None)
    assert all_pages(lambda cursor: books.ledger.booked_between(THEIRS, NOW, NOW + timedelta(days=3), 50, cursor))[0] == []


def sealed(**key: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


RUBBISH = ["x", "é", "AAAA", sealed(), sealed(pk=1), sealed(pk="", sk=""), "[" * 200, "bnVsbA"]


@pytest.mark.parametrize("cursor", RUBBISH)
def test_rubbish_is_no_cursor(books: Books, card: Card, cursor: str) -> None:
    book_each(books, card, [NOW])
    with pytest.raises(FieldRefused):
        books.ledger.entries(MINE, card.id, 2, cursor)
    with pytest.raises(FieldRefused):
        books.ledger.booked_between(MINE, NOW, NOW + timedelta(days=1), 2, cursor)


@pytest.mark.parametrize(
    "key",
    [
        {"on": "2026-09-21", "pk": f"T#{THEIRS}#CARD#x", "sk": "E#1", "day_pk": f"T#{THEIRS}#2026-09-21", "day_sk": "2026"},
        {"on": "2026-09-21", "pk": f"T#{MINE}#CARD#x", "sk": "E#1", "day_pk": f"T#{THEIRS}#2026-09-21", "day_sk": "2026"},
        {"on": "2026-09-21", "pk": f"T#{MINE}#CARD#x", "sk": "E#1", "day_pk": f"T#{MINE}#2026-09-21", "day_sk": ""},
        {"on": "2026-09-21", "pk": f"T#{MINE}#CARD#x", "sk": "E#1", "day_pk": f"T#{MINE}#2026-09-21", "day_sk": "a" * 2000},
        {"on": "2026-09-21", "pk": f"T#{MINE}#CARD#x", "sk": "E#1", "day_pk": f"T#{MINE}#2026-09-21", "day_sk": "2026\ud800"},
        {"on": "2026-09-21", "pk": f"T#{MINE}#CARD#x"},
        {"on": "2026-08-01"},
    ],
)
def test_a_forged_cursor_leads_nowhere(books: Books, key: dict[str, str]) -> None:
    with pytest.raises(FieldRefused):
        books.ledger.booked_between(MINE, NOW, NOW + timedelta(days=1), 2, sealed(**key))


def test_a_cursor_of_another_span_is_refused(ledger_table: Table) -> None:
    books = DynamoLedger(ledger_table, ledger_table)
    earlier = f"{NOW.isoformat(timespec='microseconds')}#en"
    key = {"pk": f"T#{MINE}#CARD#x", "sk": "E#1", "day_pk": f"T#{MINE}#{NOW.date()}", "day_sk": earlier, "on": f"{NOW.date()}"}
    assert books.booked_between(MINE, NOW, NOW + timedelta(hours=1), 2, sealed(**key)) == ([], None)
    with pytest.raises(FieldRefused):
        books.booked_between(MINE, NOW + timedelta(minutes=1), NOW + timedelta(hours=1), 2, sealed(**key))


def test_a_cursor_of_another_card_is_refused(books: Books, card: Card, their_card: Card) -> None:
    book_each(books, card, [NOW] * 3)
    _, cursor = books.ledger.entries(MINE, card.id, 1, None)
    with pytest.raises(FieldRefused):
        books.ledger.entries(THEIRS, their_card.id, 1, cursor)


def test_a_cursor_with_more_than_its_key_is_refused(ledger_table: Table) -> None:
    ledger = DynamoLedger(ledger_table, ledger_table)
    with pytest.raises(FieldRefused):
        ledger.entries(MINE, builders.CARD, 1, sealed(pk=f"T#{MINE}#CARD#{builders.CARD}", sk="E#1", day_pk="x"))


def test_a_page_that_ends_with_its_day_goes_on_at_the_next(ledger_table: Table) -> None:
    ledger = DynamoLedger(ledger_table, ledger_table)
    next_day = (NOW + timedelta(days=1)).date().isoformat()
    assert ledger.booked_between(MINE, NOW, NOW + timedelta(days=2), 2, sealed(on=next_day)) == ([], None)


def hold(books: Books, tenant: TenantId, place: Place, until: datetime | None) -> None:
    day = a_day(held=Held(-1, until) if until else None)
    books.ledger.commit(tenant, [DayWrite(books.ledger.claim(tenant, place, NOW), day)], [])


def test_days_are_due_when_their_hold_is_over_the_longest_waiting_first(books: Books) -> None:
    customers = [CustomerId(f"cu_{number:026d}") for number in range(4)]
    places = [Place(customer, builders.DAY) for customer in customers]
    for place, minutes in zip(places, (15, -60 * 24 * 40, 5, 16), strict=True):
        hold(books, MINE, place, NOW + timedelta(minutes=minutes))
    hold(books, THEIRS, places[0], NOW)
    due = books.ledger.due_days(NOW + timedelta(minutes=15), limit=50)
    assert due == [(MINE, places[1]), (THEIRS, places[0]), (MINE, places[2]), (MINE, places[0])]
    assert books.ledger.due_days(NOW + timedelta(minutes=15), limit=2) == due[:2]


def test_a_day_without_a_hold_is_not_due_any_more(books: Books) -> None:
    hold(books, MINE, PLACE, NOW)
    assert books.ledger.due_days(NOW, limit=50) == [(MINE, PLACE)]
    hold(books, MINE, PLACE, None)
    assert books.ledger.due_days(NOW, limit=50) == []


def test_a_hold_that_is_put_off_is_due_once(books: Books) -> None:
    hold(books, MINE, PLACE, NOW)
    hold(books, MINE, PLACE, NOW + timedelta(days=1))
    assert books.ledger.due_days(NOW, limit=50) == []
    assert books.ledger.due_days(NOW + timedelta(days=1), limit=50) == [(MINE, PLACE)]


def test_numbers_of_entries_have_no_gap(books: Books, card: Card) -> None:
    book_each(books, card, [NOW] * 12)
    seqs = [entry.seq for entry in books.entries(card)]
    assert all(newer == older + 1 for newer, older in pairwise(seqs))
    assert replace(books.head(card)).seq == seqs[0] == 12


def looked_at(books: Books, card: Card, moment: datetime | None) -> None:
    books.ledger.commit(card.tenant_id, [], [Posting(replace(card, look_at=moment), books.head(card), ())])


def test_cards_to_look_at_are_found_the_longest_waiting_first(books: Books, card: Card) -> None:
    theirs = books.customers.issue(THEIRS, replace(card, id=CardId("cd_" + "7" * 26), tenant_id=THEIRS, look_at=NOW))[0]
    assert books.ledger.due_cards(NOW, limit=50) == [theirs.ref]
    looked_at(books, card, NOW - timedelta(hours=1))
    assert books.head(card).look_at == NOW - timedelta(hours=1)
    assert books.ledger.due_cards(NOW, limit=50) == [card.ref, theirs.ref]
    assert books.ledger.due_cards(NOW, limit=1) == [card.ref]
    assert books.ledger.due_cards(NOW - timedelta(minutes=1), limit=50) == [card.ref]
    assert books.ledger.due_days(NOW, limit=50) == []


def test_a_card_with_nothing_to_end_is_not_looked_at(books: Books, card: Card) -> None:
    looked_at(books, card, NOW)
    looked_at(books, card, None)
    assert books.head(card).look_at is None
    assert books.ledger.due_cards(NOW, limit=50) == []
