"""A program's cards are looked at again when its validity changes (loyalty-domain.md §6.8)."""

from dataclasses import replace
from datetime import date

import pytest

from comeback.domain.card import CardStatus
from comeback.domain.ids import CustomerId, ProgramId
from comeback.domain.program import ProgramStatus, ProgramType, Validity
from comeback.messages import CardsDue
from comeback.ports.ledger import ClaimLost
from tests.builders import PROGRAM, TENANT
from tests.counter import Counter
from tests.memory.ledger import MemoryLedger
from tests.salon import Salon

UNTIL_OCTOBER = Validity("until", date=date(2026, 10, 1))
REVIEW = CardsDue(TENANT, PROGRAM)


def reviewed(salon: Salon, message: CardsDue = REVIEW) -> str:
    outcome = salon.handle(message)
    salon.work()
    return outcome


def expired() -> Salon:
    """Jane's card has one stamp and ended on the first of October; she came once more since."""
    salon = Salon(validity=UNTIL_OCTOBER)
    salon.came("2026-09-21")
    assert salon.at("2026-10-02T00:00:00").cards == 1
    salon.came("2026-10-02")
    assert salon.amounts() == [1]
    return salon


def test_a_card_that_had_ended_is_there_again_and_gets_what_came_meanwhile() -> None:
    salon = expired()
    mark = salon.head.mark
    salon.change(validity=Validity("until", date=date(2027, 1, 1)))
    assert reviewed(salon) == "1"
    assert (salon.head.status, salon.amounts()) == (CardStatus.ACTIVE, [1, 1])
    assert salon.head.mark > mark
    assert salon.head.status_note is not None
    assert salon.head.status_note.reason == "The card's validity was prolonged."
    assert salon.at("2027-01-02T00:00:00").cards == 1


def test_a_card_may_live_for_ever_from_now_on() -> None:
    salon = expired()
    salon.change(validity=Validity())
    reviewed(salon)
    assert salon.head.status is CardStatus.ACTIVE
    assert salon.at("2030-01-01T00:00:00").cards == 0


def test_a_card_that_stays_ended_is_let_be() -> None:
    salon = expired()
    salon.change(validity=Validity("until", date=date(2026, 9, 25)))
    assert reviewed(salon) == "0"
    assert salon.head.status is CardStatus.EXPIRED


def test_a_card_that_was_blocked_when_it_ended_is_blocked_again() -> None:
    salon = Salon(validity=UNTIL_OCTOBER)
    salon.came("2026-09-21")
    Counter(salon).block()
    salon.at("2026-10-02T00:00:00")
    salon.change(validity=Validity())
    assert reviewed(salon) == "1"
    assert salon.head.status is CardStatus.BLOCKED


def test_an_idle_card_ends_as_early_as_the_validity_says_now() -> None:
    salon = Salon()
    salon.came("2026-09-21")
    assert salon.head.look_at is None
    salon.change(validity=Validity("days", days=3))
    assert reviewed(salon) == "1"
    assert reviewed(salon) == "0"
    assert salon.at("2026-09-24T23:59:58").cards == 0
    assert salon.at("2026-09-25T00:00:00").cards == 1


def test_what_ends_earlier_by_itself_is_not_put_off() -> None:
    salon = Salon(validity=UNTIL_OCTOBER)
    salon.came("2026-09-21")
    before = salon.head.look_at
    salon.change(validity=Validity("until", date=date(2027, 1, 1)))
    assert reviewed(salon) == "0"
    assert salon.head.look_at == before


def test_all_pages_are_looked_at() -> None:
    salon = Salon()
    salon.came("2026-09-21")
    (key,) = salon.store.cards
    for number in range(250):
        copy = replace(salon.head, id=f"cd_{number:026d}", customer_id=CustomerId(f"cu_{number}"))  # type: ignore[arg-type]
        salon.store.cards[key[0], copy.customer_id, key[2]] = copy
    salon.change(validity=Validity("days", days=3))
    assert reviewed(salon) == "100"
    assert all(card.look_at for card in salon.store.cards.values())
    assert salon.outcomes[-2:] == ["100", "51"]


def test_a_program_that_is_not_active_or_not_ours_to_count_or_gone_is_let_be() -> None:
    salon = expired()
    salon.change(validity=Validity(), status=ProgramStatus.PAUSED)
    assert reviewed(salon) == "0"
    salon.change(status=ProgramStatus.ACTIVE, type=ProgramType.CASHBACK)
    assert reviewed(salon) == "0"
    assert reviewed(salon, CardsDue(TENANT, ProgramId("pr_gone"))) == "0"
    assert salon.head.status is CardStatus.EXPIRED


class Once(MemoryLedger):
    """Somebody else is first, a number of times."""

    times = 1

    def commit(self, *arguments: object, **more: object) -> None:
        if self.times:
            self.times -= 1
            raise ClaimLost("somebody else was first")
        super().commit(*arguments, **more)  # type: ignore[arg-type]


def test_a_card_that_somebody_else_writes_to_is_read_again() -> None:
    salon = expired()
    salon.change(validity=Validity())
    review = salon.handle.routes[CardsDue]
    assert replace(review, ledger=Once(salon.store))(REVIEW) == 1  # type: ignore[type-var]
    salon.work()
    assert salon.head.status is CardStatus.ACTIVE
    busy = Once(salon.store)
    busy.times = 4
    salon.change(validity=UNTIL_OCTOBER)
    salon.store.cards[salon.head.ref] = replace(salon.head, look_at=None)
    with pytest.raises(ClaimLost):
        replace(review, ledger=busy)(REVIEW)  # type: ignore[type-var]


def test_a_program_whose_location_is_not_connected_any_more_counts_days_in_utc() -> None:
    salon = expired()
    salon.store.connections.clear()
    salon.change(validity=Validity())
    assert reviewed(salon) == "1"
