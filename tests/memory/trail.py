"""The audit trail over the shared store (tests/contract/test_trail.py)."""

from collections.abc import Sequence

from comeback.domain.ids import TenantId
from comeback.domain.trail import TrailRecord
from tests.memory.cursors import page_of
from tests.memory.store import Store


class MemoryTrail:
    """A list for each tenant."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def note(self, tenant: TenantId, record: TrailRecord) -> None:
        self._store.trail.setdefault(tenant, []).append(record)

    def records(self, tenant: TenantId, limit: int, cursor: str | None) -> tuple[Sequence[TrailRecord], str | None]:
        own = sorted(self._store.trail.get(tenant, ()), key=lambda one: (one.at, one.id), reverse=True)
        return page_of(f"{tenant}/trail", own, limit, cursor)
