"""Wallets hear of another first name, and of nothing else that is known of a person."""

from dataclasses import replace

import pytest

from comeback.domain.card import CardStatus
from comeback.ports.ledger import ClaimLost
from tests.builders import LA_VISAGE, TENANT
from tests.people import show_name
from tests.people_world import People


def marks(world: People) -> list[int]:
    return [card.mark for card in world.store.cards.values()]


@pytest.mark.parametrize(("name", "news"), [("Jill Doe", True), ("Jane Roe", False)])
def test_a_card_that_says_another_first_name_has_a_new_mark(name: str, news: bool) -> None:
    world = People()
    before = marks(world)
    key = LA_VISAGE, world.jane
    world.desk.clients[key] = replace(world.desk.clients[key], name=name)
    world.tell(world.jane)
    assert (marks(world) != before) is news


def test_an_erased_card_says_no_name() -> None:
    world = People()
    (key,) = world.store.cards
    world.store.cards[key] = replace(world.store.cards[key], status=CardStatus.ERASED)
    before = marks(world)
    profile = world.store.profiles[TENANT, world.holder(world.jane)]
    show_name(world.ports)(profile, replace(profile, name="Jill"))
    assert marks(world) == before


def test_whoever_changes_the_card_at_this_moment_tells_of_it() -> None:
    world = People()

    class Losing:
        def commit(self, *_: object, **__: object) -> None:
            raise ClaimLost("others were faster")

    profile = world.store.profiles[TENANT, world.holder(world.jane)]
    show = replace(show_name(world.ports), ledger=Losing())  # type: ignore[arg-type]  # nothing else is asked of it
    assert show(profile, replace(profile, name="Jill")) == 1
