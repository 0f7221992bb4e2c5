"""A program is paused and started again: what came meanwhile is evaluated, or left out (loyalty-domain.md §5.2)."""

from dataclasses import replace
from datetime import timedelta
from typing import Literal

import pytest

from comeback.domain.errors import StateConflicted
from comeback.domain.program import Pause, ProgramStatus
from comeback.domain.settings import CardSettings
from comeback.messages import CardsDue
from comeback.usecases.activate_program import ActivateProgram, PauseProgram
from tests.builders import LA_VISAGE, PROGRAM, TENANT
from tests.engine_world import EngineWorld
from tests.memory.looks import MemoryLooks

ANN_PHONE = "+13155550176"


class Shop(EngineWorld):
    """Jane has a card with a stamp of the twentieth."""

    def __init__(self) -> None:
        super().__init__()
        self.jane = self.desk.add_client()
        self.first = self.visit(self.jane, day="2026-09-20")
        self.hear()

    def pause(self) -> None:
        PauseProgram(self.programs, self.clock)(TENANT, PROGRAM)
        self.clock.pass_by(timedelta(hours=1))

    def start(self, pause: Literal["evaluate", "skip"] = "evaluate") -> None:
        """As the relay tells of it."""
        self.clock.pass_by(timedelta(days=1))
        ActivateProgram(self.programs, self.connections, MemoryLooks(), lambda *_: None, self.clock)(TENANT, PROGRAM, pause)
        self.handle(CardsDue(TENANT, PROGRAM, again=True))
        self.work()

    @property
    def pauses(self) -> tuple[Pause, ...]:
        return self.store.programs[TENANT, PROGRAM].pauses


def paused() -> Shop:
    """Jane came in the pause, and so did Ann, who has no card; events were heard."""
    shop = Shop()
    shop.pause()
    shop.visit(shop.jane, "18:00")
    shop.visit(shop.desk.add_client(ANN_PHONE), "18:00")
    shop.hear()
    assert (shop.amounts(), shop.balance(ANN_PHONE)) == ([1], 0)
    return shop


def test_what_came_in_the_pause_is_evaluated_also_of_people_who_had_no_card() -> None:
    shop = paused()
    shop.start()
    assert (shop.balance(), shop.balance(ANN_PHONE)) == (2, 1)


def test_nobody_gets_a_card_by_a_pause_where_cards_are_made_on_request_only() -> None:
    shop = paused()
    stored = shop.store.programs[TENANT, PROGRAM]
    rows = {
        place: tuple(replace(one, settings=CardSettings(enrol_new_crm_clients=False)) for one in own)
        for place, own in stored.rows.items()
    }
    shop.store.programs[TENANT, PROGRAM] = replace(stored, rows=rows)
    shop.start()
    assert (shop.balance(), shop.card(ANN_PHONE)) == (2, None)


def test_it_can_be_left_out_for_ever() -> None:
    shop = paused()
    shop.start("skip")
    shop.sweep()
    assert (shop.balance(), shop.balance(ANN_PHONE)) == (1, 0)
    shop.visit(shop.jane, day="2026-09-23")
    shop.hear()
    assert shop.balance() == 2


def test_a_visit_of_before_that_was_taken_back_in_the_pause_goes_back_in_either_case() -> None:
    for choice in ("evaluate", "skip"):
        shop = Shop()
        shop.pause()
        shop.desk.cancel(shop.first)
        shop.hear()
        assert shop.balance() == 1
        shop.start(choice)
        shop.wait()
        assert shop.balance() == 0


def test_starting_again_twice_changes_nothing_and_books_once() -> None:
    shop = paused()
    shop.start()
    before = shop.pauses
    shop.start()
    assert (shop.pauses, shop.balance(), shop.balance(ANN_PHONE)) == (before, 2, 1)


def test_each_pause_is_noted_with_what_became_of_it() -> None:
    shop = Shop()
    shop.pause()
    shop.pause()
    (first,) = shop.pauses
    assert first.until is None
    shop.start("skip")
    shop.pause()
    shop.start()
    assert [(one.skipped, one.until is not None) for one in shop.pauses] == [(True, True), (False, True)]
    assert shop.pauses[0].since == first.since


def test_a_program_that_was_paused_before_pauses_were_noted_starts_again_all_the_same() -> None:
    shop = paused()
    stored = shop.store.programs[TENANT, PROGRAM]
    shop.store.programs[TENANT, PROGRAM] = replace(stored, pauses=())
    shop.start()
    assert (shop.balance(), shop.balance(ANN_PHONE)) == (2, 0)


def test_a_location_that_is_not_connected_any_more_has_nothing_to_read() -> None:
    shop = paused()
    ActivateProgram(shop.programs, shop.connections, MemoryLooks(), lambda *_: None, shop.clock)(TENANT, PROGRAM)
    del shop.store.connections[LA_VISAGE]
    shop.handle(CardsDue(TENANT, PROGRAM, again=True))
    shop.work()
    assert (shop.balance(), shop.balance(ANN_PHONE)) == (2, 0)


def test_a_draft_cannot_be_paused() -> None:
    shop = Shop()
    stored = shop.store.programs[TENANT, PROGRAM]
    shop.store.programs[TENANT, PROGRAM] = replace(stored, status=ProgramStatus.DRAFT)
    with pytest.raises(StateConflicted):
        shop.pause()


@pytest.mark.parametrize(("hours", "skipped"), [(-1, False), (0, True), (23, True), (24, False)])
def test_only_visits_that_begin_in_the_pause_are_left_out(hours: int, *, skipped: bool) -> None:
    shop = Shop()
    now = shop.clock.now()
    pause = Pause(now, now + timedelta(days=1), skipped=True)
    assert pause.skips(now + timedelta(hours=hours)) is skipped
    assert replace(pause, until=None).skips(now + timedelta(days=9))
    assert not replace(pause, skipped=False).skips(now)
