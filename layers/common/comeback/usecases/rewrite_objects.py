"""The objects of a program at Google, a page at a time, at the lowest priority: what the class cannot say for all of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
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

PAGE = 50
"""So many calls take three seconds when nobody else calls."""
_LONGEST = timedelta(seconds=45)
"""After which a page gives way: with the patience of one more call it takes less than a time-out."""
_AGAIN = 3


class Rewritten(StrEnum):
    """What became of a message."""

    PAGE = "page"
    LEFT = "left"
    """Some are left: others write them at this moment, or others' calls took the time. The page comes again."""
    REFUSED = "refused"
    """Google takes some of the page as they are never; all others have been written."""
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
        """Raises QueueUnavailableError, and GoogleRefusedError when it takes not one of the page: the message comes again."""
        cards, cursor = self.customers.cards_of_program(message.tenant_id, message.program_id, PAGE, message.cursor)
        offered, behind = self._behind(message, cards)
        try:
            left, refused = self._write_all(behind)
        except GoogleAbsentError:
            return Rewritten.NO_ACCOUNT
        except GoogleUnavailableError as problem:
            delay = postponed(self.queue, message, problem.retry_after, self.jitter)
            return Rewritten.RETRY if delay else Rewritten.GIVEN_UP
        # Of several none is the account's trouble, or ours; one alone says nothing of the pages that follow.
        if refused and len(refused) == offered and (offered > 1 or cursor is None):
            raise refused[0]
        if left:
            self.queue.send(message, delay_seconds=_AGAIN)
            return Rewritten.LEFT
        if cursor is not None:
            self.queue.send(replace(message, cursor=cursor, attempt=0))
        return Rewritten.REFUSED if refused else Rewritten.PAGE

    def _behind(self, message: ObjectsDue, cards: Sequence[Card]) -> tuple[int, Sequence[Card]]:
        """How many were offered to Google, and those of which no object in this look is known."""
        program = self.write.read.programs.get(message.tenant_id, message.program_id)
        if program is None:
            return 0, ()
        look, rows = look_of(program).objects, self.passes.get_all([card.id for card in cards])
        offered = [card for card in cards if card.id in rows]
        return len(offered), [card for card in offered if rows[card.id].look != look]

    def _write_all(self, cards: Sequence[Card]) -> tuple[int, Sequence[GoogleRefusedError]]:
        """How many are left. One that Google refuses does not keep the others from being written."""
        refused: list[GoogleRefusedError] = []
        left, last = 0, self.clock.now() + _LONGEST
        for place, card in enumerate(cards):
            if self.clock.now() > last:
                return left + len(cards) - place, refused
            # Before the claim: a balance that changes while this waits is told at once.
            self.write.google.await_turn()
            try:
                left += not self._write(card)
            except GoogleRefusedError as problem:
                refused.append(problem)
        return left, refused

    def _write(self, listed: Card) -> bool:
        """False: somebody writes it at this moment, maybe as it was, and maybe not to the end."""
        now = self.clock.now()
        until = now + CLAIM
        known = self.passes.claim(listed.id, now, until)
        if known is None:
            return False
        try:
            card = self.customers.card(listed.ref) or listed
            self._tell(self.write.read(card), known)
        except GoogleMissingError:
            # It said a moment ago that the object was there; the card's next change mends it.
            return True
        finally:
            self.passes.release(listed.id, until)
        return True

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
