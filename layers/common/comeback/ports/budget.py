"""The share of Altegio's request limit that one caller gets."""

from typing import Protocol

from comeback.domain.ids import LocationId
from comeback.ports.crm import Lane


class Budget(Protocol):
    """One limiter for all functions (data-model.md §5)."""

    def reserve(self, calls: int, lane: Lane, location: LocationId) -> float:
        """Seconds to wait before the reserved calls may be sent.

        Raises CrmUnavailableError with `retry_after` when they could not be sent soon enough to wait for.
        """

    def close(self, seconds: float) -> None:
        """Altegio answered 429: nobody calls for this long."""
