"""Tell Google of a program that was activated, or of an active one that has a new look."""

from dataclasses import dataclass, replace
from enum import StrEnum

from comeback.domain.program import Program
from comeback.messages import ProgramPublished
from comeback.ports.google_wallet import GoogleAbsentError, GoogleUnavailableError
from comeback.ports.queues import GoogleQueue
from comeback.usecases.write_google_object import WriteGoogleObject

_LONGEST_DELAY = 900
_MOST_SAVES = 4
_MOST_ATTEMPTS = 100
"""More than a day; the first card that is offered inserts the class as well."""


class Published(StrEnum):
    """What became of a message."""

    PUBLISHED = "published"
    UNKNOWN_PROGRAM = "unknown_program"
    NO_ACCOUNT = "no_account"
    RETRY = "retry"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class PublishProgram:
    """May run any number of times."""

    write: WriteGoogleObject
    queue: GoogleQueue

    def __call__(self, message: ProgramPublished) -> Published:
        """Raises GoogleRefusedError, QueueUnavailableError: the message comes again."""
        program = self.write.read.programs.get(message.tenant_id, message.program_id)
        if program is None:
            return Published.UNKNOWN_PROGRAM
        try:
            self._put(program)
        except GoogleAbsentError:
            return Published.NO_ACCOUNT
        except GoogleUnavailableError as problem:
            if message.attempt >= _MOST_ATTEMPTS:
                return Published.GIVEN_UP
            delay = min(max(problem.retry_after, 1) << min(message.attempt, 10), _LONGEST_DELAY)
            self.queue.send(replace(message, attempt=message.attempt + 1), delay_seconds=delay)
            return Published.RETRY
        return Published.PUBLISHED

    def _put(self, program: Program) -> None:
        """A class knows no versions: who has read before a save may write after the one who tells it, so all look again."""
        organization = self.write.read.organization(program.tenant_id)
        for _ in range(_MOST_SAVES):
            self.write.put_class(program, organization)
            saved = self.write.read.programs.get(program.tenant_id, program.id)
            if saved is None or saved.revision == program.revision:
                return
            program = saved
