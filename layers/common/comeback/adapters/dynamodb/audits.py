"""Audits and what they found, in a partition of their own for each tenant; open differences sort before the others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from comeback.adapters.dynamodb import codec, keys
from comeback.adapters.dynamodb.cursors import cursor_of, start_of
from comeback.domain.drift import REPAIRABLE, AuditRun, Difference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from comeback.adapters.dynamodb.table import Table
    from comeback.domain.ids import LocationId, TenantId

_KEY = frozenset({"pk", "sk"})


class DynamoAudits:
    """Few items: one for each location, and its differences up to a limit."""

    def __init__(self, main: Table) -> None:
        """`main` is the main table."""
        self._main = main

    def begin(self, tenant: TenantId, run: AuditRun) -> AuditRun:
        """Two queries and a write, and a deletion for each difference of the audit before."""
        sent = []
        for is_open in (True, False):
            partition, prefix = keys.differences(tenant, is_open=is_open, location=run.location_id)
            for item in self._main.query(
                KeyConditionExpression="pk = :drift AND begins_with(sk, :prefix)",
                values={":drift": partition, ":prefix": prefix},
            ):
                one = codec.load(Difference, item["difference"])
                if one.kind in REPAIRABLE:
                    sent.append(one.id)
                self._main.delete((item["pk"], item["sk"]))
        run = replace(run, sent_before=tuple(sorted(sent)))
        self.save(tenant, run)
        return run

    def runs(self, tenant: TenantId, locations: Sequence[LocationId]) -> Sequence[AuditRun]:
        """In batches."""
        found = self._main.get_all(keys.audit_run(tenant, location) for location in locations)
        return sorted((codec.load(AuditRun, item["run"]) for item in found.values()), key=lambda run: run.location_id)

    def save(self, tenant: TenantId, run: AuditRun, found: Sequence[Difference] = ()) -> None:
        """A write for each; the audit last, so that a step that breaks is done again."""
        for one in found:
            item = {"difference": codec.dump(Difference, one)}
            self._main.put(keys.difference(tenant, run.location_id, one.id, is_open=one.is_open), item)
        self._main.put(keys.audit_run(tenant, run.location_id), {"run": codec.dump(AuditRun, run)})

    def differences(self, tenant: TenantId, limit: int, cursor: str | None) -> tuple[Sequence[Difference], str | None]:
        """One query."""
        partition, prefix = keys.differences(tenant)
        items, last = self._main.query_page(
            KeyConditionExpression="pk = :drift AND begins_with(sk, :prefix)",
            values={":drift": partition, ":prefix": prefix},
            Limit=limit,
            start=start_of(cursor, {"pk": partition}, _KEY),
        )
        return [codec.load(Difference, item["difference"]) for item in items], cursor_of(last)
