"""Altegio's marketplace side: installation of our application in a location, and who works there."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from comeback.domain.connection import Location
from comeback.domain.ids import LocationId
from comeback.domain.rights import OF_BOOKINGS


class Installation(StrEnum):
    """State of our application in a location (altegio.md §1.8); `absent` stands for Altegio's 404, `listed` for a
    place in a list that does not say more.
    """

    PENDING = "pending"
    ACTIVE = "active"
    FREEZED = "freezed"
    UNINSTALLED = "uninstalled"
    ABSENT = "absent"
    LISTED = "listed"


class Activation(StrEnum):
    """Whether this very call made the installation active, or it had been already."""

    DONE = "done"
    ALREADY = "already"


@dataclass(frozen=True, slots=True)
class Staffer:
    """A user of the location. `manager`: has the role owner or the right `edit_users_access` (ruling 9)."""

    user_id: int
    manager: bool


class Marketplace(Protocol):
    """Raises ports.crm.CrmError like the rest of Altegio."""

    def installation(self, location: LocationId) -> Installation:
        """The state of our application there."""

    def activate(self, location: LocationId, webhook_url: str) -> Activation:
        """Make a pending installation active and register the webhook."""

    def uninstall(self, location: LocationId) -> None:
        """Remove our application from the location."""

    def installations(self) -> Sequence[tuple[LocationId, Installation]]:
        """Every location that has our application."""

    def location(self, location: LocationId) -> Location:
        """Title, chain, zone, currency and country of a location we are connected to."""

    def staffer(self, location: LocationId, user_id: int) -> Staffer | None:
        """The user there; None: an answered list of users does not have them.

        Raises CrmRefusedError when the list or the user's rights may not be read.
        """

    def missing_rights(self, location: LocationId, wanted: Sequence[str] = OF_BOOKINGS) -> Sequence[str]:
        """Altegio's slugs of those rights that are `wanted` (domain/rights.py) and that the system user lacks there; all of
        them when Altegio refuses to say.
        """
