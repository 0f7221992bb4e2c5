"""What Altegio tells about our application in a location: removed, frozen, paid (altegio.md §1.9)."""

import hmac
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from comeback.domain.connection import Connection, ConnectionStatus
from comeback.domain.ids import LocationId
from comeback.ports.activations import Activations
from comeback.ports.connections import Connections
from comeback.ports.crm import CrmError
from comeback.ports.directory import Directory
from comeback.ports.marketplace import Installation, Marketplace

_LARGEST_BODY = 65_536


class Lifecycle(StrEnum):
    """What was made of an event."""

    UNINSTALLED = "uninstalled"
    FROZEN = "frozen"
    NOTED = "noted"  # a payment: nothing of ours changes
    NOT_CONNECTED = "not_connected"
    NEVER_SEEN = "never_seen"
    LATE = "late"  # about an installation before this one
    TRY_AGAIN = "try_again"  # what it is about cannot be found out at this moment
    NOT_FOUND = "not_found"  # not from Altegio, or about another application


@dataclass(frozen=True, slots=True)
class LifecycleEvent:
    """There is neither install nor unfreeze event; those are found by `CheckConnections`. Safe to repeat. The event carries no
    date, so one about a location that has come back may be from before: then Altegio is asked.
    """

    directory: Directory
    connections: Connections
    activations: Activations
    marketplace: Marketplace
    partner_token: str
    application_id: int

    def __call__(self, body: bytes) -> Lifecycle:
        """The body carries our partner token: it is never kept or logged."""
        fields = _object(body)
        if not self._is_altegios(fields):
            return Lifecycle.NOT_FOUND
        match fields.get("event"):
            case "uninstall":
                return self._uninstall(fields)
            case "freeze":
                return self._freeze(fields)
            case "payment":
                return Lifecycle.NOTED
            case _:
                return Lifecycle.NEVER_SEEN

    def _is_altegios(self, fields: dict[str, Any]) -> bool:
        token = fields.get("partner_token")
        given = token.encode("utf-8", "replace") if isinstance(token, str) else b""
        known = hmac.compare_digest(given, self.partner_token.encode())
        return known and _number(fields.get("application_id")) == self.application_id

    def _uninstall(self, fields: dict[str, Any]) -> Lifecycle:
        location = _location(fields)
        connection = self.directory.connection(location) if location else None
        if connection is not None and connection.is_live and _came_back(connection):
            try:
                state = self.marketplace.installation(connection.location_id)
            except CrmError:
                return Lifecycle.TRY_AGAIN
            if state in (Installation.ACTIVE, Installation.FREEZED):
                return Lifecycle.LATE
        if location:
            self.activations.end(location)
        if connection is None:
            return Lifecycle.NOT_CONNECTED
        return self._set(connection, ConnectionStatus.UNINSTALLED, Lifecycle.UNINSTALLED)

    def _freeze(self, fields: dict[str, Any]) -> Lifecycle:
        location = _location(fields)
        connection = self.directory.connection(location) if location else None
        if connection is None or not connection.is_live:
            return Lifecycle.NOT_CONNECTED
        return self._set(connection, ConnectionStatus.FROZEN, Lifecycle.FROZEN)

    def _set(self, connection: Connection, status: ConnectionStatus, done: Lifecycle) -> Lifecycle:
        self.connections.set_status(connection.tenant_id, connection.location_id, status, connection.missing_rights)
        return done


def _location(fields: dict[str, Any]) -> LocationId | None:
    number = _number(fields.get("salon_id"))
    return LocationId(number) if number is not None else None


def _came_back(connection: Connection) -> bool:
    """Whether it was connected before: each connecting gives it an address more, and the older ones an end."""
    return any(secret.valid_until for secret in connection.hook_secrets)


def _object(body: bytes) -> dict[str, Any]:
    if len(body) > _LARGEST_BODY:
        return {}
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return fields if isinstance(fields, dict) else {}


def _number(value: object) -> int | None:
    """A positive whole number that a key can hold, maybe as text."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None
