"""The REST API for owners' systems and for the operator."""

from typing import Any

from comeback.bootstrap import api

# Routes under `/api/v1`, `/operator/v1` and "GET /health"; they are named in `comeback.web.api`.
door = api.api()


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer an HTTP API event (payload format 2.0)."""
    return door(event, context)
