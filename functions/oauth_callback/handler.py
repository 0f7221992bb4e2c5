"""Altegio sends owners and lifecycle events here."""

from typing import Any

from comeback.bootstrap import connecting

# "GET /altegio/connect", "POST /altegio/lifecycle"
door = connecting.connect_locations()


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer an HTTP API event (payload format 2.0)."""
    return door(event, context)
