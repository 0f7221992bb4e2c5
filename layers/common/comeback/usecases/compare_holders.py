"""Who has a card at Google: callbacks are hints and some get lost, so the objects themselves are asked now and then."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from comeback.domain.google_passes import card_of_object, class_id, told_by
from comeback.domain.program import ProgramStatus
from comeback.messages import HoldersDue
from comeback.ports.connections import Connections
from comeback.ports.google_passes import GooglePasses
from comeback.ports.google_wallet import GoogleAbsentError, GoogleMissingError, GoogleUnavailableError, GoogleWallet
from comeback.ports.programs import Programs
from comeback.ports.queues import GoogleBatchQueue
from comeback.usecases.rewrite_objects import postponed


class Compared(StrEnum):
    """What became of a message."""

    SAME = "same"
    CORRECTED = "corrected"
    NO_CLASS = "no_class"
    NO_ACCOUNT = "no_account"
    RETRY = "retry"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class AskForHolders:
    """The nightly job: a message for each program, so that Google's calls are made where they are paced."""

    connections: Connections
    programs: Programs
    queue: GoogleBatchQueue

    def __call__(self) -> "HoldersAsked":
        """Raises QueueUnavailableError."""
        asked = 0
        for tenant in dict.fromkeys(tenant for tenant, _ in self.connections.live_locations()):
            for program in self.programs.of_tenant(tenant):
                if program.status is not ProgramStatus.DRAFT:
                    self.queue.send(HoldersDue(tenant, program.id))
                    asked += 1
        return HoldersAsked(asked)


@dataclass(frozen=True, slots=True)
class HoldersAsked:
    """The report of the job."""

    programs: int


@dataclass(frozen=True, slots=True)
class CompareHolders:
    """A page of a program's objects; each difference is corrected, unless a callback has just said something new."""

    passes: GooglePasses
    google: GoogleWallet
    queue: GoogleBatchQueue
    jitter: Callable[[int], int] = lambda seconds: seconds

    def __call__(self, message: HoldersDue) -> Compared:
        """Raises GoogleRefusedError, QueueUnavailableError: the message comes again."""
        try:
            issuer = self.google.issuer_id
            self.google.await_turn()
            held, cursor = self.google.objects_of(class_id(issuer, message.program_id), message.cursor)
        except GoogleAbsentError:
            return Compared.NO_ACCOUNT
        except GoogleMissingError:
            return Compared.NO_CLASS
        except GoogleUnavailableError as problem:
            delay = postponed(self.queue, message, problem.retry_after, self.jitter)
            return Compared.RETRY if delay else Compared.GIVEN_UP
        seen = {card: one.has_users for one in held if (card := card_of_object(issuer, one.object_id))}
        corrected = 0
        for card, known in self.passes.get_all(list(seen)).items():
            state = told_by(known.state, seen[card])
            corrected += state is not None and self.passes.note_seen(card, known.state, state)
        if cursor is not None:
            self.queue.send(replace(message, cursor=cursor, attempt=0))
        return Compared.CORRECTED if corrected else Compared.SAME
