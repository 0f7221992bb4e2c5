"""What the doctor asks of the outside."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from comeback.domain.diagnosis import QueueState


class QueueStates(Protocol):
    """Of queues and their dead-letter queues."""

    def __call__(self) -> Sequence[QueueState]:
        """Each of them now."""


class Addresses(Protocol):
    """Of others, and our own."""

    def date_of(self, url: str) -> datetime | None:
        """The clock of whoever answers there, by the `Date` of any answer; None when it has none. Raises OSError."""

    def status_of(self, url: str) -> int:
        """The status of a GET. Raises OSError."""
