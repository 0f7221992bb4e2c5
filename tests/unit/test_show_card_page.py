"""What is told to whoever has a card's link."""

import pytest

from comeback.domain.card import Card
from comeback.domain.google_passes import GoogleState
from comeback.domain.links import apple_token, page_token
from tests import builders
from tests.customer_world import KEYS, CustomerWorld


@pytest.fixture
def world() -> CustomerWorld:
    return CustomerWorld()


@pytest.fixture
def card(world: CustomerWorld) -> Card:
    return world.give_card()


def test_the_page_names_card_program_owner_and_zone(world: CustomerWorld, card: Card) -> None:
    found = world.show(page_token(KEYS, card))
    assert found is not None
    assert (found.card, found.program, found.owner, found.timezone) == (card, world.program(), "La Visage", "America/New_York")
    assert (found.in_apple, found.in_google) == (False, False)


def test_wallets_that_have_the_card_are_named(world: CustomerWorld, card: Card) -> None:
    world.install(card)
    world.save_to_google(card)
    found = world.show(page_token(KEYS, card))
    assert found is not None
    assert (found.in_apple, found.in_google) == (True, True)


@pytest.mark.parametrize("state", [GoogleState.OFFERED, GoogleState.REMOVED])
def test_google_has_a_card_only_when_it_was_saved(world: CustomerWorld, card: Card, state: GoogleState) -> None:
    world.save_to_google(card, state)
    found = world.show(page_token(KEYS, card))
    assert found is not None
    assert not found.in_google


def test_no_other_token_opens_the_page(world: CustomerWorld, card: Card) -> None:
    unknown = page_token(KEYS, card).replace(card.id, "cd_" + "0" * 25 + "9")
    for token in ("", "rubbish", card.id, apple_token(KEYS, card), page_token(KEYS, card) + "x", unknown):
        assert world.show(token) is None


def test_a_raised_version_closes_the_old_link(world: CustomerWorld, card: Card) -> None:
    old = page_token(KEYS, card)
    newer = world.give_card(link_version=2)
    assert world.show(old) is None
    assert world.show(page_token(KEYS, newer)) is not None


def test_a_page_whose_owner_is_gone_still_opens(world: CustomerWorld, card: Card) -> None:
    world.store.tenants.clear()
    world.store.connections.clear()
    found = world.show(page_token(KEYS, card))
    assert found is not None
    assert (found.owner, found.timezone) == ("10 visits", "UTC")
    world.change_program(locations=())
    assert world.show(page_token(KEYS, card)) == found.__class__(
        card, world.program(), "10 visits", "UTC", in_apple=False, in_google=False
    )


def test_a_card_without_its_program_is_a_defect(world: CustomerWorld, card: Card) -> None:
    del world.store.programs[builders.TENANT, builders.PROGRAM]
    with pytest.raises(LookupError):
        world.show(page_token(KEYS, card))
