"""Tell the phones that have a card that it changed: the first change at once, what follows within a pause as one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

from comeback.domain.card import Card, CardRef
from comeback.domain.pause import left_of_pause
from comeback.messages import CardChanged
from comeback.ports.customers import Customers
from comeback.ports.passes import Device, Passes
from comeback.ports.push import PushResult, Verdict
from comeback.ports.queues import ApplePushQueue
from comeback.ports.signing import ApplePushes
from comeback.ports.system import Clock

_LONGEST_DELAY = 900
MOST_ATTEMPTS = 100
"""More than a day at the longest delay; after that the phones' own daily question has to do."""


class PushRefusedError(Exception):
    """Apple takes nothing from us until a person acts; the message stays in the queue. The text is Apple's word for it."""


class Pushed(StrEnum):
    """What became of a message."""

    PUSHED = "pushed"
    NO_DEVICES = "no_devices"
    UP_TO_DATE = "up_to_date"
    POSTPONED = "postponed"
    """Within the pause after the last update: one more at its end."""
    RETRY = "retry"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class PushReport:
    """The outcome, what Apple said of each push, and how many devices were addressed and turned out to be dead."""

    outcome: Pushed
    devices: int = 0
    dead: int = 0
    answers: Sequence[PushResult] = ()


@dataclass(frozen=True, slots=True)
class PushCard:
    """May run any number of times for one change: a push carries nothing, and `pushed_apple` is written last."""

    customers: Customers
    passes: Passes
    apple: ApplePushes
    queue: ApplePushQueue
    clock: Clock
    pause: timedelta

    def __call__(self, change: CardChanged) -> PushReport:
        """Raises PushRefusedError, QueueUnavailableError: the message comes again."""
        ref = CardRef(change.tenant_id, change.customer_id, change.program_id)
        card, now = self.customers.card(ref), self.clock.now()
        if card is None or card.mark <= card.pushed_apple:
            return PushReport(Pushed.UP_TO_DATE)
        if left := left_of_pause(card.pushed_apple_at, now, self.pause):
            self.queue.send(change, delay_seconds=min(ceil(left.total_seconds()), _LONGEST_DELAY))
            return PushReport(Pushed.POSTPONED)
        devices = self.passes.devices(card.id)
        if not devices:
            # Nobody was told, so no pause begins: a phone that registers now hears of the next change at once.
            self.passes.note_pushed(ref, card.mark, None)
            return PushReport(Pushed.NO_DEVICES)
        return self._push(change, card, devices, now)

    def _push(self, change: CardChanged, card: Card, devices: Iterable[Device], now: datetime) -> PushReport:
        by_device = {device.id: device for device in devices}
        results = self.apple.of(card).push(list(dict.fromkeys(device.push_token for device in by_device.values())))
        dead = [device for device in by_device.values() if is_dead(device, results[device.push_token])]
        for device in dead:
            self.passes.drop(device)
        refuse(results.values())
        report = PushReport(Pushed.PUSHED, len(by_device), len(dead), tuple(results.values()))
        late = [result for result in results.values() if is_late(result)]
        if late and change.attempt < MOST_ATTEMPTS:
            self.queue.send(replace(change, attempt=change.attempt + 1), delay_seconds=delay_of(late, change.attempt))
            return replace(report, outcome=Pushed.RETRY)
        self.passes.note_pushed(card.ref, card.mark, now)
        return replace(report, outcome=Pushed.GIVEN_UP) if late else report


def is_dead(device: Device, result: PushResult) -> bool:
    """Whether to remove it; a registration after the moment that Apple names wins."""
    if result.verdict is Verdict.GONE:
        return result.gone_at is None or device.stored_at < result.gone_at
    return result.verdict is Verdict.BAD_TOKEN


def is_late(result: PushResult) -> bool:
    """Whether the same push may go through later."""
    return result.verdict in (Verdict.TOO_MANY, Verdict.UNAVAILABLE)


def refuse(results: Iterable[PushResult]) -> None:
    """Raises PushRefusedError for what only a person can mend."""
    for result in results:
        if result.verdict in (Verdict.CERTIFICATE, Verdict.OUR_FAULT):
            raise PushRefusedError(result.reason)


def delay_of(late: Iterable[PushResult], attempt: int) -> int:
    """The longest of what was asked for, doubled with each attempt."""
    first = max(result.retry_after for result in late)
    return min(first << min(attempt, 10), _LONGEST_DELAY)
