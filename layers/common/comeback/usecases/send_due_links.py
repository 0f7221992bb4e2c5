"""Links of cards that wait for permitted hours or for room under a cap."""

from collections.abc import Iterator
from dataclasses import dataclass

from comeback.domain.ids import ProgramId
from comeback.messages import LinkDue
from comeback.ports.intents import Intents
from comeback.ports.queues import AccrualQueue
from comeback.ports.system import Clock

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class LinksReport:
    """What a run has asked to be sent."""

    links: int


@dataclass(frozen=True, slots=True)
class SendDueLinks:
    """Links whose hour has come. Asking twice sends once."""

    intents: Intents
    queue: AccrualQueue
    clock: Clock

    def __call__(self) -> LinksReport:
        """Raises QueueUnavailableError: the next run finds them again."""
        messages = list(self._due())
        self.queue.send_all(messages)
        return LinksReport(len(messages))

    def _due(self) -> Iterator[LinkDue]:
        for one in self.intents.due(self.clock.now(), _AT_ONCE):
            yield LinkDue(one.tenant_id, one.customer_id, ProgramId(one.intent.subject))
