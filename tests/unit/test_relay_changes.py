"""From the table's stream to the queues (data-model.md §§3, 4)."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from comeback.domain.ids import TenantId
from comeback.messages import CardChanged, CardNoteDue, CardsDue, DayDue, LookBackDue, LookDue, MirrorDue, ProgramPublished
from comeback.usecases.relay_changes import CardInstalled, Change, DayHeld, HeadMoved, ProgramSaved, RelayChanges
from tests.builders import CARD, CUSTOMER, DAY, NOON, PROGRAM, TENANT


@dataclass
class Queue:
    """Keeps messages with their delays."""

    sent: list[tuple[Any, int]] = field(default_factory=list)

    def send(self, message: Any, delay_seconds: int = 0) -> None:
        self.sent.append((message, delay_seconds))

    def send_all(self, messages: object) -> None:
        raise AssertionError("one change, one message")


class Relay:
    """The use case and its three queues, at noon."""

    def __init__(self) -> None:
        self.apple, self.google, self.accrual, self.batches = Queue(), Queue(), Queue(), Queue()

    def now(self) -> datetime:
        return NOON

    def __call__(self, change: Change) -> bool:
        return RelayChanges(apple=self.apple, google=self.google, accrual=self.accrual, batches=self.batches, clock=self)(change)


def moved(mark: int, before: int) -> HeadMoved:
    return HeadMoved(CardChanged(TENANT, CUSTOMER, PROGRAM, CARD, mark), before)


def held(wait: timedelta) -> DayHeld:
    return DayHeld(TENANT, CUSTOMER, DAY.isoformat(), NOON + wait)


def test_a_grown_mark_is_told_to_both_wallets() -> None:
    relay = Relay()
    assert relay(moved(2000, 1000))
    assert relay.apple.sent == relay.google.sent == [(moved(2000, 1000).change, 0)]
    assert relay.accrual.sent == []


@pytest.mark.parametrize(("mark", "before"), [(1000, 0), (1000, 1000), (1000, 2000)], ids=["new", "same", "older"])
def test_a_new_card_and_a_mark_that_did_not_grow_are_nobodys_business(mark: int, before: int) -> None:
    relay = Relay()
    assert not relay(moved(mark, before))
    assert relay.apple.sent == relay.google.sent == []


def test_a_new_card_whose_balance_altegio_owns_is_read_at_once() -> None:
    relay = Relay()
    new = replace(moved(1000, 0), mirrored=True)
    assert relay(new)
    due = MirrorDue(TENANT, NOON.isoformat(), "enrolment", customer_id=CUSTOMER, program_id=PROGRAM)
    assert (relay.accrual.sent, relay.apple.sent) == ([(due, 0)], [])
    assert relay(replace(moved(2000, 1000), mirrored=True))
    assert (len(relay.accrual.sent), len(relay.apple.sent)) == (1, 1)


@pytest.mark.parametrize(("seconds", "delay"), [(-5, 0), (0, 1), (1.5, 2), (60, 61), (900, 900), (2000, 900)])
def test_a_held_day_comes_back_just_after_its_wait_and_within_what_the_queue_can_hold(seconds: float, delay: int) -> None:
    relay = Relay()
    assert relay(held(timedelta(seconds=seconds)))
    assert relay.accrual.sent == [(DayDue(TENANT, CUSTOMER, DAY.isoformat()), delay)]


def test_a_published_program_is_googles_business() -> None:
    relay = Relay()
    published = ProgramPublished(TENANT, PROGRAM)
    assert relay(ProgramSaved(published, None))
    assert (relay.google.sent, relay.apple.sent, relay.accrual.sent) == ([(published, 0)], [], [])


def test_whether_cards_look_different_is_found_out_a_little_later_for_many_saves_at_once() -> None:
    relay = Relay()
    assert relay(ProgramSaved(ProgramPublished(TENANT, PROGRAM), None))
    assert relay.batches.sent == [(LookDue(TENANT, PROGRAM), 60)]


def test_cards_are_looked_at_for_a_program_of_which_they_are_behind() -> None:
    relay = Relay()
    review = CardsDue(TENANT, PROGRAM, again=True)
    assert relay(ProgramSaved(ProgramPublished(TENANT, PROGRAM), review))
    assert relay.accrual.sent == [(review, 0)]


def test_a_card_that_a_visit_made_looks_back() -> None:
    relay = Relay()
    assert relay(replace(moved(1, 0), looks_back=True))
    assert relay.accrual.sent == [(LookBackDue(TENANT, CUSTOMER, PROGRAM), 0)]
    assert relay.apple.sent == relay.google.sent == []


@pytest.mark.parametrize("tenant", [TENANT, None])
def test_a_card_that_a_wallet_got_or_lost_is_noted_a_little_later(tenant: TenantId | None) -> None:
    relay = Relay()
    assert relay(CardInstalled(tenant, CARD))
    assert relay.accrual.sent == [(CardNoteDue(tenant, CARD), 60)]
    assert relay.apple.sent == relay.google.sent == []


def test_a_card_whose_note_is_out_of_date_is_noted_besides_what_else_its_change_means() -> None:
    relay = Relay()
    assert relay(replace(moved(1000, 0), to_note=True))
    assert relay(replace(moved(2000, 1000), to_note=True))
    assert relay.accrual.sent == [(CardNoteDue(TENANT, CARD), 60)] * 2
    assert len(relay.apple.sent) == 1
