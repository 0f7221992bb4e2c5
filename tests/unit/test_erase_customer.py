"""A person is forgotten: what goes, what stays, and what happens when it breaks in the middle (interfaces.md §5)."""

from dataclasses import replace
from typing import Any

import pytest

from comeback.domain.card import CardStatus, StatusNote
from comeback.domain.errors import NotFound
from comeback.domain.ids import CardId, CustomerId, EntryId, ProgramId
from comeback.domain.ledger import Actor, Cause
from comeback.domain.question import Question
from comeback.messages import ErasureDue
from comeback.ports.queues import QueueUnavailableError
from comeback.usecases.erase_customer import Erased, RequestErasure
from tests.builders import LA_VISAGE, OTHER_TENANT, PROGRAM, TENANT
from tests.engine_world import JANE_PHONE, handler_of
from tests.memory.erasures import MemoryErasures
from tests.people_world import OTHER, People

KEY = Actor("api_key", "ak_1")


class Shop(People):
    """Jane is to be forgotten."""

    def __init__(self) -> None:
        super().__init__()
        self.customer_id = self.holder(self.jane)
        self.request = RequestErasure(self.customers, MemoryErasures(self.store), self.queue, self.clock)

    def erase(self) -> None:
        self.request(TENANT, self.customer_id, KEY)
        self.work()


def test_the_person_goes_and_the_entries_stay() -> None:
    shop = Shop()
    entries = dict(shop.store.entries)
    (before,) = shop.store.cards.values()
    shop.erase()
    assert (shop.store.profiles, shop.store.phones, shop.store.clients) == ({}, {}, {})
    (card,) = shop.store.cards.values()
    assert (card.status, card.balance, card.look_at) == (CardStatus.ERASED, before.balance, None)
    assert card.status_note == StatusNote(KEY, "Erased.", shop.clock.now())
    assert card.mark > before.mark
    assert shop.store.entries == entries
    assert "Jane" not in repr(shop.store)
    assert JANE_PHONE not in repr(shop.store)


def test_asked_again_it_changes_nothing() -> None:
    shop = Shop()
    shop.erase()
    store = repr(shop.store)
    shop.erase()
    assert repr(shop.store) == store


def test_nobody_is_erased_who_is_not_there_or_is_another_tenants() -> None:
    shop = Shop()
    for tenant, customer in ((TENANT, CustomerId("cu_nobody")), (OTHER_TENANT, shop.customer_id)):
        with pytest.raises(NotFound):
            shop.request(tenant, customer, KEY)
    assert shop.handle(ErasureDue(TENANT, shop.customer_id)) == Erased.NOT_ASKED
    assert shop.customer(JANE_PHONE) is not None


def test_a_request_whose_message_was_not_sent_is_mended_by_asking_again() -> None:
    shop = Shop()
    shop.queue.refuses = True
    with pytest.raises(QueueUnavailableError):
        shop.request(TENANT, shop.customer_id, KEY)
    shop.queue.refuses = False
    shop.erase()
    assert shop.store.profiles == {}


class _Dying:
    """Ports that break at the nth call, as if the process had ended there."""

    def __init__(self, port: Any, calls: list[int]) -> None:
        self._port, self._calls = port, calls

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)
        if not callable(found):
            return found

        def call(*given: Any, **named: Any) -> Any:
            self._calls[0] -= 1
            if self._calls[0] == 0:
                raise ConnectionError(name)
            return found(*given, **named)

        return call


def test_wherever_it_breaks_the_next_message_brings_it_to_its_end() -> None:
    survived = 0
    for dies_at in range(1, 30):
        shop = Shop()
        shop.hold_a_stamp()
        shop.request(TENANT, shop.customer_id, KEY)
        calls = [dies_at]
        broken = handler_of(
            replace(shop.ports, ledger=_Dying(shop.ledger, calls), customers=_Dying(shop.customers, calls))
        )  # fmt: skip
        try:
            broken(shop.queue.sent[0])
            survived += 1
        except ConnectionError:
            shop.work()
        assert shop.store.profiles == {}
        assert [card.status for card in shop.store.cards.values()] == [CardStatus.ERASED]
        assert not shop.ledger.due_days(shop.clock.now() + shop.delay * 9, 9)
    assert 0 < survived < 29


def test_a_stamp_that_waited_to_be_taken_back_waits_no_more() -> None:
    shop = Shop()
    shop.hold_a_stamp()
    shop.erase()
    (card,) = shop.store.cards.values()
    assert card.held == 0
    shop.wait()
    assert len(shop.store.entries[TENANT, card.id]) == 1


def test_what_was_to_be_decided_about_them_is_decided() -> None:
    shop = Shop()
    shop.tell(shop.desk.add_client(OTHER, "Ann"))
    shop.set_phone(shop.jane, OTHER)
    assert shop.items
    shop.erase()
    assert shop.items == []


def test_who_comes_back_is_a_new_person_with_a_new_card() -> None:
    shop = Shop()
    (old,) = shop.store.cards.values()
    shop.erase()
    shop.tell(shop.jane)
    shop.visit(shop.jane, day="2026-09-22")
    shop.hear()
    assert shop.holder(shop.jane) != old.customer_id
    card = shop.card()
    assert card is not None
    assert (card.id != old.id, card.balance) == (True, 1)


def test_events_about_old_visits_do_not_wake_the_erased_card() -> None:
    shop = Shop()
    (record,) = shop.desk.records
    shop.erase()
    shop.desk.delete_payments(record)
    shop.hear()
    shop.wait()
    old = [card for card in shop.store.cards.values() if card.customer_id == shop.customer_id]
    assert [(card.status, card.balance) for card in old] == [(CardStatus.ERASED, 1)]
    assert shop.customer_id not in shop.store.clients.values()


def test_old_visits_lead_to_no_new_card() -> None:
    shop = Shop()
    (record,) = shop.desk.records
    shop.erase()
    later = replace(shop.program, id=ProgramId("pr_" + "0" * 25 + "9"), revision=0)
    shop.programs.save(TENANT, later)
    shop.desk.delete_payments(record)
    shop.hear()
    assert {card.program_id for card in shop.store.cards.values() if card.customer_id == shop.customer_id} == {PROGRAM}


def test_questions_about_their_stamps_are_closed_and_no_others() -> None:
    shop = Shop()
    (card,) = shop.store.cards.values()
    cause = Cause(LA_VISAGE, (), "webhook")
    for number in range(250):
        whose = CardId("cd_other") if number else card.id
        question = Question(EntryId(f"en_{number:04d}"), whose, shop.customer_id, PROGRAM, 1, cause, shop.clock.now())
        shop.store.questions[TENANT, question.id] = question
    shop.visit(shop.jane, day="2026-09-22")
    shop.hear()
    shop.erase()
    assert len(shop.store.questions) == 249
    assert {question.card_id for question in shop.store.questions.values()} == {"cd_other"}
