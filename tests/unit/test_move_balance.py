"""One request moves a balance once, whoever else is at work on the card (ruling 16)."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from comeback.domain.errors import AlreadyReversed, CardClosed, FieldRefused, NoReward, StampsHeld
from comeback.domain.ids import TenantId
from comeback.ports.ledger import ClaimLost, DayWrite, Posting
from tests.counter import ANN, Counter, counter_with_a_card
from tests.memory.ledger import MemoryLedger
from tests.memory.store import Store


class Interrupted(MemoryLedger):
    """Before each commit something else happens, as long as there is something."""

    def __init__(self, store: Store, *happens: Callable[[], object]) -> None:
        super().__init__(store)
        self.happens = list(happens)

    def commit(self, tenant: TenantId, writes: Sequence[DayWrite], postings: Sequence[Posting], *more: Any, **named: Any) -> None:
        if self.happens:
            self.happens.pop(0)()
        super().commit(tenant, writes, postings, *more, **named)


def interrupted(calm: Counter, *happens: Callable[[], object]) -> Counter:
    return Counter(calm.world, Interrupted(calm.world.store, *happens))


@pytest.fixture
def calm() -> Counter:
    counter = counter_with_a_card()
    counter.adjust(10)
    return counter


def test_somebody_elses_entry_in_between_is_counted_in(calm: Counter) -> None:
    counter = interrupted(calm, lambda: calm.adjust(2), lambda: calm.adjust(3))
    entry = counter.adjust(-10)
    assert (entry.balance_after, entry.seq, len(counter.pauses)) == (5, 4, 2)


def test_one_reward_is_redeemed_once_however_many_ask(calm: Counter) -> None:
    counter = interrupted(calm, calm.redeem)
    with pytest.raises(NoReward):
        counter.redeem()
    assert calm.world.amounts() == [10, -10]


def test_the_same_request_twice_at_once_is_one_entry_and_one_answer(calm: Counter) -> None:
    other: list[object] = []
    counter = interrupted(calm, lambda: other.append(calm.redeem(key="once")))
    assert [counter.redeem(key="once")] == other
    assert calm.world.amounts() == [10, -10]


def test_the_same_key_for_something_else_at_once_is_refused(calm: Counter) -> None:
    counter = interrupted(calm, lambda: calm.adjust(1, key="once"))
    with pytest.raises(FieldRefused):
        counter.adjust(2, key="once")
    assert calm.world.amounts() == [10, 1]


def test_a_redemption_is_given_back_once_however_many_ask(calm: Counter) -> None:
    redemption = calm.redeem()
    counter = interrupted(calm, lambda: calm.give_back(redemption.id))
    with pytest.raises(AlreadyReversed):
        counter.give_back(redemption.id)
    assert calm.world.amounts() == [10, -10, 10]


def test_a_card_that_is_blocked_in_between_is_not_moved(calm: Counter) -> None:
    with pytest.raises(CardClosed):
        interrupted(calm, calm.block).redeem()
    assert calm.world.amounts() == [10]


def test_stamps_that_are_held_in_between_are_not_redeemed() -> None:
    calm = counter_with_a_card()
    world = calm.world
    record = world.visit(calm.client)
    world.hear()
    calm.adjust(9)

    def refund() -> None:
        world.desk.delete_payments(record)
        world.hear()

    with pytest.raises(StampsHeld):
        interrupted(calm, refund).redeem()
    assert world.amounts() == [1, 9]


def test_a_scan_does_not_overwrite_what_was_read_of_the_day_in_between() -> None:
    calm = counter_with_a_card()
    world = calm.world

    def pays() -> None:
        world.visit(calm.client)
        world.hear()

    interrupted(calm, pays).scan()
    world.wait()
    ((_, stored),) = world.store.days.items()
    assert len(stored.day.visits) == 2
    assert world.balance() == 1


def test_who_always_comes_too_late_says_so(calm: Counter) -> None:
    counter = interrupted(calm, *[lambda: calm.adjust(1)] * 8)
    with pytest.raises(ClaimLost):
        counter.adjust(1)
    assert len(counter.pauses) == 7


def test_entries_that_are_behind_the_head_are_read_again(calm: Counter) -> None:
    redemption = calm.redeem()
    hidden = calm.world.store.entries[next(iter(calm.world.store.entries))]
    last = hidden.pop()

    class Late(MemoryLedger):
        def entries(self, *asked: Any) -> Any:
            found = super().entries(*asked)
            if last not in hidden:
                hidden.append(last)
            return found

    counter = Counter(calm.world, Late(calm.world.store))
    assert counter.give_back(redemption.id).amount == 10
    assert len(counter.pauses) == 1


def test_whoever_asks_stands_in_the_entry(calm: Counter) -> None:
    redemption = calm.redeem()
    back = calm.give_back(redemption.id)
    assert (back.actor, back.reason, back.reverses) == (ANN, "a mistake", redemption.id)


def test_a_status_that_others_write_around_is_set_all_the_same(calm: Counter) -> None:
    counter = interrupted(calm, *[lambda: calm.adjust(1)] * 4)
    assert counter.block().status == "blocked"


def test_a_status_that_cannot_be_set_for_others_says_so(calm: Counter) -> None:
    counter = interrupted(calm, *[lambda: calm.adjust(1)] * 5)
    with pytest.raises(ClaimLost):
        counter.block()
