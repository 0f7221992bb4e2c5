"""Synchronisations under way and their reports."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from comeback.domain.ids import JobId, LocationId, TenantId
from comeback.domain.sync import SyncCounts, SyncJob, SyncState

KEPT = timedelta(days=90)


class SyncJobs(Protocol):
    """One open job per location at most; reports are kept for KEPT."""

    def open(self, tenant: TenantId, job: SyncJob) -> SyncJob:
        """Store a new job, or answer with the one that is open for the location."""

    def get(self, tenant: TenantId, job: JobId) -> SyncJob | None:
        """One job; None when it is another tenant's or forgotten."""

    def latest(self, tenant: TenantId, locations: Sequence[LocationId]) -> Sequence[SyncJob]:
        """The newest job of each location that has one."""

    def finish_page(self, tenant: TenantId, job: JobId, page: int, total: int, counts: SyncCounts) -> SyncJob | None:
        """Add a page's counts, once however often it is told; answers with the job as it is now, None when forgotten."""

    def close(self, tenant: TenantId, job: JobId, state: SyncState, reason: str = "") -> None:
        """End an open job; one that has ended keeps its state."""
