"""A person has decided whose a client with another phone is (loyalty-domain.md §3.5)."""

from dataclasses import replace
from typing import Any

import pytest

from comeback.domain.card import CardStatus
from comeback.domain.errors import CardClosed, StampsHeld
from comeback.domain.ids import CardId, ProgramId
from comeback.domain.ledger import EntryKind
from comeback.domain.program import ProgramType
from comeback.ports.ledger import ClaimLost
from comeback.usecases.move_balance import Asked
from tests.builders import PROGRAM, TENANT
from tests.engine_world import JANE_PHONE
from tests.people import answer_phone_change
from tests.people_world import NEW
from tests.phone_salon import BOSS, Salon


@pytest.fixture
def salon() -> Salon:
    return Salon()


def test_merged_stamps_move_and_the_emptied_card_is_closed(salon: Salon) -> None:
    entry = salon.answer("merge")
    assert (salon.amounts_of(salon.jane_id), salon.amounts_of(salon.ann_id)) == ([1, -1], [1, 1, 1])
    old, new = salon.card_of(salon.jane_id), salon.card_of(salon.ann_id)
    assert (old.status, old.balance, new.status, new.balance) == (CardStatus.BLOCKED, 0, CardStatus.ACTIVE, 3)
    assert entry is not None
    assert (entry.kind, entry.card_id, entry.actor) == (EntryKind.ADJUSTMENT, new.id, BOSS.actor)
    assert entry.reason == f"Moved with the client from {old.id} to {new.id}."
    assert old.status_note is not None
    assert (old.status_note.actor, old.status_note.reason) == (BOSS.actor, entry.reason)
    assert salon.holder(salon.jane) == salon.ann_id


def test_nothing_is_left_of_an_emptied_customer(salon: Salon) -> None:
    salon.answer("merge")
    old = salon.store.profiles[TENANT, salon.jane_id]
    assert (old.is_forgotten, old.name, old.clients, old.moves) == (True, "", (), ())
    assert salon.customer(JANE_PHONE) is None


def test_visits_that_have_counted_count_no_second_time_and_later_ones_do(salon: Salon) -> None:
    unpaid = salon.visit(salon.jane, "13:00", day="2026-09-23", paid=False)
    salon.hear()
    salon.answer("merge")
    salon.desk.add_service(next(iter(salon.desk.records)), 100)
    salon.hear()
    salon.sweep()
    assert salon.card_of(salon.ann_id).balance == 3
    salon.desk.pay(unpaid)
    salon.hear()
    assert salon.card_of(salon.ann_id).balance == 4
    salon.visit(salon.jane, day="2026-09-24")
    salon.hear()
    assert (salon.card_of(salon.ann_id).balance, salon.card_of(salon.jane_id).balance) == (5, 0)


def test_an_answer_given_again_changes_nothing(salon: Salon) -> None:
    (item,) = salon.items
    salon.answer("merge")
    before = repr(salon.store)
    assert salon.decide(TENANT, BOSS, item, "merge") is None
    assert repr(salon.store) == before


class _Dying:
    """A port that breaks at the nth call of all."""

    def __init__(self, port: Any, calls: list[int]) -> None:
        self._port, self._calls = port, calls

    def __getattr__(self, name: str) -> Any:
        def call(*given: Any, **named: Any) -> Any:
            self._calls[0] -= 1
            if self._calls[0] == 0:
                raise ConnectionError(name)
            return getattr(self._port, name)(*given, **named)

        return call


def test_wherever_it_breaks_the_next_answer_goes_on() -> None:
    for dies_at in range(1, 20):
        salon = Salon()
        (item,) = salon.items
        calls = [dies_at]
        ports = replace(
            salon.ports, ledger=_Dying(salon.ledger, calls), customers=_Dying(salon.customers, calls),
            queue=_Dying(salon.queue, calls),
        )  # fmt: skip
        try:
            answer_phone_change(ports)(TENANT, BOSS, item, "merge")
        except ConnectionError:
            salon.decide(TENANT, BOSS, item, "merge")
        salon.work()
        assert (salon.amounts_of(salon.jane_id), salon.amounts_of(salon.ann_id)) == ([1, -1], [1, 1, 1])
        assert salon.holder(salon.jane) == salon.ann_id
        assert salon.store.profiles[TENANT, salon.jane_id].is_forgotten


def test_stamps_that_wait_for_a_correction_are_waited_for(salon: Salon) -> None:
    salon.desk.delete_payments(next(iter(salon.desk.records)))
    salon.hear()
    with pytest.raises(StampsHeld):
        salon.answer("merge")
    assert salon.holder(salon.jane) == salon.jane_id


