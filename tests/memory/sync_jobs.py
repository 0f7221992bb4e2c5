"""Synchronisations in a plain dict (tests/contract/test_sync_jobs.py)."""

from collections.abc import Sequence
from dataclasses import fields, replace

from comeback.domain.backfill import PastCard
from comeback.domain.ids import CardId, JobId, LocationId, TenantId
from comeback.domain.sync import PastCounts, SyncCounts, SyncJob, SyncState
from comeback.ports.sync_jobs import sums_of
from tests.memory.cursors import page_of


class MemorySyncJobs:
    """Jobs in the order in which they were opened."""

    def __init__(self) -> None:
        self._jobs: dict[tuple[TenantId, JobId], SyncJob] = {}
        self._cards: dict[tuple[TenantId, JobId], dict[CardId, PastCard]] = {}

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

    def finish_day(self, tenant: TenantId, job: JobId, number: int) -> SyncJob | None:
        known = self.get(tenant, job)
        if known is not None and known.is_open:
            known = self._jobs[tenant, job] = replace(known, days_done=known.days_done | {number})
        return known

    def finish_cards(self, tenant: TenantId, job: JobId, step: str, cards: Sequence[PastCard]) -> SyncJob | None:
        known = self.get(tenant, job)
        if known is None or step in known.steps_done or not known.is_open:
            return known
        self._cards.setdefault((tenant, job), {}).update({card.card_id: card for card in cards})
        more = sums_of(cards)
        sums = {each.name: getattr(known.past, each.name) + getattr(more, each.name) for each in fields(PastCounts)}
        after = replace(known, past=PastCounts(**sums), steps_done=known.steps_done | {step})
        self._jobs[tenant, job] = after
        return after

    def cards(self, tenant: TenantId, job: JobId, limit: int, cursor: str | None) -> tuple[Sequence[PastCard], str | None]:
        told = self._cards.get((tenant, job), {})
        return page_of(f"{tenant}/{job}/cards", [told[card] for card in sorted(told)], limit, cursor)

    def commit(self, tenant: TenantId, job: SyncJob) -> SyncJob | None:
        known = self.get(tenant, job.id)
        newest = self.latest(tenant, [job.location_id])
        if known is None or known.state is not SyncState.PREVIEWED or newest[0].id != known.id:
            return None
        after = replace(known, state=SyncState.RUNNING, committed=True, past=PastCounts(), steps_done=frozenset())
        self._jobs[tenant, job.id] = after
        return after

    def close(self, tenant: TenantId, job: JobId, state: SyncState, reason: str = "") -> None:
        known = self.get(tenant, job)
        if known is not None and known.is_open:
            self._jobs[tenant, job] = replace(known, state=state, reason=reason)
