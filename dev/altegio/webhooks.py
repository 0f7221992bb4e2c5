"""Delivery of events: late, twice tried again, and on request repeated, out of order, lost or held back."""

import asyncio
import json
import random
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from dev.altegio.post import NotDeliveredError, Poster

RETRIES = 2
RETRY_PAUSE_SECONDS = 1.5
_KEPT = 2000


@dataclass(slots=True)
class Event:
    """A body with its receivers and what became of each of them (status, or the failure's name)."""

    urls: list[str]
    body: dict[str, Any]
    outcomes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Tally:
    """What happened so far. `sent` counts answered 2xx, per receiver and copy."""

    planned: int = 0
    sent: int = 0
    retried: int = 0
    failed: int = 0
    lost: int = 0


@dataclass(slots=True)
class Manners:
    """How events travel from now on. `lose` -1 loses everything; `shuffle` n turns the order of the next n round."""

    delay_seconds: float = 1.0
    copies: int = 1
    lose: int = 0
    hold: bool = False
    shuffle: int = 0


class Outbox:
    """Used from the event loop only."""

    def __init__(self, poster: Poster, manners: Manners, seed: int) -> None:
        """`seed` makes shuffles repeatable."""
        self._poster = poster
        self._random = random.Random(seed)
        self._tasks: set[asyncio.Task[None]] = set()
        self.manners = manners
        self.tally = Tally()
        self.log: deque[Event] = deque(maxlen=_KEPT)
        self.held: list[Event] = []
        self._turned: list[Event] = []

    @property
    def in_flight(self) -> int:
        """Deliveries under way, pauses included; held and lost ones are not."""
        return len(self._tasks)

    def plan(self, urls: list[str], body: dict[str, Any]) -> None:
        """An event happened. Its body is what is true now, whenever it arrives."""
        if not urls:
            return
        event = Event(urls, body)
        self.log.append(event)
        self.tally.planned += 1
        if self.manners.lose:
            self.manners.lose -= 1 if self.manners.lose > 0 else 0
            self.tally.lost += 1
            event.outcomes.append("lost")
        elif self.manners.hold:
            self.held.append(event)
        elif self.manners.shuffle:
            self._turn(event)
        else:
            self._start([event])

    def _turn(self, event: Event) -> None:
        self._turned.append(event)
        self.manners.shuffle -= 1
        if not self.manners.shuffle:
            events, self._turned = self._turned[::-1], []
            self._start(events)

    def flush(self, order: str = "kept", copies: int = 1) -> int:
        """Send what was held back ("kept", "reversed" or "shuffled"), each `copies` times; hold no longer."""
        events, self.held = [*self.held, *self._turned], []
        self._turned, self.manners.shuffle, self.manners.hold = [], 0, False
        return self._send_again(events, order, copies)

    def resend(self, last: int, order: str = "kept", copies: int = 1) -> int:
        """Send the latest `last` events once more, lost ones too."""
        return self._send_again(list(self.log)[-last:] if last else [], order, copies)

    def _send_again(self, events: list[Event], order: str, copies: int) -> int:
        events = [event for event in events for _ in range(copies)]
        if order == "reversed":
            events.reverse()
        elif order == "shuffled":
            self._random.shuffle(events)
        self._start(events)
        return len(events)

    def _start(self, events: list[Event]) -> None:
        """Events given together arrive one after another, in this order; each receiver for itself."""
        for url in dict.fromkeys(url for event in events for url in event.urls):
            mine = [event for event in events if url in event.urls for _ in range(self.manners.copies)]
            task = asyncio.get_running_loop().create_task(self._deliver(url, mine))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _deliver(self, url: str, events: list[Event]) -> None:
        await asyncio.sleep(self.manners.delay_seconds)
        for event in events:
            event.outcomes.append(await self._try(url, json.dumps(event.body).encode()))

    async def _try(self, url: str, body: bytes) -> str:
        outcome = ""
        for attempt in range(1 + RETRIES):
            if attempt:
                self.tally.retried += 1
                await asyncio.sleep(RETRY_PAUSE_SECONDS)
            try:
                status = await self._poster.post(url, body)
            except NotDeliveredError as problem:
                outcome = str(problem)
                continue
            outcome = str(status)
            if 200 <= status < 300:
                self.tally.sent += 1
                return outcome
            if status != 429 and status < 500:
                break
        self.tally.failed += 1
        return outcome

    async def stop(self) -> None:
        """Give up what is under way."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
