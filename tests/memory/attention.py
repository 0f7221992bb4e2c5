"""What persons must look at, over the shared store (tests/contract/test_attention.py)."""

from collections.abc import Sequence
from dataclasses import replace

from comeback.domain.attention import AttentionItem
from comeback.domain.ids import AttentionId, TenantId
from tests.memory.cursors import page_of
from tests.memory.store import Store


class MemoryAttention:
    """Open items only."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def notice(self, tenant: TenantId, item: AttentionItem) -> bool:
        before = self.item(tenant, item.id)
        self._store.attention[tenant, item.id] = replace(item, noticed_at=before.noticed_at) if before else item
        return before is None

    def settle(self, tenant: TenantId, item: AttentionId) -> AttentionItem | None:
        return self._store.attention.pop((tenant, item), None)

    def item(self, tenant: TenantId, item: AttentionId) -> AttentionItem | None:
        return self._store.attention.get((tenant, item))

    def items(self, tenant: TenantId, limit: int, cursor: str | None) -> tuple[Sequence[AttentionItem], str | None]:
        own = [item for (owner, _), item in self._store.attention.items() if owner == tenant]
        return page_of(f"{tenant}/attention", sorted(own, key=lambda one: (one.noticed_at, one.id)), limit, cursor)
