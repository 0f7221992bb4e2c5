"""A program knows where its locations are: their places are on its cards, and their clocks rule its days."""

from dataclasses import replace
from datetime import date

import pytest

from comeback.domain.design import Design, ShopPlace
from comeback.domain.ids import LocationId
from comeback.domain.ledger import Entry
from comeback.domain.look import look_of
from comeback.domain.program import Program, ProgramType, Validity
from comeback.domain.site import Site
from comeback.usecases.program_zone import zone_of
from comeback.usecases.write_google_object import ReadCardContent
from tests import builders
from tests.batch_world import BatchWorld
from tests.builders import CARD, LA_VISAGE, PROGRAM, TENANT, connection
from tests.contract.books import an_entry
from tests.google_world import CLASS, GoogleWorld
from tests.memory.connections import MemoryConnections
from tests.memory.store import Store
from tests.places import chain, numbered, points, position
from tests.wallet_world import WalletWorld

HERE = (40.7484, -73.9857)
KEY = TENANT, PROGRAM


def zone(program: Program, *held: LocationId) -> str:
    store = Store()
    store.connections.update({location: connection(location) for location in held})
    return zone_of(MemoryConnections(store), program)


def moved(program: Program, number: int) -> Program:
    """One of its locations is elsewhere."""
    sites = tuple(replace(site, position=HERE) if site.location_id == number else site for site in program.sites)
    return replace(program, sites=sites)


def earned_at(number: int) -> Entry:
    """A card's first entry, at a location."""
    came = an_entry(builders.card(), 1)
    assert came.cause
    return replace(came, cause=replace(came.cause, location_id=LocationId(number)))


def test_days_are_those_of_the_programs_first_location() -> None:
    berlin, tokyo = Site(LocationId(1), "Europe/Berlin"), Site(LocationId(2), "Asia/Tokyo")
    program = replace(builders.program(locations=(2, 1)), sites=(berlin, tokyo))
    assert zone(program) == "Asia/Tokyo"
    assert zone(replace(program, locations=numbered(1, 2))) == "Europe/Berlin"


def test_a_program_that_has_not_learnt_where_it_is_asks_its_connection() -> None:
    assert zone(builders.program(), LA_VISAGE) == "America/New_York"
    assert zone(builders.program()) == "UTC"
    assert zone(builders.program(locations=())) == "UTC"


def test_a_pass_needs_no_connection_to_say_where_and_when() -> None:
    world = WalletWorld()
    sites = (Site(LA_VISAGE, "Asia/Tokyo", HERE),)
    program = replace(world.store.programs[KEY], sites=sites, validity=Validity("until", date(2026, 12, 31)))
    world.store.programs[KEY] = program
    world.store.connections.clear()
    document = world.document()
    assert document["expirationDate"] == "2026-12-31T23:59:59+09:00"
    assert document["locations"] == [{"latitude": HERE[0], "longitude": HERE[1], "relevantText": "Your card"}]


def test_of_many_places_a_pass_has_those_where_its_holder_earned() -> None:
    world = WalletWorld()
    world.store.programs[KEY] = replace(chain(30), design=world.store.programs[KEY].design)
    entries = [an_entry(builders.card(), seq, cause=None) for seq in range(2, 12)]
    world.store.entries[TENANT, CARD] = [earned_at(25), *entries]
    assert [one["latitude"] for one in world.document()["locations"]] == [position(number)[0] for number in range(20, 30)]


def test_of_many_places_an_object_has_those_where_its_holder_earned() -> None:
    world = GoogleWorld()
    world.store.programs[KEY] = chain(30)
    world.store.entries[TENANT, CARD] = [earned_at(25)]
    world.offered()
    assert world.told["merchantLocations"] == points(*range(20, 30))


def test_entries_are_read_for_google_only_where_cards_tell_them_or_differ() -> None:
    world, program = GoogleWorld(), chain(10)
    world.store.programs[KEY] = replace(program, design=replace(program.design, last_changes=False))
    unread = replace(world.read, ledger=None)  # type: ignore[arg-type]
    assert isinstance(unread, ReadCardContent)
    assert unread(world.card).visited == ()


@pytest.mark.parametrize("count", [3, 10])
def test_a_place_that_the_class_has_changes_no_object(count: int) -> None:
    program = chain(count)
    other = moved(program, 2)
    assert look_of(other).passes != look_of(program).passes
    assert look_of(other).objects == look_of(program).objects
    typed = replace(program, design=replace(program.design, places=(ShopPlace(*HERE, "Come in", LocationId(2)),)))
    assert look_of(typed).objects == look_of(program).objects
    hidden = replace(program, design=Design(nearby=False))
    assert look_of(hidden).objects == look_of(program).objects
    assert look_of(hidden).passes != look_of(program).passes


def test_places_of_which_each_card_has_some_are_in_the_objects() -> None:
    program = chain(11)
    assert look_of(moved(program, 2)).objects != look_of(program).objects
    assert look_of(chain(10)).objects != look_of(program).objects


def test_a_location_more_changes_objects_only_where_a_discount_names_it() -> None:
    few, more = chain(3), chain(4)
    rows = replace(few, locations=more.locations, sites=more.sites)
    assert look_of(rows).objects == look_of(few).objects
    named = [replace(one, type=ProgramType.DISCOUNT) for one in (few, rows)]
    assert look_of(named[0]).objects != look_of(named[1]).objects


def test_another_zone_of_the_first_location_is_seen_by_both_wallets() -> None:
    there, here = look_of(chain(3)), look_of(chain(3, zone="Asia/Tokyo"))
    assert (there.passes == here.passes, there.objects == here.objects) == (False, False)


def move_a_shop(world: BatchWorld, program: Program) -> None:
    """The second of a program's, whose look both wallets know already."""
    world.store.programs[KEY] = program
    tell_wallets(world, background="#112233")
    world.google.calls.clear()
    world.store.programs[KEY] = moved(world.store.programs[KEY], 2)
    tell_wallets(world)


def tell_wallets(world: BatchWorld, **design: str) -> None:
    world.save_design(**design)
    world.run_apple()
    world.run_google()


def test_a_shop_that_moves_costs_google_one_call() -> None:
    world = BatchWorld(3)
    move_a_shop(world, chain(3))
    assert [len(tokens) for tokens in world.apple.pushed] == [3, 3]
    assert world.google.calls == ["put_class"]
    assert world.google.classes[CLASS]["merchantLocations"][1] == {"latitude": HERE[0], "longitude": HERE[1]}


def test_where_cards_differ_a_shop_that_moves_is_told_in_each_object() -> None:
    world = BatchWorld(2)
    move_a_shop(world, chain(11))
    assert sorted(world.google.calls) == ["patch", "patch", "put_class"]
