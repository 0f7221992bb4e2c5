"""A program's cards look different: a batch that tells each phone once and keeps nobody's balance waiting."""

from dataclasses import replace

from comeback.domain.card import CardStatus
from comeback.domain.program import ProgramStatus
from comeback.messages import LookDue, PhonesDue
from comeback.ports.passes import Device
from comeback.usecases.activate_program import ActivateProgram
from comeback.usecases.push_card import Pushed
from comeback.usecases.restyle_cards import PAGE, Restyled
from tests import builders
from tests.batch_world import REGISTERED, BatchWorld, begun
from tests.memory.connections import MemoryConnections
from tests.memory.programs import MemoryPrograms

KEY = builders.TENANT, builders.PROGRAM


def test_every_card_gets_a_new_mark_and_every_phone_one_push() -> None:
    world = BatchWorld(PAGE + 3)
    before = [card.mark for card in world.cards]
    world.save_design(background="#112233")
    world.run_apple()
    after = [world.head(number).mark for number in range(len(world.cards))]
    assert all(new > old for new, old in zip(after, before, strict=True))
    assert [len(tokens) for tokens in world.apple.pushed] == [PAGE, 3]
    assert len({token for tokens in world.apple.pushed for token in tokens}) == PAGE + 3


def test_marks_are_raised_before_a_phone_is_told() -> None:
    world = BatchWorld(3)
    world.restyle(begun(world))
    assert world.apple.pushed == []
    assert [world.head(number).mark > world.cards[number].mark for number in range(3)] == [True] * 3
    assert world.apple_batches.sent == [(PhonesDue(*KEY), 0)]


def test_many_saves_are_one_job_and_a_save_that_shows_nothing_is_none() -> None:
    world = BatchWorld(2)
    world.save_design(background="#112233")
    world.save_design(background="#445566")
    world.run_apple()
    marks = [world.head(number).mark for number in range(2)]
    world.store.programs[KEY] = replace(
        world.store.programs[KEY], lookback_days=7, revision=9, past_lookbacks=((builders.NOON, 0),),
        past_starts=((builders.NOON, builders.NOON.date()),),
    )  # fmt: skip
    world.apple_batches.send(LookDue(*KEY))
    world.run_apple()
    assert len(world.apple.pushed) == 1
    assert [world.head(number).mark for number in range(2)] == marks


def test_a_design_that_was_tried_and_taken_back_is_told_to_whom_it_was_given() -> None:
    world = BatchWorld(2)
    world.apple_batches.send(LookDue(*KEY))
    world.run_apple()
    before = world.store.programs[KEY].design.background
    world.save_design(background="#112233")
    change = world.book(0)
    world.push_card(change)
    world.fetch(0)
    world.push_google(change)
    world.clock.sleep(20)
    world.save_design(background=before)
    marks = [world.head(number).mark for number in range(2)]
    world.apple.pushed.clear()
    world.google.calls.clear()
    world.run_apple()
    world.run_google()
    assert [world.head(number).mark > mark for number, mark in enumerate(marks)] == [True, False]
    assert world.apple.pushed == [["token-0"]]
    assert world.google.calls == ["put_class", "put_class", "patch"]


def test_a_page_that_comes_again_raises_no_mark_again_and_tells_the_phones_again() -> None:
    world = BatchWorld(2)
    page = begun(world)
    world.restyle(page)
    marks = [world.head(number).mark for number in range(2)]
    world.clock.sleep(10)
    world.restyle(page)
    assert [world.head(number).mark for number in range(2)] == marks
    assert [message for message, _ in world.apple_batches.sent] == [PhonesDue(*KEY)] * 2


def test_a_card_that_changes_meanwhile_keeps_its_own_message() -> None:
    world = BatchWorld(2)
    page = begun(world)
    change = world.book(1)
    world.restyle(page)
    assert world.head(1).pushed_apple == world.cards[1].mark
    assert world.push_card(change).outcome is Pushed.PUSHED
    assert world.apple.pushed == [["token-1"]]


def test_a_card_that_was_fetched_in_the_new_look_before_or_after_the_job_began_is_not_told_again() -> None:
    world = BatchWorld(3)
    world.save_design(background="#112233")
    world.push_card(world.book(0))
    world.fetch(0)
    world.clock.sleep(60)
    world.restyle(world.apple_batches.take())
    world.push_card(world.book(1))
    world.fetch(1)
    world.apple.pushed.clear()
    marks = [world.head(number).mark for number in range(3)]
    world.run_apple()
    assert [world.head(number).mark > mark for number, mark in enumerate(marks)] == [False, False, True]
    assert world.apple.pushed == [["token-2"]]


def test_a_card_that_was_fetched_before_the_design_was_saved_is_told_again() -> None:
    world = BatchWorld(1)
    world.push_card(world.book(0))
    world.fetch(0)
    mark = world.head(0).mark
    world.clock.sleep(5)
    world.restyle(begun(world))
    assert world.head(0).mark > mark


