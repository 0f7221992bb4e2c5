"""The webhook door's look-up. Imports no pydantic: this function's cold start is in every event's way."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

from comeback.adapters.dynamodb import keys
from comeback.adapters.dynamodb.table import Table
from comeback.domain.connection import ConnectionStatus, HookSecret
from comeback.domain.ids import LocationId, TenantId
from comeback.ports.hooks import Hook


class DynamoHooks:
    """Hooks over DynamoDB."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        """`table` is the main table's name."""
        self._main = Table(client, table)

    def hook(self, location: LocationId) -> Hook | None:
        """One strongly consistent read."""
        item = self._main.get(keys.connection(location))
        if item is None:
            return None
        return Hook(
            tenant_id=TenantId(item["tenant_id"]),
            status=ConnectionStatus(item["status"]),
            secrets=tuple(_secret(one) for one in item.get("hook_secrets", [])),
        )


def _secret(item: dict[str, str]) -> HookSecret:
    until = item.get("valid_until")
    return HookSecret(item["digest"], datetime.fromisoformat(until) if until else None)
