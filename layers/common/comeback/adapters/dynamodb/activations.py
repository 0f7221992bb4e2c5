"""Activations under way and jobs of several locations, in the main table; TTL removes what nobody finished."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from comeback.adapters.dynamodb import keys
from comeback.adapters.dynamodb.connection_items import instant
from comeback.adapters.dynamodb.errors import is_condition_failed
from comeback.domain.connecting import ConnectOutcome
from comeback.domain.ids import JobId, LocationId, TenantId
from comeback.ports.activations import HELD, KEPT, ActivationHeld, ConnectJob, PendingActivation, in_order

if TYPE_CHECKING:
    from comeback.adapters.dynamodb.table import Table
    from comeback.adapters.dynamodb.wire import Item


class DynamoActivations:
    """Activations over the main table."""

    def __init__(self, table: Table) -> None:
        """`table` is the main table."""
        self._table = table

    def begin(self, location: LocationId, user_id: int, hook: str, browser: str, now: datetime) -> PendingActivation:
        """One write that adds to what the same user began; a second one in place of what another user left behind."""
        times = {"began_at": instant(now), "expires_at_epoch": int((now + KEPT).timestamp())}
        try:
            item = self._table.update(
                keys.activation(location),
                {":user": user_id, ":hook": {hook}, ":browser": {browser}, **{f":{name}": at for name, at in times.items()}},
                UpdateExpression="SET user_id = :user, began_at = :began_at, expires_at_epoch = :expires_at_epoch "
                "ADD hook_digests :hook, browsers :browser",
                ConditionExpression="attribute_not_exists(pk) OR user_id = :user",
                ReturnValues="ALL_NEW",
            )
        except ClientError as problem:
            if not is_condition_failed(problem):
                raise
            item = {"user_id": user_id, "hook_digests": {hook}, "browsers": {browser}, **times}
            self._replace_old(location, item, now)
        return _activation_from(item)

    def get(self, location: LocationId, now: datetime) -> PendingActivation | None:
        """One read."""
        item = self._table.get(keys.activation(location))
        if item is None or now - datetime.fromisoformat(item["began_at"]) >= KEPT:
            return None
        return _activation_from(item)

    def end(self, location: LocationId) -> None:
        """One write."""
        self._table.delete(keys.activation(location))

    def _replace_old(self, location: LocationId, item: Item, now: datetime) -> None:
        try:
            self._table.put(
                keys.activation(location),
                item,
                ConditionExpression="began_at < :old",
                ExpressionAttributeValues={":old": {"S": instant(now - HELD)}},
            )
        except ClientError as problem:
            if is_condition_failed(problem):
                raise ActivationHeld(f"location {location} is being connected by somebody else") from problem
            raise


class DynamoConnectJobs:
    """Jobs over the main table."""

    def __init__(self, table: Table) -> None:
        """`table` is the main table."""
        self._table = table

    def create(self, tenant: TenantId, job: ConnectJob, now: datetime) -> None:
        """One write."""
        outcomes = {str(location): outcome.value for location, outcome in job.outcomes}
        item = {"outcomes": outcomes, "created_at": instant(now), "expires_at_epoch": int((now + KEPT).timestamp())}
        self._table.put(keys.connect_job(tenant, job.id), item)

    def record(self, tenant: TenantId, job: JobId, location: LocationId, outcome: ConnectOutcome) -> None:
        """One conditional write."""
        try:
            self._table.update(
                keys.connect_job(tenant, job),
                {":outcome": outcome.value},
                UpdateExpression="SET outcomes.#location = :outcome",
                ConditionExpression="attribute_exists(pk)",
                ExpressionAttributeNames={"#location": str(location)},
            )
        except ClientError as problem:
            if not is_condition_failed(problem):
                raise

    def get(self, tenant: TenantId, job: JobId, now: datetime) -> ConnectJob | None:
        """One read."""
        item = self._table.get(keys.connect_job(tenant, job))
        if item is None or now - datetime.fromisoformat(item["created_at"]) >= KEPT:
            return None
        rows = [(LocationId(int(name)), ConnectOutcome(outcome)) for name, outcome in item["outcomes"].items()]
        return ConnectJob(job, in_order(rows))


def _activation_from(item: dict[str, Any]) -> PendingActivation:
    return PendingActivation(
        user_id=item["user_id"],
        hook_digests=frozenset(item["hook_digests"]),
        browsers=frozenset(item["browsers"]),
        began_at=datetime.fromisoformat(item["began_at"]),
    )
