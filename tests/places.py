"""A chain of shops in a row, a kilometre apart, from south to north."""

from dataclasses import replace

from comeback.domain.design import Design, ShopPlace
from comeback.domain.ids import LocationId
from comeback.domain.program import Program
from comeback.domain.site import Site
from tests import builders

A_KILOMETRE = 0.009
"""Degrees of latitude, about."""
_FIRST = 50.0


def numbered(*numbers: int) -> tuple[LocationId, ...]:
    return tuple(LocationId(number) for number in numbers)


def position(number: int) -> tuple[float, float]:
    """Of the shop with that number."""
    return round(_FIRST + number * A_KILOMETRE, 6), 13.4


def chain(count: int, *places: ShopPlace, nearby: bool = True, zone: str = "Europe/Berlin") -> Program:
    """Its program runs at the locations 1 to `count`."""
    program = builders.program(locations=tuple(range(1, count + 1)))
    sites = tuple(Site(one, zone, position(one)) for one in program.locations)
    return replace(program, sites=sites, design=Design(places=places, nearby=nearby))


def points(*numbers: int) -> list[dict[str, float]]:
    """As Google is told of these shops."""
    return [dict(zip(("latitude", "longitude"), position(number), strict=True)) for number in numbers]
