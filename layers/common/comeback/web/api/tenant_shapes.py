"""Connections, tenants, keys and sign-in links as JSON (interfaces.md §5)."""

from typing import Self

from comeback.domain.connection import Connection, ConnectionStatus, Tenant
from comeback.web.api.shapes import Answer, Instant


class ConnectionAnswer(Answer):
    """A connected Altegio location. `latitude` and `longitude`: where cards are suggested, once it is set in Altegio."""

    location_id: int
    title: str
    chain_id: int | None
    timezone: str
    currency: str
    latitude: float | None
    longitude: float | None
    status: ConnectionStatus
    missing_rights: list[str]
    last_event_at: Instant | None
    last_sweep_at: Instant | None

    @classmethod
    def of(cls, connection: Connection) -> Self:
        """A stored connection."""
        place = connection.location
        latitude, longitude = place.position or (None, None)
        return cls(
            location_id=place.location_id, title=place.title, chain_id=place.chain_id, timezone=place.timezone,
            currency=place.currency, latitude=latitude, longitude=longitude, status=connection.status,
            missing_rights=list(connection.missing_rights),
            last_event_at=connection.last_event_at, last_sweep_at=connection.last_sweep_at,
        )  # fmt: skip


class ConnectionPage(Answer):
    """A page of connections."""

    items: list[ConnectionAnswer]
    next_cursor: str | None


class TenantAnswer(Answer):
    """A business."""

    id: str
    title: str
    location_ids: list[int]
    created_at: Instant

    @classmethod
    def of(cls, tenant: Tenant) -> Self:
        """A stored tenant, without its owner's address."""
        return cls(id=tenant.id, title=tenant.title, location_ids=list(tenant.location_ids), created_at=tenant.created_at)


class TenantPage(Answer):
    """A page of tenants, oldest first."""

    items: list[TenantAnswer]
    next_cursor: str | None


class KeyAnswer(Answer):
    """A fresh API key: the only time that it is shown."""

    id: str
    key: str


class SignInLinkAnswer(Answer):
    """A fresh sign-in link: good once."""

    url: str
    expires_at: Instant


class HealthAnswer(Answer):
    """We are here."""

    status: str
    version: str
