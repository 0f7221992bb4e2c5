"""The objects of a program at Google, a page at a time, at the lowest priority: what the class cannot say for all of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from comeback.domain.card import Card
from comeback.domain.card_content import CardContent
from comeback.domain.google_passes import GooglePass, told_by
from comeback.domain.look import look_of
from comeback.messages import GoogleBatchMessage, ObjectsDue
from comeback.ports.customers import Customers
from comeback.ports.google_passes import GooglePasses
from comeback.ports.google_wallet import GoogleAbsentError, GoogleMissingError, GoogleRefusedError, GoogleUnavailableError
from comeback.ports.queues import GoogleBatchQueue
from comeback.ports.system import Clock
from comeback.usecases.push_google import CLAIM, LONGEST_DELAY, MOST_ATTEMPTS
from comeback.usecases.write_google_object import WriteGoogleObject, told_of

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
    """May run any number of times: an object that has the program's look is left alone, whatever wrote it."""

    customers: Customers
    passes: GooglePasses
    write: WriteGoogleObject
    queue: GoogleBatchQueue
    clock: Clock
    jitter: Callable[[int], int] = lambda seconds: seconds

    def __call__(self, message: ObjectsDue) -> Rewritten:
        """Raises QueueUnavailableError, and GoogleRefusedError when not one could be written: the message comes again."""
        cards, cursor = self.customers.cards_of_program(message.tenant_id, message.program_id, _PAGE, message.cursor)
        try:
            self._write_all(self._behind(message, cards))
        except GoogleAbsentError:
            return Rewritten.NO_ACCOUNT
        except GoogleUnavailableError as problem:
            delay = postponed(self.queue, message, problem.retry_after, self.jitter)
            return Rewritten.RETRY if delay else Rewritten.GIVEN_UP
        if cursor is not None:
            self.queue.send(replace(message, cursor=cursor, attempt=0))
        return Rewritten.PAGE

    def _behind(self, message: ObjectsDue, cards: Sequence[Card]) -> Sequence[Card]:
        """Those whose objects were written in another look, if they were written at all."""
        program = self.write.read.programs.get(message.tenant_id, message.program_id)
        if program is None:
            return ()
        look, rows = look_of(program).objects, self.passes.get_all([card.id for card in cards])
        return [card for card in cards if card.id in rows and rows[card.id].pushed and rows[card.id].look != look]

    def _write_all(self, cards: Sequence[Card]) -> None:
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
            self._tell(self.write.read(card), known)
        except GoogleMissingError:
            # It said a moment ago that the object was there; the card's next change mends it.
            return
        finally:
            self.passes.release(listed.id, until)

    def _tell(self, content: CardContent, known: GooglePass) -> None:
        told = told_of(content)
        if known.look == told.look:
            # A message of its own came first.
            return
        if known.balance is not None and told.balance != known.balance:
            # A balance or level that is not told yet: its own message tells it, with a notification and in the new look.
            return
        state = told_by(known.state, self.write.put(content, notify=False))
        # Without a moment: no pause begins, so that a balance that changes now is told at once.
        self.passes.note_told(content.card.id, replace(told, notified=known.notified, state=state))


def postponed[M: GoogleBatchMessage](queue: GoogleBatchQueue, message: M, retry_after: int, jitter: Callable[[int], int]) -> int:
    """After how many seconds the message comes again; 0: never, it has come too often."""
    if message.attempt >= MOST_ATTEMPTS:
        return 0
    delay = jitter(min(max(retry_after, 1) << min(message.attempt, 10), LONGEST_DELAY))
    queue.send(replace(message, attempt=message.attempt + 1), delay_seconds=delay)
    return delay
