"""The objects of a program at Google, a page at a time, at the lowest priority: what the class cannot say for all of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from comeback.domain.card import Card
from comeback.domain.google_passes import GooglePass, told_by
from comeback.messages import GoogleBatchMessage, ObjectsDue
from comeback.ports.customers import Customers
from comeback.ports.google_passes import GooglePasses, Told
from comeback.ports.google_wallet import GoogleAbsentError, GoogleMissingError, GoogleRefusedError, GoogleUnavailableError
from comeback.ports.queues import GoogleBatchQueue
from comeback.ports.system import Clock
from comeback.usecases.push_google import CLAIM, LONGEST_DELAY, MOST_ATTEMPTS
from comeback.usecases.write_google_object import WriteGoogleObject

_PAGE = 50
"""So many calls take less than a time-out, also when others call as well."""


class Rewritten(StrEnum):
    """What became of a message."""

    PAGE = "page"
    NO_ACCOUNT = "no_account"
    RETRY = "retry"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class RewriteObjects:
    """May run any number of times: what was written since the job began is left alone."""

    customers: Customers
    passes: GooglePasses
    write: WriteGoogleObject
    queue: GoogleBatchQueue
    clock: Clock
    jitter: Callable[[int], int] = lambda seconds: seconds

    def __call__(self, message: ObjectsDue) -> Rewritten:
        """Raises QueueUnavailableError, and GoogleRefusedError when not one could be written: the message comes again."""
        cards, cursor = self.customers.cards_of_program(message.tenant_id, message.program_id, _PAGE, message.cursor)
        rows = self.passes.get_all([card.id for card in cards])
        behind = [card for card in cards if card.id in rows and 0 < rows[card.id].pushed < message.since_ms]
        try:
            self._write_all(behind)
        except GoogleAbsentError:
            return Rewritten.NO_ACCOUNT
        except GoogleUnavailableError as problem:
            delay = postponed(self.queue, message, problem.retry_after, self.jitter)
            return Rewritten.RETRY if delay else Rewritten.GIVEN_UP
        if cursor is not None:
            self.queue.send(replace(message, cursor=cursor, attempt=0))
        return Rewritten.PAGE

    def _write_all(self, cards: list[Card]) -> None:
        """One that Google refuses does not keep the others from being written."""
        refused: GoogleRefusedError | None = None
        written = 0
        for card in cards:
            try:
                self._write(card)
            except GoogleRefusedError as problem:
                refused = problem
            else:
                written += 1
        if refused and not written:
            raise refused

    def _write(self, listed: Card) -> None:
        now = self.clock.now()
        until = now + CLAIM
        known = self.passes.claim(listed.id, now, until)
        if known is None:
            # Somebody writes it at this moment, as it is now.
            return
        try:
            card = self.customers.card(listed.ref) or listed
            counted = self.write.read.counted(card)
            if not _waits_for_its_own(counted, known):
                self._tell(card, counted, known)
        except GoogleMissingError:
            # It said a moment ago that the object was there; the card's next change mends it.
            return
        finally:
            self.passes.release(listed.id, until)

    def _tell(self, card: Card, counted: int, known: GooglePass) -> None:
        has_users = self.write.put(card, notify=False)
        # Without a moment: no pause begins, so that a balance that changes now is told at once.
        self.passes.note_told(card.id, Told(card.mark, counted, None, known.notified, told_by(known.state, has_users)))


def _waits_for_its_own(counted: int, known: GooglePass) -> bool:
    """A balance or level that is not told yet: its own message tells it, with a notification and in the new look."""
    return known.balance is not None and counted != known.balance


def postponed[M: GoogleBatchMessage](queue: GoogleBatchQueue, message: M, retry_after: int, jitter: Callable[[int], int]) -> int:
    """After how many seconds the message comes again; 0: never, it has come too often."""
    if message.attempt >= MOST_ATTEMPTS:
        return 0
    delay = jitter(min(max(retry_after, 1) << min(message.attempt, 10), LONGEST_DELAY))
    queue.send(replace(message, attempt=message.attempt + 1), delay_seconds=delay)
    return delay
