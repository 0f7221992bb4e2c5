"""Where changes by persons, keys and jobs are noted."""

from collections.abc import Sequence
from typing import Protocol

from comeback.domain.ids import TenantId
from comeback.domain.trail import TrailRecord


class Trail(Protocol):
    """Append-only."""

    def note(self, tenant: TenantId, record: TrailRecord) -> None:
        """Add a record."""

    def records(self, tenant: TenantId, limit: int, cursor: str | None) -> tuple[Sequence[TrailRecord], str | None]:
        """A page of records, the newest first, and the cursor of the next page."""
