"""Recalculations in plain dicts (tests/contract/test_recalculations.py)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from comeback.domain.ids import CardId, JobId, ProgramId, TenantId
from comeback.domain.recalculation import CardChange, Recalculation
from comeback.ports.recalculations import RecalculationChanged
from tests.memory.cursors import page_of


class MemoryRecalculations:
    """Jobs in the order in which they were made, and their cards. `before_save`: what a test lets happen before a write."""

    def __init__(self) -> None:
        self.before_save: Callable[[], None] | None = None
        self._jobs: dict[tuple[TenantId, ProgramId, JobId], Recalculation] = {}
        self._changes: dict[tuple[TenantId, JobId], dict[CardId, CardChange]] = {}

    def save(self, tenant: TenantId, job: Recalculation, changes: Sequence[CardChange] = ()) -> Recalculation:
        if self.before_save is not None:
            self.before_save()
        key = (tenant, job.program_id, job.id)
        stored = self._jobs.get(key)
        if (stored.revision if stored else 0) != job.revision:
            raise RecalculationChanged("somebody else saved the job")
        self._jobs[key] = saved = replace(job, revision=job.revision + 1)
        for change in changes:
            self.note(tenant, job, change)
        return saved

    def get(self, tenant: TenantId, program: ProgramId, job: JobId) -> Recalculation | None:
        return self._jobs.get((tenant, program, job))

    def latest(self, tenant: TenantId, program: ProgramId, limit: int) -> Sequence[Recalculation]:
        own = [job for (owner, of, _), job in self._jobs.items() if (owner, of) == (tenant, program)]
        return sorted(own, key=lambda job: job.id, reverse=True)[:limit]

    def note(self, tenant: TenantId, job: Recalculation, change: CardChange) -> None:
        self._changes.setdefault((tenant, job.id), {})[change.card_id] = change

    def changes(
        self, tenant: TenantId, job: Recalculation, limit: int, cursor: str | None
    ) -> tuple[Sequence[CardChange], str | None]:
        own = self._changes.get((tenant, job.id), {})
        return page_of(f"{tenant}/{job.id}", sorted(own.values(), key=lambda one: one.card_id), limit, cursor)

    def changes_of(self, tenant: TenantId, job: Recalculation, cards: Collection[CardId]) -> Mapping[CardId, CardChange]:
        own = self._changes.get((tenant, job.id), {})
        return {card: own[card] for card in cards if card in own}
