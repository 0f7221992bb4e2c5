"""Where phones suggest a card: ten places at most, because neither wallet takes more (wallets.md §1.2, §4.2).

The places of a program are those of its design and, without anybody typing them, its locations. Of more than ten each card
has its own: where its customer came last and most often, what is nearest to that, and else the program's order. They follow
from the program and from entries, so they change only when a card does anyway.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import asin, cos, radians, sin, sqrt

from comeback.domain.design import ShopPlace
from comeback.domain.ids import LocationId
from comeback.domain.ledger import Entry, EntryKind
from comeback.domain.program import Program

MOST_PLACES = 10
RECENT_ENTRIES = 50
"""So many of a card's latest entries say where its customer comes."""

_EARTH = 6_371_000
_SAME_SPOT, _SAME_DEGREES = 100, 0.001
"""Metres, and degrees of latitude that are a little more. A phone cannot tell such places apart: its radius is as large."""
_EARNED = (EntryKind.ACCRUAL, EntryKind.REVERSAL, EntryKind.SCAN, EntryKind.IMPORT)


@dataclass(frozen=True, slots=True)
class Spot:
    """`text`: why the card is suggested, empty for the usual words. `locations`: those of Altegio's that are there."""

    latitude: float
    longitude: float
    text: str = ""
    locations: frozenset[LocationId] = frozenset()

    def metres_to(self, other: "Spot") -> int:
        """Along the surface of a round Earth; whole ones, so that what is as near is equally near."""
        north, south = radians(self.latitude), radians(other.latitude)
        east = radians(other.longitude - self.longitude)
        half = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(east / 2) ** 2
        return round(2 * _EARTH * asin(min(1.0, sqrt(half))))


def spots_of(program: Program) -> tuple[Spot, ...]:
    """All places of a program, each once: the owner's in their order, then its locations in theirs."""
    if not program.design.nearby:
        return ()
    positions = {site.location_id: site.position for site in program.sites if site.location_id in program.locations}
    spots = [spot for place in program.design.places if (spot := _own(place, program.locations, positions))]
    told = {place.location_id for place in program.design.places}
    for location in program.locations:
        position = positions.get(location)
        if location not in told and position is not None:
            _put(spots, Spot(*position, locations=frozenset({location})))
    return tuple(spots)


def same_for_all(program: Program) -> bool:
    """Whether every card of a program has the same places."""
    return len(spots_of(program)) <= MOST_PLACES


def places_for(spots: Sequence[Spot], visited: Sequence[LocationId]) -> tuple[Spot, ...]:
    """At most ten of them in their order. `visited`: where the customer comes, the most important first."""
    if len(spots) <= MOST_PLACES:
        return tuple(spots)
    rank = {location: at for at, location in enumerate(visited)}
    known = [spot for spot in spots if spot.locations & rank.keys()]

    def importance(numbered: tuple[int, Spot]) -> tuple[bool, int]:
        spot = numbered[1]
        ranks = [rank[location] for location in spot.locations if location in rank]
        if ranks:
            return False, min(ranks)
        return True, min((spot.metres_to(other) for other in known), default=0)

    chosen = sorted(enumerate(spots), key=importance)[:MOST_PLACES]
    return tuple(spot for _, spot in sorted(chosen, key=lambda numbered: numbered[0]))


def visited_in(newest_first: Iterable[Entry]) -> tuple[LocationId, ...]:
    """Where a card earned what it kept: the last location first, then by how much came from each."""
    kept = Counter[LocationId]()
    for entry in newest_first:
        if entry.kind in _EARNED and entry.cause is not None:
            kept[entry.cause.location_id] += entry.amount
    places = [location for location, amount in kept.items() if amount > 0]
    return tuple(places[:1] + sorted(places[1:], key=lambda location: -kept[location]))


def _own(
    place: ShopPlace, locations: Sequence[LocationId], positions: dict[LocationId, tuple[float, float] | None]
) -> Spot | None:  # fmt: skip
    """A place that the owner named; None while it is at no location of the program, or nobody knows where that is."""
    if place.location_id is None:
        return Spot(*place.position, place.text) if place.position else None
    position = place.position or positions.get(place.location_id)
    if place.location_id not in locations or position is None:
        return None
    return Spot(*position, place.text, frozenset({place.location_id}))


def _put(spots: list[Spot], new: Spot) -> None:
    """A location beside a place that is there already is that place."""
    for at, spot in enumerate(spots):
        # Degrees first: most places are told apart without asking how far it is.
        if abs(spot.latitude - new.latitude) < _SAME_DEGREES and spot.metres_to(new) <= _SAME_SPOT:
            spots[at] = replace(spot, locations=spot.locations | new.locations)
            return
    spots.append(new)
