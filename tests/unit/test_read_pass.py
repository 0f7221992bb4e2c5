"""A card as its pass: for whom, with which pictures, and in whose words."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from comeback.domain.design import Design
from comeback.domain.ids import EntryId
from comeback.domain.ledger import Entry, EntryKind
from comeback.usecases.read_pass import ArtworkMissingError
from dev.phone.package import PassFile, open_pass
from tests import builders
from tests.certificates import authority
from tests.memory.artwork import QuickArtist
from tests.wallet_world import WalletWorld


@pytest.fixture
def world() -> WalletWorld:
    return WalletWorld()


def shown(world: WalletWorld) -> PassFile:
    return open_pass(world.build(world.head()), [authority().root.certificate])


def strip_of(stamps: int, size: int = 10) -> bytes:
    return QuickArtist().draw(Design(), size).strips[stamps]["strip@2x.png"]


def test_the_strip_shows_the_cards_state(world: WalletWorld) -> None:
    for balance, stamps in ((0, 0), (3, 3), (10, 10), (12, 2), (-2, 0)):
        world.change(stamps=balance - world.head().balance)
        assert shown(world).images["strip@2x.png"] == strip_of(stamps)


def test_a_card_keeps_the_strip_of_its_own_size(world: WalletWorld) -> None:
    world.prepare(builders.TENANT, Design(), 5)
    world.change(stamps=4, size=5)
    assert shown(world).images["strip@2x.png"] == strip_of(4, size=5)


def test_a_card_of_a_size_that_was_never_drawn_is_shown_without_a_strip(world: WalletWorld) -> None:
    world.change(size=7)
    file = shown(world)
    assert "strip@2x.png" not in file.images
    assert file.value("stamps") == "1 of 7"


def test_without_any_picture_there_is_no_pass(world: WalletWorld) -> None:
    world.redesign(Design(stamp="star"), draw=False)
    with pytest.raises(ArtworkMissingError):
        world.build(world.head())


def test_a_new_design_is_drawn_once(world: WalletWorld) -> None:
    artist = QuickArtist()
    prepare = replace(world.prepare, artist=artist)
    design = Design(stamp="star")
    first, again = prepare(builders.TENANT, design, 10), prepare(builders.TENANT, design, 10)
    assert first == again == prepare(builders.TENANT, replace(design, terms="Other words"), 10)
    assert artist.drawn == [(design, 10)]
    world.redesign(design, draw=False)
    assert shown(world).value("stamps") == "0 of 10"


def test_a_card_without_its_program_is_a_defect(world: WalletWorld) -> None:
    world.store.programs.clear()
    with pytest.raises(LookupError):
        world.build(world.head())


def test_the_owner_speaks_in_the_zone_of_the_first_location(world: WalletWorld) -> None:
    at = datetime(2026, 9, 21, 2, tzinfo=UTC)
    entry = Entry(EntryId("en_1"), world.card.id, builders.PROGRAM, 1, EntryKind.ACCRUAL, 1, 1, at, at)
    world.store.entries[builders.TENANT, world.card.id] = [entry]
    file = shown(world)
    assert file.document["organizationName"] == "La Visage"
    assert file.value("latest") == "Sep 20, 2026: +1, visit"


def test_a_program_without_location_owner_or_person_still_gives_a_pass(world: WalletWorld) -> None:
    world.store.connections.clear()
    world.store.tenants.clear()
    world.store.profiles.clear()
    file = shown(world)
    assert file.document["organizationName"] == "10 visits"
    assert file.value("member") is None


def test_an_erased_card_is_built_without_reading_the_person(world: WalletWorld) -> None:
    world.erase()
    file = shown(world)
    assert file.document["voided"] is True
    assert (file.value("member"), file.value("latest")) == (None, None)


def test_a_token_of_a_card_that_is_not_there_finds_nothing(world: WalletWorld) -> None:
    page, apple = world.page_token(), world.token()
    world.store.cards.clear()
    assert world.find.by_page_token(page) is None
    assert world.find.by_serial(world.card.id, apple) is None
