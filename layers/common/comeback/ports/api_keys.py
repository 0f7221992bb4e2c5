"""Keys of the owner's own systems."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from comeback.domain.ids import ApiKeyId, TenantId


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as its tenant sees it; `digest` is the SHA-256 (hex) of the secret, which is stored nowhere."""

    id: ApiKeyId
    digest: str
    created_at: datetime


class ApiKeys(Protocol):
    """A key is found by its digest through the Directory."""

    def add(self, tenant: TenantId, key: ApiKey) -> None:
        """Make a key valid."""

    def of_tenant(self, tenant: TenantId) -> Sequence[ApiKey]:
        """Valid keys, oldest first."""

    def revoke(self, tenant: TenantId, key: ApiKeyId) -> bool:
        """Make a key invalid at once; False when the tenant has no such key."""
