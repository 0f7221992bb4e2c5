"""What lies in the queues right now, looked at without touching it.

SQS itself has no such call; the emulator has one that answers for one moment.
"""

import http.client
import json
from dataclasses import dataclass
from urllib.parse import quote, urlsplit


@dataclass(frozen=True, slots=True)
class Lying:
    """A message; `visible_at` is a whole second, rounded down. `receives` counts how often it was received."""

    message_id: str
    visible: bool
    visible_at: int
    receives: int


def lying_in(endpoint_url: str, queue_url: str) -> list[Lying]:
    """Every message of a queue. Raises OSError while the emulator does not answer."""
    connection = http.client.HTTPConnection(urlsplit(endpoint_url).netloc, timeout=30)
    try:
        connection.request("GET", f"/_ministack/sqs/messages?QueueUrl={quote(queue_url, safe='')}")
        answer = json.loads(connection.getresponse().read())
    finally:
        connection.close()
    return [
        Lying(message["MessageId"], message["IsVisible"], message["VisibleAt"], message["ReceiveCount"])
        for regions in answer["messages"].values()
        for queues in regions.values()
        for messages in queues.values()
        for message in messages
    ]
