"""What Altegio tells about our application in a location: removed, frozen, paid (altegio.md §1.9)."""

import hmac
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from comeback.domain.connection import ConnectionStatus
from comeback.domain.ids import LocationId
from comeback.ports.activations import Activations
from comeback.ports.connections import Connections
from comeback.ports.directory import Directory

_LARGEST_BODY = 65_536


class Lifecycle(StrEnum):
    """What was made of an event."""

    UNINSTALLED = "uninstalled"
    FROZEN = "frozen"
    NOTED = "noted"  # a payment: nothing of ours changes
    NOT_CONNECTED = "not_connected"
    NEVER_SEEN = "never_seen"
    NOT_FOUND = "not_found"  # not from Altegio, or about another application


@dataclass(frozen=True, slots=True)
class LifecycleEvent:
    """There is neither install nor unfreeze event; those are found by `CheckConnections`. Safe to repeat."""

    directory: Directory
    connections: Connections
    activations: Activations
    partner_token: str
    application_id: int

    def __call__(self, body: bytes) -> Lifecycle:
        """The body carries our partner token: it is never kept or logged."""
        fields = _object(body)
        if not self._is_altegios(fields):
            return Lifecycle.NOT_FOUND
        match fields.get("event"):
            case "uninstall":
                return self._set(fields, ConnectionStatus.UNINSTALLED, Lifecycle.UNINSTALLED)
            case "freeze":
                return self._set(fields, ConnectionStatus.FROZEN, Lifecycle.FROZEN)
            case "payment":
                return Lifecycle.NOTED
            case _:
                return Lifecycle.NEVER_SEEN

    def _is_altegios(self, fields: dict[str, Any]) -> bool:
        token = fields.get("partner_token")
        given = token.encode("utf-8", "replace") if isinstance(token, str) else b""
        known = hmac.compare_digest(given, self.partner_token.encode())
        return known and _number(fields.get("application_id")) == self.application_id

    def _set(self, fields: dict[str, Any], status: ConnectionStatus, done: Lifecycle) -> Lifecycle:
        number = _number(fields.get("salon_id"))
        location = LocationId(number) if number is not None else None
        connection = self.directory.connection(location) if location is not None else None
        if location is not None and status is ConnectionStatus.UNINSTALLED:
            self.activations.end(location)
        if connection is None or (status is ConnectionStatus.FROZEN and not connection.is_live):
            return Lifecycle.NOT_CONNECTED
        self.connections.set_status(connection.tenant_id, connection.location_id, status, connection.missing_rights)
        return done


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
