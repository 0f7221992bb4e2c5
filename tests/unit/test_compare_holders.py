"""Who has a card at Google is compared now and then: callbacks are hints, and some get lost."""

from dataclasses import replace

import pytest

from comeback.domain.google_passes import GoogleState, object_id
from comeback.domain.program import ProgramStatus
from comeback.messages import HoldersDue
from comeback.ports.google_wallet import GoogleAbsentError, GoogleUnavailableError
from comeback.usecases.compare_holders import AskForHolders, Compared
from comeback.usecases.push_google import MOST_ATTEMPTS
from tests import builders
from tests.batch_world import BatchWorld
from tests.memory.connections import MemoryConnections
from tests.memory.google import ISSUER
from tests.memory.programs import MemoryPrograms

MESSAGE = HoldersDue(builders.TENANT, builders.PROGRAM)


def states(world: BatchWorld) -> list[GoogleState]:
    return [world.objects.rows[card.id].state for card in world.cards]


def test_saves_and_removals_that_nobody_told_are_corrected_page_by_page() -> None:
    world = BatchWorld(5)
    world.google.page = 2
    world.google.saved.discard(object_id(ISSUER, world.cards[3].id))
    world.objects.rows[world.cards[3].id] = replace(world.objects.rows[world.cards[3].id], state=GoogleState.SAVED)
    world.google_batches.send(MESSAGE)
    world.run_google()
    saved = GoogleState.SAVED
    assert states(world) == [saved, saved, saved, GoogleState.REMOVED, saved]
    assert world.google.calls == ["list"] * 3
    assert world.compare(MESSAGE) is Compared.SAME


def test_an_object_that_is_not_ours_and_a_link_that_nobody_followed_change_nothing() -> None:
    world = BatchWorld(1)
    world.google.saved.clear()
    world.google.objects[f"{ISSUER}.other"] = {"id": f"{ISSUER}.other", "classId": world.google.objects.popitem()[1]["classId"]}
    assert world.compare(MESSAGE) is Compared.SAME
    assert states(world) == [GoogleState.OFFERED]


def test_a_callback_that_comes_at_this_moment_wins() -> None:
    world = BatchWorld(1)
    card = world.cards[0].id
    assert not world.objects.note_seen(card, GoogleState.REMOVED, GoogleState.SAVED)
    assert states(world) == [GoogleState.OFFERED]


def test_what_cannot_be_asked_is_asked_later_or_not_at_all() -> None:
    world = BatchWorld(1)
    later = GoogleUnavailableError("503", 9)
    world.google.failures["list"] = [later, later, GoogleAbsentError("none")]
    assert world.compare(MESSAGE) is Compared.RETRY
    assert world.google_batches.sent == [(replace(MESSAGE, attempt=1), 9)]
    assert world.compare(replace(MESSAGE, attempt=MOST_ATTEMPTS)) is Compared.GIVEN_UP
    assert world.compare(MESSAGE) is Compared.NO_ACCOUNT
    world.google.classes.clear()
    assert world.compare(MESSAGE) is Compared.NO_CLASS


@pytest.mark.parametrize(("status", "asked"), [(ProgramStatus.ACTIVE, 1), (ProgramStatus.PAUSED, 1), (ProgramStatus.DRAFT, 0)])
def test_the_nightly_job_asks_for_each_program_that_has_cards(status: ProgramStatus, asked: int) -> None:
    world = BatchWorld(0)
    world.store.programs[builders.TENANT, builders.PROGRAM] = builders.program(status=status)
    job = AskForHolders(MemoryConnections(world.store), MemoryPrograms(world.store), world.google_batches)
    assert job().programs == asked
    assert world.google_batches.sent == [(MESSAGE, 0)] * asked
