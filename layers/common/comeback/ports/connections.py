"""Tenants and their connections."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from comeback.domain.connection import Connection, ConnectionStatus, HookSecret, Tenant
from comeback.domain.ids import LocationId, RecordId, TenantId

MISSING_FOR = timedelta(minutes=2)
"""So long Altegio is not asked again for a booking that it does not have. Short: a real one may get that number meanwhile."""


class LocationTaken(Exception):  # noqa: N818 - a past-tense fact (style.md §4)
    """The location is tied to another tenant."""


class Connections(Protocol):
    """Writes are conditional on the tenant: a location never changes hands silently."""

    def tenant_of_user(self, altegio_user_id: int) -> Tenant | None:
        """The tenant whose account is this Altegio user (ruling 9)."""

    def tenant(self, tenant: TenantId) -> Tenant | None:
        """One tenant."""

    def tenants(self, limit: int, cursor: str | None) -> tuple[Sequence[Tenant], str | None]:
        """A page of all tenants, oldest first, and the cursor of the next page."""

    def create_tenant(self, tenant: Tenant) -> Tenant:
        """Store a new tenant, or answer with the one that this Altegio user already has."""

    def save(self, tenant: TenantId, connection: Connection) -> None:
        """Store a connection as given, keeping `program_ids` and `watermarks` of one that exists.

        Raises LocationTaken when another tenant holds the location. A tie outlives an uninstallation, because cards
        and ledger stay and a reconnect resumes (ruling 9, interfaces.md §3).
        """

    def of_tenant(self, tenant: TenantId) -> Sequence[Connection]:
        """All connections of a tenant, by location id."""

    def get(self, tenant: TenantId, location: LocationId) -> Connection | None:
        """One connection; None when it is another tenant's."""

    def set_status(self, tenant: TenantId, location: LocationId, status: ConnectionStatus, missing: Sequence[str] = ()) -> None:
        """Change the status and the list of missing rights."""

    def set_hook_secrets(self, tenant: TenantId, location: LocationId, secrets: Sequence[HookSecret]) -> None:
        """Replace the secrets that open the webhook's door. Raises NotFound when the location is not this tenant's."""

    def note_event(self, tenant: TenantId, location: LocationId, at: datetime) -> None:
        """Remember that an event came."""

    def note_missing(self, tenant: TenantId, location: LocationId, record: RecordId, at: datetime) -> None:
        """Remember for `MISSING_FOR` that Altegio was asked for a booking and had none: `Directory.resolve` tells it."""

    def advance(self, tenant: TenantId, location: LocationId, swept_at: datetime, watermarks: dict[str, str]) -> None:
        """Remember a finished sweep: the given watermarks replace the old ones of the same lists."""

    def live_locations(self) -> Sequence[tuple[TenantId, LocationId]]:
        """Every location that is not uninstalled, for the scheduled jobs."""
