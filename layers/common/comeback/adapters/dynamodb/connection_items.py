"""A connection as one item, and back; every adapter that meets a connection reads it through here.

`program_ids` is a string set that programs add themselves to; `watermarks` is always a map, so that a sweep can set
one of its entries. Uninstalled locations are not in the listing of live ones.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from comeback.adapters.dynamodb.codec import dump, load
from comeback.adapters.dynamodb.keys import LIVE_LOCATIONS
from comeback.domain.connection import Connection, ConnectionStatus, HookSecret, Location
from comeback.domain.ids import LocationId, ProgramId, TenantId

if TYPE_CHECKING:
    from collections.abc import Mapping


def instant(moment: datetime) -> str:
    """A moment as ISO text in UTC of fixed width, so that texts compare as moments do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def connection_item(connection: Connection) -> dict[str, Any]:
    """The attributes of a connection without its key; `None` stands for an attribute that is absent."""
    return {
        "tenant_id": connection.tenant_id,
        "status": connection.status.value,
        "location": dump(Location, connection.location),
        "hook_secrets": [secret_item(secret) for secret in connection.hook_secrets],
        "connected_at": instant(connection.connected_at),
        "missing_rights": list(connection.missing_rights),
        "program_ids": set(connection.program_ids) or None,
        "last_event_at": _maybe_instant(connection.last_event_at),
        "last_sweep_at": _maybe_instant(connection.last_sweep_at),
        "watermarks": dict(connection.watermarks),
        **listing(connection.location_id, connection.status),
    }


def listing(location: LocationId, status: ConnectionStatus) -> dict[str, str | None]:
    """The attributes that put a connection into the listing of live locations; all `None` once it is uninstalled."""
    if status is ConnectionStatus.UNINSTALLED:
        return {"list_pk": None, "list_sk": None}
    return {"list_pk": LIVE_LOCATIONS, "list_sk": str(location)}


def connection_from(item: Mapping[str, Any]) -> Connection:
    """The connection of an item written from `connection_item`."""
    return Connection(
        location=load(Location, item["location"]),
        tenant_id=TenantId(item["tenant_id"]),
        status=ConnectionStatus(item["status"]),
        hook_secrets=hook_secrets_from(item),
        connected_at=datetime.fromisoformat(item["connected_at"]),
        missing_rights=tuple(item["missing_rights"]),
        program_ids=tuple(ProgramId(program) for program in sorted(item.get("program_ids", ()))),
        last_event_at=_maybe_moment(item.get("last_event_at")),
        last_sweep_at=_maybe_moment(item.get("last_sweep_at")),
        watermarks=dict(item["watermarks"]),
    )


def hook_secrets_from(item: Mapping[str, Any]) -> tuple[HookSecret, ...]:
    """Only the webhook secrets of a connection's item, for the door that needs nothing else."""
    return tuple(HookSecret(secret["digest"], _maybe_moment(secret.get("valid_until"))) for secret in item["hook_secrets"])


def secret_item(secret: HookSecret) -> dict[str, str]:
    """A webhook secret's digest, and until when it is valid if it is on its way out."""
    if secret.valid_until is None:
        return {"digest": secret.digest}
    return {"digest": secret.digest, "valid_until": instant(secret.valid_until)}


def _maybe_instant(moment: datetime | None) -> str | None:
    return None if moment is None else instant(moment)


def _maybe_moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
