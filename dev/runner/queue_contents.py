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
    return lying_everywhere(endpoint_url, f"?QueueUrl={quote(queue_url, safe='')}").get(place_of(queue_url), [])


def place_of(queue_url: str) -> str:
    """Account and name: what stands before them depends on who asks."""
    return "/".join(queue_url.split("/")[-2:])


def lying_everywhere(endpoint_url: str, query: str = "") -> dict[str, list[Lying]]:
    """The messages of all queues at one moment, by their places. Raises OSError while the emulator does not answer."""
    connection = http.client.HTTPConnection(urlsplit(endpoint_url).netloc, timeout=30)
    try:
        connection.request("GET", f"/_ministack/sqs/messages{query}")
        answer = json.loads(connection.getresponse().read())
    finally:
        connection.close()
    return {
        place_of(url): [Lying(one["MessageId"], one["IsVisible"], one["VisibleAt"], one["ReceiveCount"]) for one in messages]
        for regions in answer["messages"].values()
        for queues in regions.values()
        for url, messages in queues.items()
    }
