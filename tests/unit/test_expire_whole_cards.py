"""The job that ends stamps and cards: whole cards, and cards that somebody else is at (loyalty-domain.md §6.8)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from comeback.domain.card import CardStatus
from comeback.domain.ids import CardId, CustomerId
from comeback.domain.program import Validity
from comeback.ports.ledger import ClaimLost
from comeback.usecases.expire_cards import ExpireCards, ExpiryReport
from tests.counter import Counter
from tests.memory.ledger import MemoryLedger
from tests.salon import SLIDING, Salon


class WrittenTo(MemoryLedger):
    """Somebody else is always first."""

    def commit(self, *_: object, **__: object) -> None:
        raise ClaimLost("somebody else was first")


@pytest.mark.parametrize("validity", [Validity("until", date=date(2026, 10, 1)), Validity("days", days=10)])
def test_a_card_ends_with_its_last_day(validity: Validity) -> None:
    salon = Salon(validity=validity)
    salon.came("2026-09-21")
    assert salon.at("2026-10-01T23:59:58").cards == 0
    assert salon.head.status is CardStatus.ACTIVE
    mark = salon.head.mark
    assert salon.at("2026-10-01T23:59:59").cards == 1
    assert (salon.head.status, salon.head.look_at, salon.head.balance) == (CardStatus.EXPIRED, None, 1)
    assert salon.head.mark > mark
    assert salon.head.status_note is not None
    assert salon.head.status_note.reason == "The card's validity has ended."
    salon.came("2026-10-01")
    assert salon.amounts() == [1]


def test_a_card_of_a_program_whose_validity_came_later_ends_too() -> None:
    salon = Salon()
    salon.came("2026-09-21")
    salon.change(validity=Validity("days", days=10))
    salon.came("2026-09-22")
    salon.at("2026-10-02T00:00:00")
    assert salon.head.status is CardStatus.EXPIRED


def test_a_blocked_card_ends_like_any_other_and_an_erased_one_is_let_be() -> None:
    salon = Salon(SLIDING)
    salon.came("2026-09-21")
    Counter(salon).block()
    assert salon.at("2027-01-01T00:00:00").stamps == 1
    Counter(salon).unblock()
    salon.came("2027-01-01")
    (key,) = salon.store.cards
    salon.store.cards[key] = replace(salon.store.cards[key], status=CardStatus.ERASED)
    assert salon.at("2027-06-01T00:00:00") == ExpiryReport(looked_at=1)
    assert salon.head.look_at is None


def test_a_card_that_somebody_writes_to_is_left_for_the_next_run() -> None:
    salon = Salon(SLIDING)
    salon.came("2026-09-21")
    salon.clock.moment += timedelta(days=200)
    busy = ExpireCards(WrittenTo(salon.store), salon.connections, salon.clock, salon.ids)
    assert busy() == ExpiryReport(looked_at=1, busy=1)
    assert salon.expire().stamps == 1


def many(count: int) -> Salon:
    """So many cards that end at once."""
    salon = Salon(validity=Validity("days", days=3))
    salon.came("2026-09-21")
    first = salon.head
    for number in range(count - 1):
        ids = {"id": CardId(f"cd_{number:026d}"), "customer_id": CustomerId(f"cu_{number:026d}")}
        copy = replace(first, **ids, seq=0, balance=0)  # type: ignore[arg-type]
        salon.store.cards[copy.ref] = copy
    return salon


def test_one_run_goes_on_until_every_card_was_looked_at() -> None:
    assert many(1_100).at("2026-10-01T00:00:00").cards == 1_100


def test_a_run_ends_when_its_time_is_up_and_the_next_one_goes_on() -> None:
    salon = many(600)
    salon.expire = replace(salon.expire, clock=salon.clock, time=timedelta(seconds=-1))
    assert salon.at("2026-10-01T00:00:00").looked_at == 0
    salon.expire = replace(salon.expire, time=timedelta(minutes=8))
    assert salon.at("2026-10-01T00:00:00").cards == 600


def test_cards_that_stay_due_keep_no_run_from_reaching_the_others_or_from_ending() -> None:
    salon = many(1_100)
    salon.expire = replace(salon.expire, ledger=WrittenTo(salon.store))
    assert salon.at("2026-10-01T00:00:00").busy == 1_100
