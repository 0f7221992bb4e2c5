"""The audit trail in the main table: items that are written once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comeback.adapters.dynamodb import codec, keys
from comeback.adapters.dynamodb.cursors import cursor_of, start_of
from comeback.domain.trail import TrailRecord

if TYPE_CHECKING:
    from collections.abc import Sequence

    from comeback.adapters.dynamodb.table import Table
    from comeback.domain.ids import TenantId

_KEY = frozenset({"pk", "sk"})


class DynamoTrail:
    """Records of a tenant in one partition, in the order of time."""

    def __init__(self, main: Table) -> None:
        """`main` is the main table."""
        self._main = main

    def note(self, tenant: TenantId, record: TrailRecord) -> None:
        """One write, never over another record."""
        key = keys.trail(tenant, record.at, record.id)
        self._main.put(key, {"record": codec.dump(TrailRecord, record)}, ConditionExpression="attribute_not_exists(pk)")

    def records(self, tenant: TenantId, limit: int, cursor: str | None) -> tuple[Sequence[TrailRecord], str | None]:
        """One query."""
        partition, prefix = keys.trail_of(tenant)
        items, last = self._main.query_page(
            KeyConditionExpression="pk = :tenant AND begins_with(sk, :prefix)",
            values={":tenant": partition, ":prefix": prefix},
            ScanIndexForward=False,
            Limit=limit,
            start=start_of(cursor, {"pk": partition}, _KEY),
        )
        return [codec.load(TrailRecord, item["record"]) for item in items], cursor_of(last)
