"""Audits over the shared store (tests/contract/test_audits.py)."""

from collections.abc import Sequence
from dataclasses import replace

from comeback.domain.drift import REPAIRABLE, AuditRun, Difference
from comeback.domain.ids import LocationId, TenantId
from tests.memory.cursors import page_of
from tests.memory.store import Store


class MemoryAudits:
    """The last one of each location."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def begin(self, tenant: TenantId, run: AuditRun) -> AuditRun:
        own = self._of(tenant, run.location_id)
        for one in own:
            del self._store.differences[tenant, one.location_id, one.id]
        run = replace(run, sent_before=tuple(sorted(one.id for one in own if one.kind in REPAIRABLE)))
        self._store.audits[tenant, run.location_id] = run
        return run

    def runs(self, tenant: TenantId, locations: Sequence[LocationId]) -> Sequence[AuditRun]:
        found = (self._store.audits.get((tenant, location)) for location in sorted(locations))
        return [run for run in found if run]

    def save(self, tenant: TenantId, run: AuditRun, found: Sequence[Difference] = ()) -> None:
        for one in found:
            self._store.differences[tenant, one.location_id, one.id] = one
        self._store.audits[tenant, run.location_id] = run

    def differences(self, tenant: TenantId, limit: int, cursor: str | None) -> tuple[Sequence[Difference], str | None]:
        own = [one for (owner, _, _), one in self._store.differences.items() if owner == tenant]
        ordered = sorted(own, key=lambda one: (not one.is_open, str(one.location_id), one.id))
        return page_of(f"{tenant}/drift", ordered, limit, cursor)

    def _of(self, tenant: TenantId, location: LocationId) -> list[Difference]:
        return [one for (owner, place, _), one in self._store.differences.items() if (owner, place) == (tenant, location)]
