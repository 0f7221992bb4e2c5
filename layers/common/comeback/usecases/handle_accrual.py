"""One message of a queue behind Altegio: to its use case, and what happens when Altegio is out of reach."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from comeback.messages import AccrualMessage, ClientChanged, SyncMessage, VisitChanged
from comeback.ports.connections import Connections
from comeback.ports.crm import CrmGoneError, CrmRefusedError, CrmUnavailableError
from comeback.ports.queues import QueueOf
from comeback.usecases.watch_right import note_right_lost

_LONGEST_DELAY = 900
_DOUBLINGS = 10
# About two weeks of quarter hours, the queue's retention: after that a person has to look (the dead-letter queue).
_MOST_ATTEMPTS = 1_300


class Postponed(StrEnum):
    """A message that was finished without its work being done."""

    AGAIN_LATER = "again_later"
    RIGHT_MISSING = "right_missing"


@dataclass(frozen=True, slots=True)
class HandleAccrual[M: AccrualMessage | SyncMessage]:
    """`routes` maps a message's type to its use case. `jitter` spreads a delay of seconds."""

    routes: dict[type[Any], Callable[[Any], StrEnum | int]]
    connections: Connections
    queue: QueueOf[M]
    jitter: Callable[[float], float]

    def __call__(self, message: M) -> str:
        """The outcome. While Altegio is out of reach the message goes back with a delay and counts its attempts: the
        dead-letter queue is for surprises. Raises what is one.
        """
        try:
            return str(self.routes[type(message)](message))
        except (CrmRefusedError, CrmGoneError):
            # A lost right, which may also look like a 404 (ruling 8): a person has to grant it; the sweep finds what
            # was missed meanwhile (ruling 22).
            self._call_attention(message)
            return Postponed.RIGHT_MISSING
        except CrmUnavailableError as problem:
            if message.attempt >= _MOST_ATTEMPTS:
                raise
            delay = self.jitter(max(problem.retry_after, 2.0 ** min(message.attempt, _DOUBLINGS)))
            again = replace(message, attempt=message.attempt + 1)
            self.queue.send(again, delay_seconds=min(max(round(delay), 1), _LONGEST_DELAY))
            return Postponed.AGAIN_LATER

    def _call_attention(self, message: M) -> None:
        """Messages about a customer touch several locations; the sweep finds out which of them it is."""
        if isinstance(message, VisitChanged | ClientChanged):
            connection = self.connections.get(message.tenant_id, message.location_id)
            if connection is not None:
                note_right_lost(self.connections, connection)
