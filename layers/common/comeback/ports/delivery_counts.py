"""How many links were sent at a location."""

from datetime import datetime
from typing import Protocol

from comeback.domain.delivery import Caps
from comeback.domain.ids import LocationId


class DeliveryCounts(Protocol):
    """Counted by the hours and days of the location's own clock."""

    def take(self, location: LocationId, wall_clock: datetime, caps: Caps) -> bool:
        """Count one more, unless a cap is reached; whether it was counted."""

    def give_back(self, location: LocationId, wall_clock: datetime) -> None:
        """Nothing was sent after all: count one less."""

    def taken(self, location: LocationId, wall_clock: datetime) -> tuple[int, int]:
        """How many in this hour and on this day."""
