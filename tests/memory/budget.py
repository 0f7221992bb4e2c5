"""The call budget in one attribute, and a clock that moves when somebody sleeps."""

from datetime import UTC, datetime, timedelta

from comeback.domain.call_budget import Limits, Line, NotYet, close, take_turn
from comeback.domain.ids import LocationId
from comeback.ports.budget import PATIENCE
from comeback.ports.crm import CrmBusyError, Lane

_SECOND = 1_000_000


class SleepingClock:
    """Clock whose `sleep` takes no time."""

    def __init__(self, start: datetime = datetime(2026, 9, 21, 16, tzinfo=UTC)) -> None:
        self.moment = start

    def now(self) -> datetime:
        return self.moment

    def sleep(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


class MemoryBudget:
    """Budget of one process."""

    def __init__(self, clock: SleepingClock, per_second: int = 5, per_minute: int = 200) -> None:
        self._clock = clock
        self._limits = Limits(per_second, per_minute)
        self._line = Line()

    def reserve(self, calls: int, lane: Lane, location: LocationId) -> float:
        last = self._now() + PATIENCE[lane] * _SECOND
        while isinstance(answer := take_turn(self._line, self._limits, self._now(), calls, lane, location), NotYet):
            if self._now() + answer.again_after > last:
                raise CrmBusyError("not soon enough", answer.again_after / _SECOND)
            self._clock.sleep(answer.again_after / _SECOND)
        self._line = answer.line
        return answer.wait / _SECOND

    def close(self, seconds: float) -> None:
        self._line = close(self._line, self._now(), round(seconds * _SECOND))

    def _now(self) -> int:
        return round(self._clock.now().timestamp() * _SECOND)
