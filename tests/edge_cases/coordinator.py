"""Many stories on one stack: each runs until it has to wait, and time goes by for all of them at once."""

import threading
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dev.runner.drive import StackDriver

A_QUARTER = timedelta(minutes=16)
_ZONE = ZoneInfo("America/New_York")
_A_DAY = timedelta(days=1)
_PATIENCE_SECONDS = 300


class Coordinator:
    """Lets stories run until each waits or is done, brings the stack to rest, and moves the clock when all wait for it."""

    def __init__(self, stack: StackDriver, stories: int) -> None:
        self._stack, self._running = stack, stories
        self._gate = threading.Condition()
        self._waiting: dict[timedelta, int] = {}
        self._opened: dict[timedelta, int] = {}
        now = datetime.now(_ZONE)
        self._began = datetime.combine(now.date(), time(16), _ZONE)
        self._offset = self._began - now
        self._shift()

    @property
    def today(self) -> date:
        """Day 0."""
        return self._began.date()

    def rest(self, until: timedelta = timedelta(0)) -> None:
        """Wait until all that was told has been done; with `until` also until that much time has gone by."""
        with self._gate:
            turn = self._opened.get(until, 0)
            self._waiting[until] = self._waiting.get(until, 0) + 1
            self._running -= 1
            self._gate.notify_all()
            while self._opened.get(until, 0) == turn:
                self._gate.wait()

    def days(self, number: int) -> None:
        """Wait until that many days after today."""
        self.rest(timedelta(days=number))

    def done(self) -> None:
        """A story has ended."""
        with self._gate:
            self._running -= 1
            self._gate.notify_all()

    def conduct(self) -> None:
        """Until no story is left. Short waits first: what happens within the delay must not see the clock move."""
        while True:
            with self._gate:
                self._gate.wait_for(lambda: self._running == 0)
                if not self._waiting:
                    return
                until = min(self._waiting)
            self._pass(until)
            with self._gate:
                self._running += self._waiting.pop(until)
                self._opened[until] = self._opened.get(until, 0) + 1
                self._gate.notify_all()

    def _pass(self, until: timedelta) -> None:
        self._stack.settle(_PATIENCE_SECONDS)
        if until:
            self._offset += until if until < _A_DAY else max(A_QUARTER, self._began + until - self._now)
            self._shift()
            for job in ("sweep", "expiry") if until.days else ("sweep",):
                self._stack.run_job(job)
            self._stack.settle(_PATIENCE_SECONDS)

    @property
    def _now(self) -> datetime:
        return datetime.now(_ZONE) + self._offset

    def _shift(self) -> None:
        offset = self._offset.total_seconds()
        self._stack.shift_clock(offset)
        self._stack.desk.act("shift_clock", offset_seconds=offset)
