"""The owner's pages."""

from typing import Any

from comeback import bootstrap

# "GET /console", "GET /console/connections/{location_id}", "GET /console/connecting/{job_id}", "POST /console/sign-out",
# "GET /console/sign-in", "GET|POST /console/sign-in/{token}", "GET /console/static/{name}"
door = bootstrap.console()


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer an HTTP API event (payload format 2.0)."""
    return door(event, context)
