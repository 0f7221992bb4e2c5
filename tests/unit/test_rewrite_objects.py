"""A program's objects look different at Google: those that do not show it yet are written, and none twice."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comeback.domain.google_passes import GoogleState
from comeback.messages import CardChanged, LookDue, ObjectsDue
from comeback.ports.google_wallet import GoogleAbsentError, GoogleMissingError, GoogleRefusedError, GoogleUnavailableError
from comeback.usecases.push_card import MOST_ATTEMPTS
from comeback.usecases.push_google import CLAIM
from comeback.usecases.rewrite_objects import PAGE, Rewritten
from tests import builders
from tests.batch_world import BatchWorld, begun

KEY = builders.TENANT, builders.PROGRAM


@pytest.mark.parametrize("changes", [{"contact": "+1 212 555"}, {"terms": "Ask."}, {"organization": "Other"}])
def test_what_the_class_says_for_all_costs_one_call_however_many_cards_there_are(changes: dict[str, str]) -> None:
    world = BatchWorld(30)
    if "terms" in changes:
        world.save_design(terms="Before.")
    world.apple_batches.send(LookDue(*KEY))
    world.run_apple()
    world.run_google()
    world.google.calls.clear()
    world.save_design(**changes)
    world.run_apple()
    world.run_google()
    assert world.google.calls == ["put_class"]


def test_objects_are_written_where_the_picture_of_each_state_changes() -> None:
    world = BatchWorld(60)
    world.save_design(background="#112233")
    world.run_apple()
    world.run_google()
    assert world.google.calls == ["put_class", *["patch"] * 60]
    assert all("heroImage" in document for document in world.google.objects.values())
    assert {row.pushed for row in world.objects.rows.values()} == {world.head(0).mark}


def test_a_page_that_comes_again_writes_only_what_is_behind() -> None:
    world = BatchWorld(4)
    world.restyle(begun(world))
    ((message, _),) = world.google_batches.sent
    assert isinstance(message, ObjectsDue)
    world.google.failures["patch"] = [GoogleRefusedError("one"), GoogleUnavailableError("two", 7)]
    assert world.rewrite(message) is Rewritten.RETRY
    assert world.google_batches.sent[1:] == [(replace(message, attempt=1), 7)]
    assert world.rewrite(message) is Rewritten.PAGE
    assert world.rewrite(message) is Rewritten.PAGE
    assert world.google.calls == ["patch"] * 6


def test_a_card_whose_mark_is_ahead_of_the_clock_gets_the_new_look_as_well() -> None:
    world = BatchWorld(2)
    world.book(0)
    world.book(0)
    world.push_google(world.book(0))
    world.save_design(background="#112233")
    world.run_apple()
    world.google.calls.clear()
    world.run_google()
    assert world.google.calls == ["put_class", "patch", "patch"]
    pictures = [document["heroImage"]["sourceUri"]["uri"].rsplit("/", 1)[0] for document in world.google.objects.values()]
    assert pictures[0] == pictures[1]


def test_an_object_that_was_written_in_the_new_look_before_the_job_began_is_left_alone() -> None:
    world = BatchWorld(2)
    world.save_design(background="#112233")
    world.push_google(world.book(0))
    world.clock.sleep(60)
    world.run_apple()
    world.google.calls.clear()
    world.run_google()
    assert world.google.calls == ["put_class", "patch"]


def test_cards_that_google_was_never_told_of_are_passed_over() -> None:
    world = BatchWorld(2)
    del world.objects.rows[world.cards[0].id]
    world.restyle(begun(world))
    world.run_google()
    assert world.google.calls == ["put_class", "patch"]


def test_an_object_whose_insert_was_never_noted_gets_the_look_as_well() -> None:
    world = BatchWorld(1)
    card = world.cards[0].id
    del world.objects.rows[card]
    world.objects.offer(card)
    world.restyle(begun(world))
    world.run_google()
    assert world.google.calls == ["put_class", "patch"]
    assert (world.objects.rows[card].pushed, world.objects.rows[card].balance) == (world.head(0).mark, 3)


def test_a_balance_that_is_not_told_yet_tells_the_look_as_well_and_with_a_notification() -> None:
    world = BatchWorld(2)
    change = world.book(0)
    world.restyle(begun(world))
    world.run_google()
    assert world.google.calls == ["put_class", "patch"]
    world.push_google(change)
    assert world.google.calls[-1] == "notify"


def test_an_object_that_somebody_writes_at_this_moment_is_looked_at_again() -> None:
    world = BatchWorld(PAGE + 1)
    until = world.clock.now() + timedelta(minutes=1)
    world.objects.claim(world.cards[0].id, world.clock.now(), until)
    world.restyle(begun(world))
    message = world.google_batches.take()
    assert world.rewrite(message) is Rewritten.LEFT
    assert world.google.calls == ["patch"] * (PAGE - 1)
    assert world.google_batches.sent == [(message, 3)]
    world.objects.release(world.cards[0].id, until)
    assert world.rewrite(world.google_batches.take()) is Rewritten.PAGE
    world.run_google()
    assert world.google.calls.count("patch") == PAGE + 1


def test_a_batch_that_waits_for_its_turn_keeps_no_object_from_others() -> None:
    world = BatchWorld(1)
    world.restyle(begun(world))
    world.budget.close(20)
    left: list[timedelta] = []
    world.google.meanwhile["patch"] = lambda: left.append(world.objects.claims[world.cards[0].id] - world.clock.now())
    world.rewrite(world.google_batches.take())
    assert left[0] > CLAIM - timedelta(seconds=1)


def test_a_page_whose_turns_are_few_gives_way_and_goes_on_where_it_was() -> None:
    world = BatchWorld(3)
    world.restyle(begun(world))
    message = world.google_batches.take()
    world.google.meanwhile["patch"] = lambda: world.clock.sleep(60)
    assert world.rewrite(message) is Rewritten.LEFT
    assert world.google.calls == ["patch"]
    assert world.rewrite(world.google_batches.take()) is Rewritten.PAGE
    assert world.google.calls == ["patch"] * 3


def test_an_object_that_is_gone_twice_is_mended_by_the_cards_next_change() -> None:
    world = BatchWorld(1)
    world.restyle(begun(world))
    missing = GoogleMissingError("gone")
    world.google.failures["patch"] = [missing, missing]
    world.run_google()
    assert world.google.calls == ["put_class", "patch", "insert", "patch"]
    assert world.objects.claim(world.cards[0].id, world.clock.now(), world.clock.now()) is not None


def test_a_page_that_google_refuses_as_a_whole_comes_again_and_one_without_an_account_does_not() -> None:
    world = BatchWorld(1)
    world.restyle(begun(world))
    message = world.google_batches.take()
    world.google.failures["patch"] = [GoogleRefusedError("403")]
    with pytest.raises(GoogleRefusedError):
        world.rewrite(message)
    world.google.failures["patch"] = [GoogleAbsentError("none")]
    assert world.rewrite(message) is Rewritten.NO_ACCOUNT
    world.google.failures["patch"] = [GoogleUnavailableError("503", 5)]
    assert world.rewrite(replace(message, attempt=MOST_ATTEMPTS)) is Rewritten.GIVEN_UP
    assert world.google_batches.sent == []


def test_an_object_that_google_never_takes_keeps_neither_its_page_nor_the_next_ones() -> None:
    world = BatchWorld(PAGE + 1)
    world.restyle(begun(world))
    message = world.google_batches.take()
    world.google.failures["patch"] = [GoogleRefusedError("400")]
    assert world.rewrite(message) is Rewritten.REFUSED
    world.google_batches.sent.clear()
    world.google.failures["patch"] = [GoogleRefusedError("400")]
    assert world.rewrite(message) is Rewritten.REFUSED
    assert world.google.calls == ["patch"] * (PAGE + 1)
    assert world.rewrite(world.google_batches.take()) is Rewritten.PAGE


def test_the_only_object_of_a_page_that_google_never_takes_does_not_keep_the_next_page() -> None:
    world = BatchWorld(PAGE + 1)
    for card in world.cards[1:PAGE]:
        del world.objects.rows[card.id]
    world.restyle(begun(world))
    world.google.failures["patch"] = [GoogleRefusedError("400")]
    assert world.rewrite(world.google_batches.take()) is Rewritten.REFUSED
    assert world.rewrite(world.google_batches.take()) is Rewritten.PAGE
    assert world.google.calls == ["patch"] * 2


def test_what_google_says_of_holders_on_the_way_is_noted() -> None:
    world = BatchWorld(1)
    world.restyle(begun(world))
    world.run_google()
    assert world.objects.rows[world.cards[0].id].state is GoogleState.SAVED


def test_an_object_that_its_own_message_has_just_written_is_not_written_again() -> None:
    world = BatchWorld(2)
    world.restyle(begun(world))
    world.google.meanwhile["patch"] = lambda: world.push_google(world.book(1))
    world.run_google()
    assert world.google.calls == ["put_class", "patch", "notify"]


def test_a_program_of_others_has_no_objects_here() -> None:
    world = BatchWorld(1)
    assert world.rewrite(ObjectsDue(builders.OTHER_TENANT, builders.PROGRAM)) is Rewritten.PAGE
    assert world.google.calls == []


def test_a_balance_that_changes_in_the_middle_of_a_batch_is_told_next() -> None:
    world = BatchWorld(600)
    changes: list[tuple[CardChanged, int, float]] = []
    world.save_design(background="#112233")
    world.run_apple()

    def between(page: int) -> None:
        if page == 6:
            number = len(world.cards) - 1
            change, booked_at = world.book(number), world.clock.now().timestamp()
            changes.append((change, len(world.written), booked_at))
            world.push_google(change)

    world.run_google(between)
    ((change, place, booked_at),) = changes
    name, when = world.written[place]
    assert name.endswith(change.card_id)
    assert when - booked_at < 0.6
    assert len(world.written) == 600
