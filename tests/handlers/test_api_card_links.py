"""New links for a card whose link leaked, over REST: event in, response out (ruling 17)."""

from dataclasses import replace

import pytest

from comeback.domain.card import CardStatus
from comeback.domain.ids import CardId
from comeback.messages import CardNoteDue
from tests.api_world import MINE, ApiWorld, is_a_problem


@pytest.fixture
def world() -> ApiWorld:
    return ApiWorld()


def test_a_card_gets_other_links_each_time(world: ApiWorld) -> None:
    card = world.enrol(world.active_program())
    path = f"/api/v1/cards/{card['id']}"
    answers = [world.call("POST", f"{path}/links/rotation") for _ in range(2)]
    assert [answer.status for answer in answers] == [200, 200]
    links = [card["links"]["page"], *(answer.json["links"]["page"] for answer in answers)]
    assert len(set(links)) == 3
    assert world.call("GET", path).json["links"] == answers[-1].json["links"]


def test_altegios_note_of_the_card_follows(world: ApiWorld) -> None:
    card = world.enrol(world.active_program())
    world.queue.sent.clear()
    world.call("POST", f"/api/v1/cards/{card['id']}/links/rotation")
    assert world.queue.sent == [CardNoteDue(MINE, CardId(card["id"]))]


def test_a_queue_that_refuses_is_told_and_asked_again(world: ApiWorld) -> None:
    card = world.enrol(world.active_program())
    world.queue.refuses = True
    is_a_problem(world.call("POST", f"/api/v1/cards/{card['id']}/links/rotation"), 503)


def test_an_erased_card_has_no_links_to_replace(world: ApiWorld) -> None:
    card = world.enrol(world.active_program())
    heads = world.store.cards
    heads.update({key: replace(head, status=CardStatus.ERASED) for key, head in heads.items()})
    is_a_problem(world.call("POST", f"/api/v1/cards/{card['id']}/links/rotation"), 409)


def test_the_card_of_another_tenant_is_not_found(world: ApiWorld) -> None:
    card = world.enrol(world.active_program())
    is_a_problem(world.call("POST", f"/api/v1/cards/{card['id']}/links/rotation", key=world.other_key), 404)
