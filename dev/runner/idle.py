"""Whether anything is in flight: a request, a job, a message, a stream's record or an event of our stand-in for Altegio.

It errs to one side only: what cannot be told apart from work that is under way counts as such.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from dev.runner.queue_contents import place_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dev.runner.activity import Activity
    from dev.runner.queue_contents import Lying
    from dev.runner.queue_trigger import QueueTrigger
    from dev.runner.stream_trigger import StreamTrigger


@dataclass(frozen=True, slots=True)
class Rest:
    """`scheduled` messages become due later, the first at `next_at` (of the machine's clock)."""

    in_flight: int
    scheduled: int
    next_at: datetime | None

    def to_json(self) -> dict[str, Any]:
        """The answer of `GET /__local/idle`."""
        moment = None if self.next_at is None else self.next_at.isoformat().replace("+00:00", "Z")
        return {"in_flight": self.in_flight, "scheduled": self.scheduled, "next_at": moment}


@dataclass(frozen=True, slots=True)
class IdleCheck:
    """`contents` looks into all queues at once, `on_the_way` counts what an outside stand-in is about to send."""

    activity: Activity
    queues: Sequence[QueueTrigger]
    streams: Sequence[StreamTrigger]
    contents: Callable[[], Mapping[str, Sequence[Lying]]]
    on_the_way: Callable[[], int]

    def __call__(self) -> Rest:
        """Senders first, then what they send to: what moves on during the look is found further down, or makes the second
        reading of the activity differ from the first.
        """
        before = self.activity.read()
        coming = self.on_the_way()
        unread = sum(stream.unread() for stream in self.streams)
        lying = self.contents()
        in_hand, due = 0, []
        for queue in self.queues:
            for message in lying.get(place_of(queue.url), ()):
                if message.visible or (message.receives and not queue.waits(message.message_id, message.receives)):
                    in_hand += 1
                else:
                    due.append(message.visible_at)
        after = self.activity.read()
        moved = int(after.started != before.started)
        # A batch in hand is an invocation and its messages at once: counting both would count it twice.
        in_flight = max(before.running, after.running, in_hand, moved) + coming + unread
        # The emulator rounds down; a moment too late is better than one too early.
        next_at = datetime.fromtimestamp(min(due) + 1, UTC) if due else None
        return Rest(in_flight, len(due), next_at)
