"""A person has decided whose a client with another phone is (loyalty-domain.md §3.5)."""

from dataclasses import replace
from typing import Any

import pytest

from comeback.domain.card import Card, CardStatus
from comeback.domain.errors import CardClosed, StampsHeld
from comeback.domain.ids import CardId, CustomerId, ProgramId
from comeback.domain.ledger import Actor, Entry, EntryKind
from comeback.domain.program import ProgramType
from comeback.ports.ledger import ClaimLost
from comeback.usecases.move_balance import Asked
from tests.builders import LA_VISAGE, PROGRAM, TENANT
from tests.engine_world import JANE_PHONE
from tests.people import answer_phone_change
from tests.people_world import NEW, OTHER, People

BOSS = Asked(Actor("person", "746310"), "a key")


class Salon(People):
    """Jane, who has a stamp, got Ann's phone in Altegio; Ann has two stamps."""

    def __init__(self) -> None:
        super().__init__()
        self.ann = self.desk.add_client(OTHER, "Ann Other")
        self.tell(self.ann)
        for day in ("2026-09-21", "2026-09-22"):
            self.visit(self.ann, day=day)
        self.hear()
        self.set_phone(self.jane, OTHER)
        self.jane_id, self.ann_id = self.holder(self.jane), self.holder(self.ann)
        self.decide = answer_phone_change(self.ports)

    def answer(self, answer: str) -> Entry | None:
        (item,) = self.items
        entry = self.decide(TENANT, BOSS, item, answer)
        self.attention.settle(TENANT, item.id)
        self.work()
        return entry

    def card_of(self, customer: CustomerId) -> Card:
        return self.store.cards[TENANT, customer, PROGRAM]

    def amounts_of(self, customer: CustomerId) -> list[int]:
        return [entry.amount for entry in self.store.entries.get((TENANT, self.card_of(customer).id), [])]


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


def test_kept_the_client_stays_and_is_not_asked_about_again(salon: Salon) -> None:
    assert salon.answer("keep") is None
    assert salon.holder(salon.jane) == salon.jane_id
    salon.tell(salon.jane)
    assert salon.items == []
    assert salon.amounts_of(salon.jane_id) == [1]
    salon.set_phone(salon.jane, "+13155550155")
    assert salon.customer("+13155550155") is not None


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


def test_whom_altegio_had_forgotten_and_has_again_with_anothers_phone_brings_their_stamps(salon: Salon) -> None:
    salon.set_phone(salon.jane, JANE_PHONE)
    known = salon.desk.clients[LA_VISAGE, salon.jane]
    salon.delete(salon.jane)
    salon.desk.clients[LA_VISAGE, salon.jane] = replace(known, phone=OTHER)
    salon.tell(salon.jane)
    salon.answer("merge")
    assert salon.card_of(salon.ann_id).balance == 3


def test_separated_the_client_is_a_new_person_and_the_family_keeps_its_stamps(salon: Salon) -> None:
    salon.set_phone(salon.jane, JANE_PHONE)
    twin = salon.desk.add_client(JANE_PHONE, "Jill Doe")
    salon.tell(twin)
    salon.visit(twin, day="2026-09-22")
    salon.hear()
    salon.set_phone(twin, NEW)
    assert salon.answer("separate") is None
    person = salon.customer(NEW)
    assert person is not None
    assert (person.name, person.clients) == ("Jill Doe", ((LA_VISAGE, twin),))
    family = salon.customer(JANE_PHONE)
    assert family is not None
    assert (family.clients, family.moves, salon.amounts_of(salon.jane_id)) == (((LA_VISAGE, salon.jane),), (), [1, 1])
    salon.desk.add_service(max(salon.desk.records), 100)
    salon.hear()
    assert salon.amounts_of(person.id) == []
    salon.visit(twin, day="2026-09-23")
    salon.hear()
    assert (salon.amounts_of(person.id), salon.amounts_of(salon.jane_id)) == ([1], [1, 1])


def test_an_item_about_nobody_is_closed_without_a_word(salon: Salon) -> None:
    (item,) = salon.items
    for each in (
        replace(item, customer_id=None),
        replace(item, customer_id=CustomerId("cu_gone")),
        replace(item, location_id=None),
    ):
        assert salon.decide(TENANT, BOSS, each, "merge") is None
    assert salon.holder(salon.jane) == salon.jane_id


def test_a_phone_that_is_theirs_meanwhile_moves_nothing(salon: Salon) -> None:
    (item,) = salon.items
    salon.store.phones[TENANT, OTHER] = salon.jane_id
    assert salon.decide(TENANT, BOSS, item, "merge") is None
    assert salon.holder(salon.jane) == salon.jane_id


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


def test_who_leaves_a_family_without_having_earned_leaves_its_card_untouched(salon: Salon) -> None:
    salon.set_phone(salon.jane, JANE_PHONE)
    twin = salon.desk.add_client(JANE_PHONE, "Jill Doe")
    salon.tell(twin)
    salon.set_phone(twin, NEW)
    before = salon.card_of(salon.jane_id)
    salon.answer("separate")
    assert salon.card_of(salon.jane_id) == before
    assert salon.holder(twin) != salon.jane_id