def test_a_card_that_one_phone_has_in_the_old_look_and_one_in_the_new_is_told_again() -> None:
    world = BatchWorld(1)
    world.push_card(world.book(0))
    world.fetch(0)
    world.save_design(background="#112233")
    world.fetch(0)
    mark = world.head(0).mark
    world.run_apple()
    assert world.head(0).mark > mark


def test_a_change_that_no_phone_has_fetched_yet_comes_in_the_new_look_only() -> None:
    world = BatchWorld(1)
    world.save_design(background="#112233")
    world.push_card(world.book(0))
    told = world.head(0).mark
    world.run_apple()
    world.fetch(0)
    mark = world.head(0).mark
    assert mark > told
    world.apple_batches.send(LookDue(*KEY, since_ms=mark + 1))
    world.run_apple()
    assert world.head(0).mark == mark


def test_a_job_that_comes_again_when_all_is_fetched_tells_nobody() -> None:
    world = BatchWorld(2)
    page = begun(world)
    world.restyle(page)
    world.run_apple()
    world.fetch(0)
    world.fetch(1)
    world.restyle(page)
    assert world.apple_batches.sent == []


def test_a_card_that_was_added_in_the_new_look_is_not_told_of_it() -> None:
    world = BatchWorld(1)
    card = world.change_card(0, mark=world.head(0).mark + 1000)
    world.save_design(background="#112233")
    world.speak.as_first_pass(card, world.store.programs[KEY], {"storeCard": {}})
    world.run_apple()
    assert world.head(0) == card
    assert world.apple.pushed == []


def test_a_balance_right_after_a_new_look_waits_for_no_pause() -> None:
    world = BatchWorld(2)
    world.save_design(background="#112233")
    world.run_apple()
    assert world.push_card(world.book(0)).outcome is Pushed.PUSHED


def test_a_program_that_is_not_active_is_told_when_it_is() -> None:
    world = BatchWorld(1)
    world.store.programs[KEY] = replace(world.store.programs[KEY], status=ProgramStatus.PAUSED)
    assert world.restyle(LookDue(*KEY)) is Restyled.NOT_ACTIVE
    assert world.restyle(LookDue(builders.OTHER_TENANT, builders.PROGRAM)) is Restyled.NOT_ACTIVE
    world.store.programs[KEY] = replace(world.store.programs[KEY], status=ProgramStatus.ACTIVE)
    assert world.restyle(LookDue(*KEY)) is Restyled.BEGUN


def test_a_program_that_is_paused_in_the_middle_of_the_job_is_told_to_its_end() -> None:
    world = BatchWorld(PAGE + 2)
    world.restyle(begun(world))
    world.store.programs[KEY] = replace(world.store.programs[KEY], status=ProgramStatus.PAUSED)
    world.run_apple()
    assert [len(tokens) for tokens in world.apple.pushed] == [PAGE, 2]


def activate(world: BatchWorld) -> None:
    programs, connections = MemoryPrograms(world.store), MemoryConnections(world.store)
    ActivateProgram(programs, connections, world.looks, lambda *_: "drawn", world.clock)(*KEY)


def test_the_first_cards_of_a_program_have_its_look_already() -> None:
    world = BatchWorld(1)
    world.store.programs[KEY] = replace(world.store.programs[KEY], status=ProgramStatus.DRAFT, activated_at=None)
    activate(world)
    assert world.restyle(LookDue(*KEY)) is Restyled.SAME_LOOK
    world.save_design(background="#112233")
    assert world.restyle(world.apple_batches.take()) is Restyled.BEGUN


def test_a_look_that_was_changed_in_a_pause_is_told_afterwards() -> None:
    world = BatchWorld(1)
    world.save_design(background="#112233")
    world.run_apple()
    world.store.programs[KEY] = replace(world.store.programs[KEY], status=ProgramStatus.PAUSED, activated_at=builders.NOON)
    world.save_design(background="#445566")
    world.apple_batches.take()
    activate(world)
    assert world.restyle(LookDue(*KEY)) is Restyled.BEGUN


def test_a_program_without_cards_costs_nothing_but_the_class() -> None:
    world = BatchWorld(0)
    world.restyle(begun(world))
    assert world.apple_batches.sent == []


def test_cards_of_the_erased_and_cards_without_a_phone_are_left_alone() -> None:
    world = BatchWorld(2)
    erased = world.change_card(0, status=CardStatus.ERASED)
    world.phones.drop(Device("phone-1", "token-1", REGISTERED))
    world.phones.drop(Device("phone-0", "token-0", REGISTERED))
    world.restyle(begun(world))
    assert world.head(0) == erased
    assert world.push_phones(world.apple_batches.take()).outcome is Pushed.NO_DEVICES
