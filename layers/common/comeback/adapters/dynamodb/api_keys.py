"""API keys over DynamoDB: one item for the tenant, one found by the key's digest."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from comeback.adapters.dynamodb import keys
from comeback.domain.ids import ApiKeyId, TenantId
from comeback.ports.api_keys import ApiKey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from comeback.adapters.dynamodb.table import Table


class DynamoApiKeys:
    """Both items are written and removed together."""

    def __init__(self, main: Table) -> None:
        """`main` is the main table."""
        self._main = main

    def add(self, tenant: TenantId, key: ApiKey) -> None:
        """One transaction."""
        created = key.created_at.isoformat()
        self._main.transact(
            [
                self._main.put_leg(keys.api_key(tenant, key.id), {"digest": key.digest, "created_at": created}),
                self._main.put_leg(
                    keys.api_key_ref(key.digest),
                    {"tenant_id": tenant, "key_id": key.id},
                    ConditionExpression="attribute_not_exists(pk)",
                ),
            ]
        )

    def of_tenant(self, tenant: TenantId) -> Sequence[ApiKey]:
        """One query."""
        partition, prefix = keys.api_key(tenant, "")
        items = self._main.query(
            KeyConditionExpression="pk = :tenant AND begins_with(sk, :key)",
            values={":tenant": partition, ":key": prefix},
        )
        return [
            ApiKey(ApiKeyId(item["sk"].removeprefix(prefix)), item["digest"], datetime.fromisoformat(item["created_at"]))
            for item in items
        ]

    def revoke(self, tenant: TenantId, key: ApiKeyId) -> bool:
        """A read and two deletions: first the one that opens the door."""
        item = self._main.get(keys.api_key(tenant, key))
        if item is None:
            return False
        self._main.delete(keys.api_key_ref(item["digest"]))
        self._main.delete(keys.api_key(tenant, key))
        return True
