"""Recalculations in the main table: the job in its tenant's partition, its cards in one of their own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from comeback.adapters.dynamodb import keys
from comeback.adapters.dynamodb.codec import dump, load
from comeback.adapters.dynamodb.cursors import cursor_of, start_of
from comeback.adapters.dynamodb.errors import lost_condition
from comeback.domain.ids import CardId, JobId, ProgramId, TenantId
from comeback.domain.recalculation import CardChange, Recalculation
from comeback.ports.recalculations import KEPT, RecalculationChanged

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from comeback.adapters.dynamodb.table import Table

_KEY = frozenset({"pk", "sk"})


class DynamoRecalculations:
    """A page of cards and the job after it are one transaction, so that sums are the sums of what is stored."""

    def __init__(self, main: Table) -> None:
        """`main` is the main table."""
        self._main = main

    def save(self, tenant: TenantId, job: Recalculation, changes: Sequence[CardChange] = ()) -> Recalculation:
        """One transaction."""
        saved = replace(job, revision=job.revision + 1)
        item = {"job": dump(Recalculation, saved), "revision": saved.revision, "expires_at_epoch": _forgotten_at(job)}
        if job.revision == 0:
            condition: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(pk)"}
        else:
            condition = {
                "ConditionExpression": "revision = :read",
                "ExpressionAttributeValues": {":read": {"N": str(job.revision)}},
            }
        legs = [self._main.put_leg(keys.recalculation(tenant, job.program_id, job.id), item, **condition)]
        legs.extend(self._main.put_leg(keys.recalculated(tenant, job.id, one.card_id), _item(job, one)) for one in changes)
        try:
            self._main.transact(legs)
        except ClientError as problem:
            if not lost_condition(problem):
                raise
            raise RecalculationChanged("somebody else saved the job") from problem
        return saved

    def get(self, tenant: TenantId, program: ProgramId, job: JobId) -> Recalculation | None:
        """One read."""
        item = self._main.get(keys.recalculation(tenant, program, job))
        return load(Recalculation, item["job"]) if item else None

    def latest(self, tenant: TenantId, program: ProgramId, limit: int) -> Sequence[Recalculation]:
        """One query; ids sort by the time of their making."""
        partition, prefix = keys.recalculation(tenant, program, JobId(""))
        items, _ = self._main.query_page(
            KeyConditionExpression="pk = :tenant AND begins_with(sk, :program)",
            values={":tenant": partition, ":program": prefix},
            ScanIndexForward=False,
            Limit=limit,
        )
        return [load(Recalculation, item["job"]) for item in items]

    def note(self, tenant: TenantId, job: Recalculation, change: CardChange) -> None:
        """One write."""
        self._main.put(keys.recalculated(tenant, job.id, change.card_id), _item(job, change))

    def changes(
        self, tenant: TenantId, job: Recalculation, limit: int, cursor: str | None
    ) -> tuple[Sequence[CardChange], str | None]:
        """One query."""
        partition, _ = keys.recalculated(tenant, job.id, CardId(""))
        items, last = self._main.query_page(
            KeyConditionExpression="pk = :job",
            values={":job": partition},
            Limit=limit,
            start=start_of(cursor, {"pk": partition}, _KEY),
        )
        return [load(CardChange, item["change"]) for item in items], cursor_of(last)

    def changes_of(self, tenant: TenantId, job: Recalculation, cards: Collection[CardId]) -> Mapping[CardId, CardChange]:
        """One batch."""
        found = self._main.get_all(keys.recalculated(tenant, job.id, card) for card in cards)
        known = [load(CardChange, item["change"]) for item in found.values()]
        return {change.card_id: change for change in known}


def _item(job: Recalculation, change: CardChange) -> dict[str, Any]:
    return {"change": dump(CardChange, change), "expires_at_epoch": _forgotten_at(job)}


def _forgotten_at(job: Recalculation) -> int:
    return int((job.as_of + KEPT).timestamp())
