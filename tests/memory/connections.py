"""Connections in plain dicts, with the same promises as the DynamoDB adapter (tests/contract/test_connections.py)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from comeback.domain.connection import Connection, ConnectionStatus, HookSecret, Tenant
from comeback.domain.errors import FieldError, FieldRefused, NotFound
from comeback.domain.ids import LocationId, RecordId, TenantId, is_id
from comeback.ports.connections import LocationTaken
from tests.memory.store import Store


class MemoryConnections:
    """Connections over a shared store."""

    def __init__(self, store: Store) -> None:
        """`store` is shared with the other memory adapters."""
        self._store = store

    def tenant_of_user(self, altegio_user_id: int) -> Tenant | None:
        tenant = self._store.users.get(altegio_user_id)
        return None if tenant is None else self._store.tenants[tenant]

    def tenant(self, tenant: TenantId) -> Tenant | None:
        return self._store.tenants.get(tenant)

    def tenants(self, limit: int, cursor: str | None) -> tuple[Sequence[Tenant], str | None]:
        if cursor is not None and not is_id("tn", cursor):
            raise FieldRefused(FieldError("cursor", "This is not a cursor of this list."))
        ordered = sorted(self._store.tenants.values(), key=lambda tenant: (tenant.created_at, tenant.id))
        start = 0 if cursor is None else [tenant.id for tenant in ordered].index(TenantId(cursor)) + 1
        page = ordered[start : start + limit]
        return page, page[-1].id if start + limit < len(ordered) else None

    def create_tenant(self, tenant: Tenant) -> Tenant:
        known = self.tenant_of_user(tenant.altegio_user_id)
        if known is not None:
            return known
        if tenant.id in self._store.tenants:
            raise ValueError(f"the tenant id {tenant.id} is in use for another Altegio user")
        self._store.users[tenant.altegio_user_id] = tenant.id
        self._store.tenants[tenant.id] = tenant
        return tenant

    def save(self, tenant: TenantId, connection: Connection) -> None:
        if connection.tenant_id != tenant:
            raise ValueError("a connection is saved under its own tenant")
        if tenant not in self._store.tenants:
            raise NotFound(f"there is no tenant {tenant}")
        held = self._store.connections.get(connection.location_id)
        if held is not None and held.tenant_id != tenant:
            raise LocationTaken(f"location {connection.location_id} is tied to another tenant")
        if held is not None:
            kept = held.program_ids or connection.program_ids
            connection = replace(connection, watermarks=held.watermarks, program_ids=kept)
        self._put(connection)
        owner = self._store.tenants[tenant]
        locations = {*owner.location_ids, connection.location_id}
        self._store.tenants[tenant] = replace(owner, location_ids=tuple(sorted(locations)))

    def of_tenant(self, tenant: TenantId) -> Sequence[Connection]:
        own = [connection for connection in self._store.connections.values() if connection.tenant_id == tenant]
        return sorted(own, key=lambda connection: connection.location_id)

    def get(self, tenant: TenantId, location: LocationId) -> Connection | None:
        held = self._store.connections.get(location)
        return held if held is not None and held.tenant_id == tenant else None

    def set_status(self, tenant: TenantId, location: LocationId, status: ConnectionStatus, missing: Sequence[str] = ()) -> None:
        self._put(replace(self._own(tenant, location), status=status, missing_rights=tuple(missing)))

    def set_hook_secrets(self, tenant: TenantId, location: LocationId, secrets: Sequence[HookSecret]) -> None:
        self._put(replace(self._own(tenant, location), hook_secrets=tuple(secrets)))

    def note_event(self, tenant: TenantId, location: LocationId, at: datetime) -> None:
        held = self.get(tenant, location)
        if held is not None and (held.last_event_at is None or held.last_event_at < at):
            self._put(replace(held, last_event_at=at))

    def note_missing(self, tenant: TenantId, location: LocationId, record: RecordId, at: datetime) -> None:
        if self.get(tenant, location) is not None:
            self._store.missing_records[location, record] = at

    def advance(self, tenant: TenantId, location: LocationId, swept_at: datetime, watermarks: dict[str, str]) -> None:
        held = self._own(tenant, location)
        self._put(replace(held, last_sweep_at=swept_at, watermarks={**held.watermarks, **watermarks}))

    def live_locations(self) -> Sequence[tuple[TenantId, LocationId]]:
        return sorted(
            (connection.tenant_id, connection.location_id)
            for connection in self._store.connections.values()
            if connection.status is not ConnectionStatus.UNINSTALLED
        )

    def _own(self, tenant: TenantId, location: LocationId) -> Connection:
        held = self.get(tenant, location)
        if held is None:
            raise NotFound(f"location {location} is not connected")
        return held

    def _put(self, connection: Connection) -> None:
        self._store.connections[connection.location_id] = connection
