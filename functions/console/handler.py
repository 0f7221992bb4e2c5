"""The owner's pages."""

from typing import Any

from comeback.bootstrap import console

# All routes under `/console`; they are named in `comeback.web.console`.
door = console.console()


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer an HTTP API event (payload format 2.0)."""
    return door(event, context)
