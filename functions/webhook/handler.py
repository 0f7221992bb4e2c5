"""Altegio's events come in here: authenticate, keep the ids, answer. Nothing is decided yet."""

from base64 import b64decode
from typing import Any

from comeback import observe
from comeback.bootstrap import events
from comeback.ports.queues import QueueUnavailableError
from comeback.usecases.receive_event import Received

# Route: "POST /altegio/hooks/{location_id}/{secret}"
receive = events.receive_event()
_STATUS = {
    Received.QUEUED: 200,
    Received.IGNORED: 200,
    Received.NEVER_SEEN: 200,
    Received.FROZEN: 200,
    Received.NOT_FOUND: 404,
    Received.TOO_LARGE: 413,
    Received.MALFORMED: 400,
}


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer an HTTP API event (payload format 2.0); the body of an answer never says why."""
    path = event.get("pathParameters") or {}
    text = event.get("body") or ""
    try:
        body = b64decode(text) if event.get("isBase64Encoded") else text.encode()
        received = receive(path.get("location_id", ""), path.get("secret", ""), body)
    except QueueUnavailableError:
        observe.unit("webhook", outcome="queue_unavailable")
        return {"statusCode": 503, "headers": {"retry-after": "1"}}
    observe.unit("webhook", outcome=received)
    return {"statusCode": _STATUS[received]}
