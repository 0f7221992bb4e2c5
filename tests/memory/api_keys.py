"""API keys in plain dicts (tests/contract/test_api_keys.py)."""

from collections.abc import Sequence

from comeback.domain.ids import ApiKeyId, TenantId
from comeback.ports.api_keys import ApiKey
from comeback.ports.directory import ApiKeyHolder
from tests.memory.store import Store


class MemoryApiKeys:
    """API keys over a shared store."""

    def __init__(self, store: Store) -> None:
        """`store` is shared with the other memory adapters."""
        self._store = store

    def add(self, tenant: TenantId, key: ApiKey) -> None:
        self._store.api_keys[tenant, key.id] = key
        self._store.api_key_holders[key.digest] = ApiKeyHolder(tenant, key.id)

    def of_tenant(self, tenant: TenantId) -> Sequence[ApiKey]:
        own = [key for (owner, _), key in self._store.api_keys.items() if owner == tenant]
        return sorted(own, key=lambda key: key.id)

    def revoke(self, tenant: TenantId, key: ApiKeyId) -> bool:
        known = self._store.api_keys.pop((tenant, key), None)
        if known is None:
            return False
        del self._store.api_key_holders[known.digest]
        return True
