"""The contract of ports.ledger.Ledger, for both implementations: claims, commits and what they are allowed to change."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from comeback.domain.backfilled import Backfilled
from comeback.domain.card import Card
from comeback.domain.carry import Carry, Pot
from comeback.domain.day import Day
from comeback.domain.ids import ClientId, CustomerId, JobId, LocationId, ProgramId, RecordId, VisitId
from comeback.domain.ledger import EntryKind
from comeback.domain.merging import MovedClient
from comeback.domain.visit import Place
from comeback.ports.ledger import Claim, ClaimLost, DayBusy, DayWrite, Pointer, Posting
from tests import builders
from tests.contract.books import MINE, NOW, PLACE, THEIRS, Books, a_day, a_posting, an_entry, book


def test_a_day_never_seen_is_empty(books: Books) -> None:
    claim = books.ledger.claim(MINE, PLACE, NOW)
    assert (claim.place, claim.day) == (PLACE, Day())
    assert books.ledger.day(MINE, PLACE) == Day()


def test_every_claim_is_the_next_epoch(books: Books) -> None:
    first, second = (books.ledger.claim(MINE, PLACE, NOW) for _ in range(2))
    assert second.epoch == first.epoch + 1


def test_a_commit_stores_the_day_the_head_and_the_entries_together(books: Books, card: Card) -> None:
    posting = a_posting(card, an_entry(card, 1), an_entry(card, 2, amount=-1, kind=EntryKind.REVERSAL))
    books.ledger.commit(MINE, [DayWrite(books.ledger.claim(MINE, PLACE, NOW), a_day())], [posting])
    assert books.ledger.day(MINE, PLACE) == a_day()
    assert books.head(card) == posting.card
    assert books.entries(card) == list(reversed(posting.entries))


def test_the_next_claim_answers_with_what_was_committed(books: Books, card: Card) -> None:
    book(books, card)
    assert books.ledger.claim(MINE, PLACE, NOW).day == a_day()


def test_a_commit_without_postings_stores_the_facts_alone(books: Books, card: Card) -> None:
    books.ledger.commit(MINE, [DayWrite(books.ledger.claim(MINE, PLACE, NOW), a_day(0))], [])
    assert books.ledger.day(MINE, PLACE) == a_day(0)
    assert books.head(card) == card


def nothing_was_booked(books: Books, card: Card) -> bool:
    return books.head(card) == card and not books.entries(card) and books.ledger.day(MINE, PLACE) == Day()


def test_whoever_claims_later_takes_the_commit_from_the_earlier(books: Books, card: Card) -> None:
    earlier = books.ledger.claim(MINE, PLACE, NOW)
    books.ledger.claim(MINE, PLACE, NOW)
    with pytest.raises(ClaimLost):
        books.ledger.commit(MINE, [DayWrite(earlier, a_day())], [a_posting(card)])
    assert nothing_was_booked(books, card)


def test_a_reader_who_stalls_books_nothing_after_another_found_nothing_to_do(books: Books, card: Card) -> None:
    reads_paid = books.ledger.claim(MINE, PLACE, NOW)
    sees_the_deletion = books.ledger.claim(MINE, PLACE, NOW)
    books.ledger.commit(MINE, [DayWrite(sees_the_deletion, a_day(0))], [])
    with pytest.raises(ClaimLost):
        books.ledger.commit(MINE, [DayWrite(reads_paid, a_day())], [a_posting(card)])
    assert books.ledger.day(MINE, PLACE) == a_day(0)
    assert not books.entries(card)


CARRIED = Carry((Pot(NOW, 1000, 1, 700),), since=NOW)


def test_an_amount_that_makes_no_stamp_yet_is_kept_on_the_head(books: Books, card: Card) -> None:
    books.ledger.commit(MINE, [], [Posting(replace(card, carry=CARRIED), card, ())])
    assert books.head(card).carry == CARRIED


def test_a_redeemed_milestone_stays_on_the_head_with_the_entry_that_names_it(books: Books, card: Card) -> None:
    redeemed = an_entry(card, 1, 0, kind=EntryKind.REDEMPTION, milestone=3)
    books.ledger.commit(MINE, [], [Posting(replace(card, seq=1, milestones=(3,)), card, (redeemed,))])
    assert (books.head(card).milestones, books.entries(card)) == ((3,), [redeemed])


@pytest.mark.parametrize(
    "moved",
    [
        lambda card: replace(card, seq=7),
        lambda card: replace(card, status="blocked"),
        lambda card: replace(card, carry=CARRIED),
        lambda card: replace(card, mark=card.mark + 1000),
    ],
)
def test_a_head_that_moved_since_it_was_read_stops_the_commit(books: Books, card: Card, moved: Callable[[Card], Card]) -> None:
    claim = books.ledger.claim(MINE, PLACE, NOW)
    stale = moved(card)
    with pytest.raises(ClaimLost):
        books.ledger.commit(MINE, [DayWrite(claim, a_day())], [a_posting(stale)])
    assert nothing_was_booked(books, card)


def test_a_card_that_does_not_exist_is_not_made_by_a_commit(books: Books) -> None:
    claim = books.ledger.claim(MINE, PLACE, NOW)
    with pytest.raises(ClaimLost):
        books.ledger.commit(MINE, [DayWrite(claim, a_day())], [a_posting(builders.card())])
    assert books.customers.card(builders.card().ref) is None
    assert not books.entries(builders.card())


def test_an_entry_is_never_replaced(books: Books, card: Card) -> None:
    book(books, card)
    written = books.entries(card)
    # A defect: a head that knows of no entry, though there is one.
    forged = a_posting(books.head(card), an_entry(card, 1, amount=9))
    with pytest.raises(ClaimLost):
        books.ledger.commit(MINE, [DayWrite(books.ledger.claim(MINE, PLACE, NOW), a_day())], [forged])
    assert books.entries(card) == written


def test_a_claim_is_used_up_by_its_commit_only_when_another_claims(books: Books, card: Card) -> None:
    claim = books.ledger.claim(MINE, PLACE, NOW)
    books.ledger.commit(MINE, [DayWrite(claim, a_day())], [a_posting(card)])
    with pytest.raises(ClaimLost):  # the head's number has moved on
        books.ledger.commit(MINE, [DayWrite(claim, a_day())], [a_posting(card)])
    assert len(books.entries(card)) == 1


def test_two_days_are_committed_together_or_not_at_all(books: Books, card: Card) -> None:
    tomorrow = replace_date(PLACE, date(2026, 9, 22))
    today_claim, tomorrow_claim = (books.ledger.claim(MINE, place, NOW) for place in (PLACE, tomorrow))
    books.ledger.claim(MINE, tomorrow, NOW)
    with pytest.raises(ClaimLost):
        books.ledger.commit(MINE, [DayWrite(today_claim, a_day(0)), DayWrite(tomorrow_claim, a_day())], [a_posting(card)])
    assert nothing_was_booked(books, card)
    again = books.ledger.claim(MINE, tomorrow, NOW)
    books.ledger.commit(MINE, [DayWrite(today_claim, a_day(0)), DayWrite(again, a_day())], [a_posting(card)])
    assert dict(books.ledger.days(MINE, [PLACE, tomorrow])) == {PLACE: a_day(0), tomorrow: a_day()}


def replace_date(place: Place, on: date) -> Place:
    return Place(place.customer_id, on)


def test_a_commit_changes_nothing_of_a_head_but_what_a_booking_changes(books: Books, card: Card) -> None:
    books.passes.note_pushed(card.ref, card.mark, NOW)
    posting = a_posting(card)  # made from the head as it was before the push was noted
    books.ledger.commit(MINE, [DayWrite(books.ledger.claim(MINE, PLACE, NOW), a_day())], [posting])
    assert books.head(card) == replace(posting.card, pushed_apple=card.mark, pushed_apple_at=NOW)


def test_a_cards_past_is_kept_on_the_head_and_the_second_of_two_who_count_it_loses(books: Books, card: Card) -> None:
    past = Backfilled(date(2026, 1, 1), date(2026, 9, 1), 3, 3, JobId("jb_1"), of_job=3, seq=0)
    books.ledger.commit(MINE, [], [Posting(replace(card, backfilled=past), card, ())])
    assert books.head(card) == replace(card, backfilled=past)
    for late in (past, replace(past, since=date(2026, 8, 1))):
        with pytest.raises(ClaimLost):
            books.ledger.commit(MINE, [], [Posting(replace(card, backfilled=late), card, ())])
    wider = replace(past, since=date(2025, 1, 1))
    books.ledger.commit(MINE, [], [Posting(replace(card, backfilled=wider), replace(card, backfilled=past), ())])
    assert books.head(card).backfilled == wider
    # Who has not looked at the past does not touch it.
    book(books, card)
    assert books.head(card).backfilled == wider


def test_a_client_who_moved_in_is_kept_on_the_head_and_the_second_of_two_at_once_loses(books: Books, card: Card) -> None:
    first, second = (MovedClient(builders.LA_VISAGE, ClientId(number), NOW) for number in (1, 2))
    one = replace(card, moved_in=(first,))
    books.ledger.commit(MINE, [], [Posting(one, card, ())])
    assert books.head(card) == one
    with pytest.raises(ClaimLost):
        books.ledger.commit(MINE, [], [Posting(replace(card, moved_in=(second,)), card, ())])
    both = replace(card, moved_in=(first, second))
    books.ledger.commit(MINE, [], [Posting(both, one, ())])
    book(books, card)  # by somebody who knows of neither
    assert books.head(card).moved_in == (first, second)


def test_a_polite_claim_waits_for_whoever_is_at_work(books: Books, card: Card) -> None:
    book(books, card)
    at_work = books.ledger.claim(MINE, PLACE, NOW)
    with pytest.raises(DayBusy) as busy:
        books.ledger.claim(MINE, PLACE, NOW, at_work_since=NOW - timedelta(seconds=1))
    assert busy.value.day == a_day()
    books.ledger.commit(MINE, [DayWrite(at_work, a_day(0))], [])
    assert books.ledger.claim(MINE, PLACE, NOW, at_work_since=NOW - timedelta(seconds=1)).day == a_day(0)


def test_a_polite_claim_does_not_wait_for_somebody_who_has_ended(books: Books) -> None:
    ended = books.ledger.claim(MINE, PLACE, NOW)
    later = NOW + timedelta(seconds=2)
    claim = books.ledger.claim(MINE, PLACE, later, at_work_since=later - timedelta(seconds=1))
    assert claim.epoch == ended.epoch + 1
    with pytest.raises(ClaimLost):
        books.ledger.commit(MINE, [DayWrite(ended, a_day())], [])


def test_days_leaves_out_what_was_never_stored(books: Books, card: Card) -> None:
    places = [replace_date(PLACE, builders.DAY + timedelta(days=number)) for number in range(120)]
    book(books, card, place=places[7])
    book(books, books.head(card), place=places[110])
    assert dict(books.ledger.days(MINE, places)) == {places[7]: a_day(), places[110]: a_day()}


def test_another_tenants_day_card_and_entries_are_not_there(books: Books, card: Card, their_card: Card) -> None:
    book(books, card)
    assert books.ledger.day(THEIRS, PLACE) == Day()
    assert books.ledger.days(THEIRS, [PLACE]) == []
    assert books.entries(card, THEIRS) == []
    assert books.head(their_card) == their_card
    mine = books.ledger.claim(MINE, PLACE, NOW)
    assert books.ledger.claim(THEIRS, PLACE, NOW) == Claim(PLACE, 1, Day())
    books.ledger.commit(MINE, [DayWrite(mine, a_day(0))], [])


def test_nobody_commits_to_another_tenants_card(books: Books, their_card: Card) -> None:
    claim = books.ledger.claim(MINE, PLACE, NOW)
    with pytest.raises(ClaimLost):
        books.ledger.commit(MINE, [DayWrite(claim, a_day())], [a_posting(their_card)])
    assert books.head(their_card) == their_card
    assert books.entries(their_card, THEIRS) == []


def test_standing_is_what_exists_of_the_tenants_programs_and_cards(books: Books, card: Card, their_card: Card) -> None:
    unknown = ProgramId("pr_" + "0" * 25 + "9")
    standing = books.ledger.standing(MINE, builders.CUSTOMER, [builders.PROGRAM, unknown])
    assert (standing.programs, standing.cards) == ((), (card,))
    assert books.ledger.standing(THEIRS, builders.CUSTOMER, [builders.PROGRAM]).cards == (their_card,)
    assert books.ledger.standing(MINE, CustomerId("cu_9"), [builders.PROGRAM]).cards == ()


def test_pointers_tell_where_a_booking_has_counted_and_only_grow(books: Books, card: Card) -> None:
    moved = replace_date(PLACE, date(2026, 9, 22))
    for place, record in ((PLACE, 1), (moved, 1), (PLACE, 2)):
        pointer = Pointer(builders.LA_VISAGE, RecordId(record), VisitId(5), place)
        books.ledger.commit(MINE, [DayWrite(books.ledger.claim(MINE, place, NOW), a_day(0))], [], [pointer, pointer])
    resolve = books.directory.resolve
    assert resolve(builders.LA_VISAGE, None, RecordId(1)).places == {PLACE, moved}
    assert resolve(builders.LA_VISAGE, None, RecordId(2)).places == {PLACE}
    assert resolve(LocationId(24697), None, RecordId(1)).places == frozenset()
    told = books.directory.places_of(builders.LA_VISAGE, [RecordId(1), RecordId(2), RecordId(3)])
    assert told == {RecordId(1): {PLACE, moved}, RecordId(2): {PLACE}}
    assert books.directory.places_of(LocationId(24697), [RecordId(1)]) == {}
    assert books.directory.places_of_visit(builders.LA_VISAGE, VisitId(5)) == {PLACE, moved}
    assert books.directory.places_of_visit(LocationId(24697), VisitId(5)) == frozenset()


def test_a_lost_commit_leaves_no_pointer(books: Books) -> None:
    lost = books.ledger.claim(MINE, PLACE, NOW)
    books.ledger.claim(MINE, PLACE, NOW)
    pointer = Pointer(builders.LA_VISAGE, RecordId(1), VisitId(1), PLACE)
    with pytest.raises(ClaimLost):
        books.ledger.commit(MINE, [DayWrite(lost, a_day())], [], [pointer])
    assert books.directory.resolve(builders.LA_VISAGE, None, RecordId(1)).places == frozenset()
