"""Where phones suggest a card: of many places each card has the ten that concern its customer."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comeback.domain.design import ShopPlace
from comeback.domain.ids import LocationId
from comeback.domain.ledger import Cause, Entry, EntryKind
from comeback.domain.places import MOST_PLACES, Spot, places_for, same_for_all, spots_of, visited_in
from comeback.domain.program import Program
from comeback.domain.site import Site, sites_at
from tests import builders
from tests.contract.books import an_entry
from tests.places import A_KILOMETRE, chain, numbered, position


def at(number: int, latitude: float) -> Spot:
    return Spot(latitude, 13.4, locations=frozenset(numbered(number)))


def chosen(program: Program, *visited: int) -> list[int]:
    spots = places_for(spots_of(program), numbered(*visited))
    return [location for spot in spots for location in sorted(spot.locations)]


def entry(seq: int, location: int | None, amount: int = 1, kind: EntryKind = EntryKind.ACCRUAL) -> Entry:
    cause = Cause(LocationId(location), (), "event") if location else None
    return replace(an_entry(builders.card(), seq), amount=amount, kind=kind, cause=cause)


def test_ten_places_are_on_every_card() -> None:
    program = chain(10)
    assert same_for_all(program)
    assert chosen(program) == chosen(program, 7, 3) == list(range(1, 11))


def test_of_more_the_first_stand_on_the_card_of_somebody_who_was_nowhere() -> None:
    program = chain(30)
    assert not same_for_all(program)
    assert chosen(program) == list(range(1, 11))


def test_of_more_those_stand_on_a_card_where_its_customer_was_and_what_is_near_them() -> None:
    assert chosen(chain(30), 25) == list(range(20, 30))
    assert chosen(chain(30), 25, 1) == [1, 2, 3, 4, 22, 23, 24, 25, 26, 27]


def test_what_is_as_near_is_taken_in_the_order_of_the_program() -> None:
    spots = [at(number, 50 + number * A_KILOMETRE) for number in (6, 5, 4, 3, 2, 1, 11, 10, 9, 8, 7)]
    assert {location for spot in places_for(spots, numbered(6)) for location in spot.locations} == {*range(1, 11)}
    twins = [at(1, 50), *(at(number, 51) for number in range(2, 13))]
    assert [spot.locations for spot in places_for(twins, numbered(1))] == [frozenset(numbered(one)) for one in range(1, 11)]


def test_a_location_that_is_nowhere_on_the_map_helps_no_card() -> None:
    assert chosen(chain(30), 99) == list(range(1, 11))


def test_an_owner_gives_a_location_other_words_and_another_place() -> None:
    words, moved = ShopPlace(text="Come in", location_id=LocationId(2)), ShopPlace(48.1, 11.6, "Here", LocationId(3))
    spots = spots_of(chain(3, words, moved))
    assert spots == (
        Spot(*position(2), "Come in", frozenset(numbered(2))),
        Spot(48.1, 11.6, "Here", frozenset(numbered(3))),
        Spot(*position(1), "", frozenset(numbered(1))),
    )


def test_a_place_of_the_owners_beside_a_location_is_that_location() -> None:
    typed = ShopPlace(50.0095, 13.4, "Two steps down")
    first, second = spots_of(chain(2, typed))
    assert first == Spot(50.0095, 13.4, "Two steps down", frozenset(numbered(1)))
    assert second.locations == frozenset(numbered(2))


@pytest.mark.parametrize(
    "place", [ShopPlace(48.1, 11.6, location_id=LocationId(99)), ShopPlace(location_id=LocationId(99))], ids=["placed", "named"]
)
def test_a_place_of_a_location_that_has_left_the_program_is_not_shown(place: ShopPlace) -> None:
    program = chain(2, place)
    left = replace(program, sites=(*program.sites, Site(LocationId(99), "UTC", (48.1, 11.6))))
    assert [sorted(spot.locations) for spot in spots_of(left)] == [[1], [2]]


def test_a_location_without_a_place_in_altegio_has_none() -> None:
    program = chain(2, ShopPlace(text="Come in", location_id=LocationId(2)))
    unknown = replace(program, sites=tuple(replace(site, position=None) for site in program.sites))
    assert spots_of(unknown) == ()


def test_owners_who_want_no_suggestions_get_none() -> None:
    assert spots_of(chain(3, ShopPlace(50, 13), nearby=False)) == ()


def test_distances_are_those_of_the_earth() -> None:
    berlin, munich = Spot(52.52, 13.405), Spot(48.1374, 11.5755)
    assert berlin.metres_to(munich) == pytest.approx(504_000, rel=0.01)
    assert Spot(0, 179.9).metres_to(Spot(0, -179.9)) == pytest.approx(22_239, rel=0.01)
    assert Spot(0, 0).metres_to(Spot(0, 180)) == pytest.approx(20_015_000, rel=0.01)


def test_the_last_location_comes_first_and_then_those_that_gave_most() -> None:
    newest_first = [entry(6, 3), entry(5, 1, 2), entry(4, 2), entry(3, 2, 2), entry(2, None), entry(1, 3)]
    assert visited_in(newest_first) == numbered(3, 2, 1)


def test_what_was_taken_back_was_no_visit_and_what_others_move_says_nothing() -> None:
    newest_first = [
        entry(5, 4, 1, EntryKind.ADJUSTMENT), entry(4, 1, -1, EntryKind.REVERSAL), entry(3, 2, 1, EntryKind.SCAN), entry(2, 1),
        entry(1, 5, 900, EntryKind.MIRROR),
    ]  # fmt: skip
    assert visited_in(newest_first) == numbered(2)


def test_sites_follow_the_locations_and_keep_what_nobody_knows_better() -> None:
    kept = Site(LocationId(2), "Europe/Berlin", (50.0, 13.0))
    known = [replace(builders.location(1), position=(40.7, -74.0)), builders.location(3)]
    assert sites_at(numbered(2, 1, 4, 1), known, (kept,)) == (kept, Site(LocationId(1), "America/New_York", (40.7, -74.0)))


degrees = st.floats(-1, 1).map(lambda value: round(value, 3))
many_spots = st.lists(st.builds(Spot, degrees, degrees), max_size=25).map(
    lambda spots: [replace(spot, locations=frozenset(numbered(number))) for number, spot in enumerate(spots)]
)
places_visited = st.lists(st.integers(0, 30), max_size=12, unique=True).map(lambda numbers: numbered(*numbers))


@given(many_spots, places_visited)
def test_a_card_has_ten_places_or_all_of_them(spots: list[Spot], visited: Sequence[LocationId]) -> None:
    found = places_for(spots, visited)
    assert len(found) == min(len(spots), MOST_PLACES)
    assert list(found) == [spot for spot in spots if spot in found]
    assert places_for(spots, visited) == found


@given(many_spots, places_visited)
def test_where_a_customer_was_goes_before_everywhere_else(spots: list[Spot], visited: Sequence[LocationId]) -> None:
    found = {location for spot in places_for(spots, visited) for location in spot.locations}
    been = [location for location in visited if location < len(spots)]
    assert set(been[:MOST_PLACES]) <= found


@given(many_spots, places_visited)
def test_no_place_that_is_left_out_is_nearer_than_one_that_is_in(spots: list[Spot], visited: Sequence[LocationId]) -> None:
    found = places_for(spots, visited)
    been = [spot for spot in spots if spot.locations & set(visited)]

    def far(spot: Spot) -> int:
        return min((spot.metres_to(other) for other in been), default=0)

    assert max(map(far, found), default=0) <= min((far(spot) for spot in spots if spot not in found), default=10**8)


@given(many_spots, places_visited, st.randoms(use_true_random=False))
def test_which_of_the_latest_visits_was_the_last_changes_nothing(
    spots: list[Spot], visited: Sequence[LocationId], chance: Random
) -> None:  # fmt: skip
    """A card is not written anew because somebody goes to the same shops in another order."""
    shuffled = list(visited[:MOST_PLACES])
    chance.shuffle(shuffled)
    assert places_for(spots, shuffled) == places_for(spots, visited[:MOST_PLACES])
