"""The share of Altegio's request limit that one caller gets."""

from typing import Protocol

from comeback.domain.ids import LocationId
from comeback.ports.crm import Lane

PATIENCE = {Lane.LIVE: 0.0, Lane.REST: 4.0, Lane.SWEEP: 1.5, Lane.SYNC: 2.0, Lane.AUDIT: 0.4}
"""Seconds that a caller waits for its turn before it is sent away. An event stands in line instead; when it may not, it goes
back to its queue at once, so that a flood at one location does not keep the functions busy that serve the others.
"""


class Budget(Protocol):
    """One limiter for all functions (data-model.md §5): a lane never waits for a lower one by more than the few calls that
    are on their way, and no location can take more than its share from the others.
    """

    def reserve(self, calls: int, lane: Lane, location: LocationId) -> float:
        """Seconds to wait before the reserved calls may be sent; 0 as location stands for calls about none or all.

        Raises CrmBusyError with `retry_after` when they could not be sent soon enough to wait for.
        """

    def close(self, seconds: float) -> None:
        """Altegio answered 429: nobody calls for this long, and all call more slowly for some minutes."""
