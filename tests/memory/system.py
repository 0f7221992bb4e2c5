"""Time and ids as a test wants them."""

from datetime import datetime, timedelta
from itertools import count

from comeback.domain.ids import render_id


class MovedClock:
    """A clock that a test moves."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def pass_by(self, time: timedelta) -> None:
        self.moment += time


class Numbered:
    """Ids and secrets in order."""

    def __init__(self) -> None:
        self._next = count(1)

    def new(self, prefix: str) -> str:
        return render_id(prefix, next(self._next), bytes(10))

    def secret(self) -> str:
        return f"a-long-secret-of-the-tests-{next(self._next)}"
