"""One message of the accrual queue: to its use case, and what happens when Altegio is out of reach."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from comeback.domain.connection import ConnectionStatus
from comeback.messages import AccrualMessage
from comeback.ports.connections import Connections
from comeback.ports.crm import CrmRefusedError, CrmUnavailableError
from comeback.ports.queues import AccrualQueue

if TYPE_CHECKING:
    from comeback.domain.ids import LocationId

_LONGEST_DELAY = 900
# About two weeks of quarter hours, the queue's retention: after that a person has to look (the dead-letter queue).
_MOST_ATTEMPTS = 1_300


class Postponed(StrEnum):
    """A message that was finished without its work being done."""

    AGAIN_LATER = "again_later"
    RIGHT_MISSING = "right_missing"


@dataclass(frozen=True, slots=True)
class HandleAccrual:
    """`routes` maps a message's type to its use case. `jitter` spreads a delay of seconds."""

    routes: dict[type[Any], Callable[[Any], StrEnum | int]]
    connections: Connections
    queue: AccrualQueue
    jitter: Callable[[float], float]

    def __call__(self, message: AccrualMessage) -> str:
        """The outcome. While Altegio is out of reach the message goes back with a delay and counts its attempts: the
        dead-letter queue is for surprises. Raises what is one.
        """
        try:
            return str(self.routes[type(message)](message))
        except CrmRefusedError:
            # A lost right: a person has to grant it; the sweep finds what was missed meanwhile (ruling 22).
            self._call_attention(message)
            return Postponed.RIGHT_MISSING
        except CrmUnavailableError as problem:
            if message.attempt >= _MOST_ATTEMPTS:
                raise
            delay = self.jitter(max(problem.retry_after, min(2.0**message.attempt, _LONGEST_DELAY)))
            again = replace(message, attempt=message.attempt + 1)
            self.queue.send(again, delay_seconds=min(max(round(delay), 1), _LONGEST_DELAY))
            return Postponed.AGAIN_LATER

    def _call_attention(self, message: AccrualMessage) -> None:
        location: LocationId | None = getattr(message, "location_id", None)
        if location is None:
            return
        connection = self.connections.get(message.tenant_id, location)
        if connection and connection.is_live and "records" not in connection.missing_rights:
            missing = (*connection.missing_rights, "records")
            self.connections.set_status(message.tenant_id, location, ConnectionStatus.ATTENTION, missing)
