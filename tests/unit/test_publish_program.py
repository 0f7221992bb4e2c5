"""A program's class at Google."""

from dataclasses import replace

import pytest

from comeback.domain.ids import ProgramId
from comeback.messages import ProgramPublished
from comeback.ports.google_wallet import GoogleAbsentError, GoogleRefusedError, GoogleUnavailableError
from comeback.usecases.publish_program import Published
from tests import builders
from tests.google_world import CLASS, GoogleWorld

MESSAGE = ProgramPublished(builders.TENANT, builders.PROGRAM)


def test_a_published_program_has_a_class_and_a_changed_one_an_up_to_date_class() -> None:
    world = GoogleWorld()
    world.google.classes.clear()
    assert world.publish(MESSAGE) is Published.PUBLISHED
    world.store.programs[builders.TENANT, builders.PROGRAM] = replace(builders.program(), title="12 visits")
    assert world.publish(MESSAGE) is Published.PUBLISHED
    assert world.google.classes[CLASS]["programName"] == "12 visits"


def test_of_two_saves_that_are_told_at_once_the_newer_one_stays() -> None:
    world = GoogleWorld()
    key = builders.TENANT, builders.PROGRAM

    def save_and_publish() -> None:
        world.store.programs[key] = replace(world.store.programs[key], title="Newer", revision=9)
        assert world.publish(MESSAGE) is Published.PUBLISHED

    world.google.meanwhile["put_class"] = save_and_publish
    assert world.publish(MESSAGE) is Published.PUBLISHED
    assert world.google.classes[CLASS]["programName"] == "Newer"
    assert world.google.calls == ["put_class"] * 3


def test_a_program_that_is_saved_without_end_waits_for_its_next_message() -> None:
    world = GoogleWorld()
    key = builders.TENANT, builders.PROGRAM

    def save() -> None:
        program = world.store.programs[key]
        world.store.programs[key] = replace(program, revision=program.revision + 1)
        world.google.meanwhile["put_class"] = save

    world.google.meanwhile["put_class"] = save
    assert world.publish(MESSAGE) is Published.PUBLISHED
    assert len(world.google.calls) == 4


@pytest.mark.parametrize(
    "message",
    [replace(MESSAGE, program_id=ProgramId("pr_" + "0" * 26)), replace(MESSAGE, tenant_id=builders.OTHER_TENANT)],
)
def test_a_program_that_is_gone_or_anothers_is_not_published(message: ProgramPublished) -> None:
    world = GoogleWorld()
    assert world.publish(message) is Published.UNKNOWN_PROGRAM
    assert world.google.calls == []


def test_without_an_account_there_is_nothing_to_do() -> None:
    world = GoogleWorld()
    world.google.failures["put_class"] = [GoogleAbsentError("none")]
    assert world.publish(MESSAGE) is Published.NO_ACCOUNT
    assert world.queue.sent == []


@pytest.mark.parametrize(("attempt", "delay"), [(0, 5), (2, 20), (99, 900)])
def test_what_may_work_later_is_tried_later(attempt: int, delay: int) -> None:
    world = GoogleWorld()
    world.google.failures["put_class"] = [GoogleUnavailableError("503", 5)]
    message = replace(MESSAGE, attempt=attempt)
    assert world.publish(message) is Published.RETRY
    assert world.queue.sent == [(replace(message, attempt=attempt + 1), delay)]


def test_after_a_hundred_attempts_the_first_offered_card_has_to_do() -> None:
    world = GoogleWorld()
    world.google.failures["put_class"] = [GoogleUnavailableError("503", 5)]
    assert world.publish(replace(MESSAGE, attempt=100)) is Published.GIVEN_UP
    assert world.queue.sent == []


def test_a_refusal_is_for_a_person() -> None:
    world = GoogleWorld()
    world.google.failures["put_class"] = [GoogleRefusedError("403")]
    with pytest.raises(GoogleRefusedError):
        world.publish(MESSAGE)
