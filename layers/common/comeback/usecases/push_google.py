"""Tell Google of a changed card: the first change at once, what follows within a pause as one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

from comeback.domain.card import CardRef
from comeback.domain.google_passes import GooglePass, recent, told_by
from comeback.domain.pause import left_of_pause
from comeback.messages import CardChanged
from comeback.ports.customers import Customers
from comeback.ports.google_passes import GooglePasses
from comeback.ports.google_wallet import GoogleMissingError, GoogleQuotaError, GoogleUnavailableError
from comeback.ports.queues import GoogleQueue
from comeback.ports.system import Clock
from comeback.usecases.speak import Speak
from comeback.usecases.write_google_object import WriteGoogleObject, told_of

CLAIM = timedelta(seconds=45)
"""Longer than all calls of one update may take together."""
_WHILE_CLAIMED, _AFTER_MISSING = 3, 5
LONGEST_DELAY = 900
MOST_ATTEMPTS = 100
"""More than a day at the longest delay; the card's next change mends it."""


class GooglePushed(StrEnum):
    """What became of a message."""

    NOT_OFFERED = "not_offered"
    UP_TO_DATE = "up_to_date"
    POSTPONED = "postponed"
    """Within the pause after the last update, or while another one is under way."""
    UPDATED = "updated"
    NOTIFIED = "notified"
    RETRY = "retry"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class PushGoogle:
    """May run any number of times for one change. Google knows no versions, so a claim keeps an older state from being
    written after a newer one, and the head is read after it.
    """

    customers: Customers
    passes: GooglePasses
    write: WriteGoogleObject
    speak: Speak
    queue: GoogleQueue
    clock: Clock
    pause: timedelta
    jitter: Callable[[int], int] = lambda seconds: seconds

    def __call__(self, change: CardChanged) -> GooglePushed:
        """Raises GoogleRefusedError, QueueUnavailableError: the message comes again."""
        if self.passes.get(change.card_id) is None:
            return GooglePushed.NOT_OFFERED
        now = self.clock.now()
        until = now + CLAIM
        known = self.passes.claim(change.card_id, now, until)
        if known is None:
            return self._postpone(change, _WHILE_CLAIMED)
        try:
            return self._push(change, known, now)
        except GoogleUnavailableError as problem:
            return self._retry(change, problem.retry_after)
        except GoogleMissingError:
            # It said a moment ago that the object was there.
            return self._retry(change, _AFTER_MISSING)
        finally:
            self.passes.release(change.card_id, until)

    def _push(self, change: CardChanged, known: GooglePass, now: datetime) -> GooglePushed:
        card = self.customers.card(CardRef(change.tenant_id, change.customer_id, change.program_id))
        if card is None or card.mark <= known.pushed:
            return GooglePushed.UP_TO_DATE
        if left := left_of_pause(known.pushed_at, now, self.pause):
            return self._postpone(change, ceil(left.total_seconds()))
        content = self.write.read(card)
        told = told_of(content)
        notify = known.may_notify(card, told.balance, now) and self.speak.has_room(card.id)
        try:
            has_users = self.write.put(content, notify=notify)
        except GoogleQuotaError:
            # Google counts otherwise than we do: from now on three have been sent.
            notify, has_users = False, self.write.put(content, notify=False)
            known = replace(known, notified=(now, now, now))
        # A notification that nobody can have seen does not count.
        notify = notify and has_users is not False
        if notify:
            self.speak.count(card.id)
        notified = (*recent(known.notified, now), *((now,) if notify else ()))
        self.passes.note_told(card.id, replace(told, at=now, notified=notified, state=told_by(known.state, has_users)))
        return GooglePushed.NOTIFIED if notify else GooglePushed.UPDATED

    def _retry(self, change: CardChanged, retry_after: int) -> GooglePushed:
        if change.attempt >= MOST_ATTEMPTS:
            return GooglePushed.GIVEN_UP
        delay = min(max(retry_after, 1) << min(change.attempt, 10), LONGEST_DELAY)
        self.queue.send(replace(change, attempt=change.attempt + 1), delay_seconds=self.jitter(delay))
        return GooglePushed.RETRY

    def _postpone(self, change: CardChanged, seconds: int) -> GooglePushed:
        self.queue.send(change, delay_seconds=min(seconds, LONGEST_DELAY))
        return GooglePushed.POSTPONED
