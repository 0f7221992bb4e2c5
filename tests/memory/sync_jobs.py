"""Synchronisations in a plain dict (tests/contract/test_sync_jobs.py)."""

from collections.abc import Sequence
from dataclasses import fields, replace

from comeback.domain.ids import JobId, LocationId, TenantId
from comeback.domain.sync import SyncCounts, SyncJob, SyncState


class MemorySyncJobs:
    """Jobs in the order in which they were opened."""

    def __init__(self) -> None:
        self._jobs: dict[tuple[TenantId, JobId], SyncJob] = {}

    def open(self, tenant: TenantId, job: SyncJob) -> SyncJob:
        for newest in self.latest(tenant, [job.location_id]):
            if newest.is_open:
                return newest
        self._jobs[tenant, job.id] = job
        return job

    def get(self, tenant: TenantId, job: JobId) -> SyncJob | None:
        return self._jobs.get((tenant, job))

    def latest(self, tenant: TenantId, locations: Sequence[LocationId]) -> Sequence[SyncJob]:
        newest = {job.location_id: job for (owner, _), job in self._jobs.items() if owner == tenant}
        return [newest[location] for location in sorted(locations) if location in newest]

    def finish_page(self, tenant: TenantId, job: JobId, page: int, total: int, counts: SyncCounts) -> SyncJob | None:
        known = self.get(tenant, job)
        if known is None or page in known.pages_done or not known.is_open:
            return known
        sums = {each.name: getattr(known.counts, each.name) + getattr(counts, each.name) for each in fields(SyncCounts)}
        after = replace(
            known, state=SyncState.RUNNING, total=total, counts=SyncCounts(**sums), pages_done=known.pages_done | {page}
        )
        self._jobs[tenant, job] = after
        return after

    def close(self, tenant: TenantId, job: JobId, state: SyncState, reason: str = "") -> None:
        known = self.get(tenant, job)
        if known is not None and known.is_open:
            self._jobs[tenant, job] = replace(known, state=state, reason=reason)
