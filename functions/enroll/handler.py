"""Customers join a program and look at their card."""

from typing import Any

from comeback.bootstrap import enroll

# Routes: "GET /c/{token}", "GET /c/{token}/state", "GET /badges/{name}", "GET /join/{program_id}", "POST /join/{program_id}"
door = enroll.customer_pages()


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer an HTTP API event (payload format 2.0)."""
    return door(event, context)
