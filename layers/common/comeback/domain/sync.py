"""A synchronisation of a location's clients: how far it is, and its report (loyalty-domain.md §13, ruling 19)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum

from comeback.domain.ids import JobId, LocationId, TenantId

PAGE_SIZE = 200
"""Clients a page; Altegio gives no more (altegio.md §4.1)."""


class SyncState(StrEnum):
    """A stopped one can be started again; what it has done stays."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class SyncCounts:
    """What became of the clients read. `linked`: tied in this run to a customer who existed before; `created`: new
    customers; `duplicates`: clients beyond the first of a phone; `conflicts`: tied to a customer of another phone.
    """

    read: int = 0
    linked: int = 0
    created: int = 0
    without_phone: int = 0
    invalid_phone: int = 0
    duplicates: int = 0
    conflicts: int = 0

    def as_mapping(self) -> Mapping[str, int]:
        """By name, without those that are zero."""
        named = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: count for name, count in named.items() if count}


@dataclass(frozen=True, slots=True)
class SyncJob:
    """`total`: clients of the location as Altegio counts them, None until it was asked; `pages_done`: numbers from 1;
    `reason`: why it failed, for the owner.
    """

    id: JobId
    tenant_id: TenantId
    location_id: LocationId
    state: SyncState
    created_at: datetime
    total: int | None = None
    counts: SyncCounts = field(default_factory=SyncCounts)
    pages_done: frozenset[int] = frozenset()
    reason: str = ""

    @property
    def is_open(self) -> bool:
        """Whether pages are still to be read."""
        return self.state in {SyncState.QUEUED, SyncState.RUNNING}

    @property
    def pages(self) -> int:
        """How many there are; an empty location has one."""
        return max(-(-(self.total or 0) // PAGE_SIZE), 1)

    @property
    def is_complete(self) -> bool:
        """Whether every page was read."""
        return self.total is not None and self.pages_done >= frozenset(range(1, self.pages + 1))
