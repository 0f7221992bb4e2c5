"""Where a program's locations are: what its cards need to know of them, kept with the program so that no card reads them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from comeback.domain.connection import Location
from comeback.domain.ids import LocationId


@dataclass(frozen=True, slots=True)
class Site:
    """`position`: latitude and longitude; None until somebody has set them in Altegio."""

    location_id: LocationId
    timezone: str
    position: tuple[float, float] | None = None


def sites_at(locations: Sequence[LocationId], known: Iterable[Location], before: Sequence[Site] = ()) -> tuple[Site, ...]:
    """The sites of `locations` in their order; one that is not among the `known` stays as it was `before`."""
    sites = {site.location_id: site for site in before}
    sites |= {place.location_id: Site(place.location_id, place.timezone, place.position) for place in known}
    return tuple(sites[location] for location in dict.fromkeys(locations) if location in sites)
