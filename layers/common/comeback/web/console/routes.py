"""What a group of pages tells the door about itself, and how ids in addresses are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aws_lambda_powertools.event_handler import Response

from comeback.domain.errors import NotFound
from comeback.domain.ids import LocationId

if TYPE_CHECKING:
    from comeback.web.changes import Change

View = Callable[..., Response[str]]


@dataclass(frozen=True, slots=True)
class Get:
    """A page."""

    path: str
    view: View


@dataclass(frozen=True, slots=True)
class Post:
    """A form: `act` does what it asks; when that is refused, `page` shows the form once more. `change`: what the audit trail
    is told, unless an entry tells it.
    """

    path: str
    act: View
    page: View
    change: Change | None = None


def location_of(text: str) -> LocationId:
    """Altegio's number of a location in an address. Raises NotFound for what is none."""
    return LocationId(number_of(text))


def number_of(text: str) -> int:
    """A number of Altegio's in an address. Raises NotFound for what is none."""
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise NotFound("There is nothing with this number.")
    return int(text)
