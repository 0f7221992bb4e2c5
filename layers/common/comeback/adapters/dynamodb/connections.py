"""Connections and tenants in the main table.

A connection and the tenant's set of locations change in one transaction. Every write names the tenant in its condition.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from comeback.adapters.dynamodb import keys
from comeback.adapters.dynamodb.connection_items import connection_from, connection_item, instant, listing, secret_item
from comeback.adapters.dynamodb.errors import cancellation_reasons, is_condition_failed
from comeback.adapters.dynamodb.tenant_items import tenant_cursor, tenant_from, tenant_item, tenant_start
from comeback.domain.errors import NotFound
from comeback.ports.connections import MISSING_FOR, LocationTaken

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from comeback.adapters.dynamodb.table import Table
    from comeback.domain.connection import Connection, ConnectionStatus, HookSecret, Tenant
    from comeback.domain.ids import LocationId, RecordId, TenantId

_KEPT = frozenset({"program_ids", "watermarks"})


class DynamoConnections:
    """Connections over the main table."""

    def __init__(self, table: Table) -> None:
        """`table` is the main table."""
        self._table = table

    def tenant_of_user(self, altegio_user_id: int) -> Tenant | None:
        """Two reads: user → tenant."""
        ref = self._table.get(keys.altegio_user(altegio_user_id))
        return None if ref is None else self.tenant(ref["tenant_id"])

    def tenant(self, tenant: TenantId) -> Tenant | None:
        """One read."""
        item = self._table.get(keys.tenant(tenant))
        return None if item is None else tenant_from(item)

    def tenants(self, limit: int, cursor: str | None) -> tuple[Sequence[Tenant], str | None]:
        """One query of the listing and one batch read. Raises FieldRefused for a cursor that is not ours."""
        page, last = self._table.query_page(
            IndexName="listing",
            KeyConditionExpression="list_pk = :tenants",
            values={":tenants": keys.TENANTS},
            Limit=limit,
            start=tenant_start(cursor) if cursor else None,
        )
        found = self._table.get_all((row["pk"], row["sk"]) for row in page)
        rows = [tenant_from(found[row["pk"], row["sk"]]) for row in page if (row["pk"], row["sk"]) in found]
        return rows, tenant_cursor(last) if last else None

    def create_tenant(self, tenant: Tenant) -> Tenant:
        """The user's pointer decides who was first; the loser of a race gets the winner's tenant."""
        user = keys.altegio_user(tenant.altegio_user_id)
        fresh = {"ConditionExpression": "attribute_not_exists(pk)"}
        legs = [
            self._table.put_leg(user, {"tenant_id": tenant.id}, **fresh),
            self._table.put_leg(keys.tenant(tenant.id), tenant_item(tenant), **fresh),
        ]
        failed = self._transact(legs)
        if not failed:
            return tenant
        known = self.tenant_of_user(tenant.altegio_user_id)
        if known is None:
            raise ValueError(f"the tenant id {tenant.id} is in use for another Altegio user")
        return known

    def save(self, tenant: TenantId, connection: Connection) -> None:
        """One transaction. Raises NotFound for a tenant that does not exist, ValueError for a connection of another."""
        if connection.tenant_id != tenant:
            raise ValueError("a connection is saved under its own tenant")
        failed = self._transact([self._save_leg(tenant, connection), self._join_leg(tenant, connection.location_id)])
        if 0 in failed:
            raise LocationTaken(f"location {connection.location_id} is tied to another tenant")
        if 1 in failed:
            raise NotFound(f"there is no tenant {tenant}")

    def of_tenant(self, tenant: TenantId) -> Sequence[Connection]:
        """Two reads: the tenant's locations, then their connections."""
        owner = self.tenant(tenant)
        if owner is None:
            return ()
        found = self._table.get_all(keys.connection(location) for location in owner.location_ids)
        connections = [connection_from(item) for item in found.values() if item["tenant_id"] == tenant]
        return sorted(connections, key=lambda connection: connection.location_id)

    def get(self, tenant: TenantId, location: LocationId) -> Connection | None:
        """One read."""
        item = self._table.get(keys.connection(location))
        return connection_from(item) if item is not None and item["tenant_id"] == tenant else None

    def set_status(self, tenant: TenantId, location: LocationId, status: ConnectionStatus, missing: Sequence[str] = ()) -> None:
        """One conditional write. Raises NotFound when the location is not this tenant's."""
        listed = listing(location, status)
        values: dict[str, Any] = {":tenant": tenant, ":status": status.value, ":missing": list(missing)}
        if listed["list_pk"] is None:
            expression = "SET #status = :status, missing_rights = :missing REMOVE list_pk, list_sk"
        else:
            expression = "SET #status = :status, missing_rights = :missing, list_pk = :list_pk, list_sk = :list_sk"
            values |= {":list_pk": listed["list_pk"], ":list_sk": listed["list_sk"]}
        self._update_own(location, values, UpdateExpression=expression, ExpressionAttributeNames={"#status": "status"})

    def set_hook_secrets(self, tenant: TenantId, location: LocationId, secrets: Sequence[HookSecret]) -> None:
        """One conditional write. Raises NotFound when the location is not this tenant's."""
        values = {":tenant": tenant, ":secrets": [secret_item(secret) for secret in secrets]}
        self._update_own(location, values, UpdateExpression="SET hook_secrets = :secrets")

    def note_event(self, tenant: TenantId, location: LocationId, at: datetime) -> None:
        """One conditional write; an event older than the last one, or of another tenant's location, changes nothing."""
        try:
            self._table.update(
                keys.connection(location),
                {":tenant": tenant, ":at": instant(at)},
                UpdateExpression="SET last_event_at = :at",
                ConditionExpression="tenant_id = :tenant AND (attribute_not_exists(last_event_at) OR last_event_at < :at)",
            )
        except ClientError as problem:
            if not is_condition_failed(problem):
                raise

    def note_missing(self, tenant: TenantId, location: LocationId, record: RecordId, at: datetime) -> None:
        """One write; the item removes itself."""
        item = {"tenant_id": tenant, "at": instant(at), "expires_at_epoch": int((at + MISSING_FOR).timestamp())}
        self._table.put(keys.missing_record(location, record), item)

    def advance(self, tenant: TenantId, location: LocationId, swept_at: datetime, watermarks: dict[str, str]) -> None:
        """One conditional write. Raises NotFound when the location is not this tenant's."""
        names = {f"#list{place}": name for place, name in enumerate(watermarks)}
        values = {f":mark{place}": mark for place, mark in enumerate(watermarks.values())}
        marks = "".join(f", watermarks.#list{place} = :mark{place}" for place in range(len(watermarks)))
        self._update_own(
            location,
            {":tenant": tenant, ":at": instant(swept_at), **values},
            UpdateExpression=f"SET last_sweep_at = :at{marks}",
            **({"ExpressionAttributeNames": names} if names else {}),
        )

    def live_locations(self) -> Sequence[tuple[TenantId, LocationId]]:
        """The listing, then the connections themselves, because the index lags and knows no tenant."""
        rows = self._table.query(
            IndexName="listing", KeyConditionExpression="list_pk = :live", values={":live": keys.LIVE_LOCATIONS}
        )
        found = self._table.get_all((row["pk"], row["sk"]) for row in rows)
        live = [connection_from(item) for item in found.values() if "list_pk" in item]
        return sorted((connection.tenant_id, connection.location_id) for connection in live)

    def _update_own(self, location: LocationId, values: dict[str, Any], **expression: Any) -> None:
        try:
            self._table.update(keys.connection(location), values, ConditionExpression="tenant_id = :tenant", **expression)
        except ClientError as problem:
            if is_condition_failed(problem):
                raise NotFound(f"location {location} is not connected") from problem
            raise

    def _save_leg(self, tenant: TenantId, connection: Connection) -> dict[str, Any]:
        item = connection_item(connection)
        present = {name: value for name, value in item.items() if value is not None}
        sets = [f"#{name} = if_not_exists(#{name}, :{name})" if name in _KEPT else f"#{name} = :{name}" for name in present]
        removed = [f"#{name}" for name, value in item.items() if value is None and name not in _KEPT]
        expression = f"SET {', '.join(sets)}" + (f" REMOVE {', '.join(removed)}" if removed else "")
        return self._table.update_leg(
            keys.connection(connection.location_id),
            {**{f":{name}": value for name, value in present.items()}, ":tenant": tenant},
            UpdateExpression=expression,
            ConditionExpression="attribute_not_exists(tenant_id) OR tenant_id = :tenant",
            ExpressionAttributeNames={f"#{name}": name for name in item if name in present or name not in _KEPT},
        )

    def _join_leg(self, tenant: TenantId, location: LocationId) -> dict[str, Any]:
        return self._table.update_leg(
            keys.tenant(tenant),
            {":location": {location}},
            UpdateExpression="ADD location_ids :location",
            ConditionExpression="attribute_exists(pk)",
        )

    def _transact(self, legs: list[Any]) -> set[int]:
        """Empty when all legs were written, else the places of the legs whose condition failed."""
        try:
            self._table.transact(legs)
        except ClientError as problem:
            reasons = cancellation_reasons(problem) or []
            failed = {place for place, reason in enumerate(reasons) if reason == "ConditionalCheckFailed"}
            if not failed:
                raise
            return failed
        return set()
