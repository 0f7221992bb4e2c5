"""Altegio's events come in here: authenticate, keep the ids, answer. Nothing is decided yet."""

from base64 import b64decode
from typing import Any

from comeback import observe
from comeback.bootstrap import events
from comeback.ports.queues import QueueUnavailableError
from comeback.usecases.receive_event import Received

# The one route is "POST /altegio/hooks/{location_id}/{secret}".
receive = events.receive_event()
# Everything else was taken, even if nothing follows from it.
_STATUS = {Received.NOT_FOUND: 404, Received.TOO_LARGE: 413, Received.MALFORMED: 400}


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer an HTTP API event (payload format 2.0); the body of an answer never says why."""
    path = event.get("pathParameters") or {}
    try:
        received = receive(path.get("location_id", ""), path.get("secret", ""), _body(event))
    except QueueUnavailableError:
        observe.unit("webhook", outcome="queue_unavailable")
        return {"statusCode": 503, "headers": {"retry-after": "1"}}
    except Exception as problem:  # noqa: BLE001 - the HTTP edge (style.md §8)
        observe.failure("webhook", problem)
        return {"statusCode": 500}
    observe.unit("webhook", outcome=received)
    return {"statusCode": _STATUS.get(received, 200)}


def _body(event: dict[str, Any]) -> bytes:
    """What cannot be decoded is as malformed as no body."""
    text = event.get("body") or ""
    try:
        return b64decode(text) if event.get("isBase64Encoded") else text.encode("utf-8", "replace")
    except ValueError:
        return b""