def test_a_closed_card_takes_no_stamps(salon: Salon) -> None:
    salon.store.cards[TENANT, salon.ann_id, PROGRAM] = replace(salon.card_of(salon.ann_id), status=CardStatus.BLOCKED)
    with pytest.raises(CardClosed):
        salon.answer("merge")
    assert salon.amounts_of(salon.jane_id) == [1]


@pytest.mark.parametrize("status", [CardStatus.BLOCKED, CardStatus.EXPIRED])
def test_what_the_owner_has_blocked_or_has_ended_stays_as_it_is(salon: Salon, status: CardStatus) -> None:
    salon.store.cards[TENANT, salon.jane_id, PROGRAM] = replace(salon.card_of(salon.jane_id), status=status)
    assert salon.answer("merge") is None
    assert (salon.card_of(salon.jane_id).status, salon.amounts_of(salon.jane_id)) == (status, [1])
    assert salon.amounts_of(salon.ann_id) == [1, 1]
    assert salon.holder(salon.jane) == salon.ann_id


def test_debt_goes_along(salon: Salon) -> None:
    salon.store.cards[TENANT, salon.jane_id, PROGRAM] = replace(salon.card_of(salon.jane_id), balance=-1)
    salon.answer("merge")
    assert salon.card_of(salon.ann_id).balance == 1


def test_who_had_no_card_there_gets_one(salon: Salon) -> None:
    del salon.store.cards[TENANT, salon.ann_id, PROGRAM]
    salon.answer("merge")
    assert salon.card_of(salon.ann_id).balance == 1


def test_a_card_without_stamps_is_closed_without_an_entry(salon: Salon) -> None:
    fresh = salon.desk.add_client("+13155550133", "Fay")
    salon.tell(fresh)
    salon.set_phone(fresh, NEW)
    moved = salon.holder(fresh)
    salon.tell(salon.desk.add_client("+13155550144", "Gil"))
    salon.set_phone(fresh, "+13155550144")
    (item,) = [one for one in salon.items if one.customer_id == moved]
    assert salon.decide(TENANT, BOSS, item, "merge") is None
    assert (salon.card_of(moved).status, salon.amounts_of(moved)) == (CardStatus.BLOCKED, [])


def test_a_mirrored_balance_is_altegios_and_moves_there(salon: Salon) -> None:
    for customer in (salon.jane_id, salon.ann_id):
        card = replace(salon.card_of(customer), type=ProgramType.CASHBACK)
        salon.store.cards[TENANT, customer, PROGRAM] = card
    assert salon.answer("merge") is None
    assert salon.card_of(salon.jane_id).status is CardStatus.BLOCKED
    assert (salon.amounts_of(salon.jane_id), salon.amounts_of(salon.ann_id)) == ([1], [1, 1])


class _Losing:
    """A ledger in which others are faster for a while."""

    def __init__(self, salon: Salon, times: int) -> None:
        self._salon, self._times = salon, times

    def commit(self, *given: Any, **named: Any) -> None:
        self._times -= 1
        if self._times >= 0:
            raise ClaimLost("others were faster")
        self._salon.ledger.commit(*given, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._salon.ledger, name)


@pytest.mark.parametrize(("times", "gives_up"), [(4, False), (5, True)])
def test_others_may_be_faster_for_a_while(salon: Salon, times: int, gives_up: bool) -> None:
    (item,) = salon.items
    ports: Any = replace(salon.ports, ledger=_Losing(salon, times))
    decide = answer_phone_change(ports)
    if gives_up:
        with pytest.raises(ClaimLost):
            decide(TENANT, BOSS, item, "merge")
    else:
        assert decide(TENANT, BOSS, item, "merge") is not None


def test_without_a_key_there_is_no_receipt(salon: Salon) -> None:
    (item,) = salon.items
    salon.decide(TENANT, Asked(BOSS.actor, ""), item, "merge")
    assert salon.store.receipts == {}


def test_stamps_of_several_cards_move_and_the_first_entry_is_the_answer(salon: Salon) -> None:
    second = replace(salon.program, id=ProgramId("pr_" + "0" * 25 + "2"), revision=0)
    salon.programs.save(TENANT, second)
    card = replace(salon.card_of(salon.jane_id), id=CardId("cd_second"), program_id=second.id, balance=4)
    salon.store.cards[TENANT, salon.jane_id, second.id] = card
    entry = salon.answer("merge")
    assert entry is not None
    assert (entry.program_id, entry.amount) == (PROGRAM, 1)
    assert salon.store.cards[TENANT, salon.ann_id, second.id].balance == 4
    assert [receipt.entry for receipt in salon.store.receipts.values()] == [entry]


def test_a_card_needs_its_program(salon: Salon) -> None:
    salon.store.programs.clear()
    with pytest.raises(LookupError):
        salon.answer("merge")
