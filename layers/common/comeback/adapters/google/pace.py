"""The pace of our calls of the Wallet API: Google's 20 a second, shared by all functions (wallets.md §4.5)."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from comeback.domain.call_budget import NO_LOCATION
from comeback.ports.crm import CrmUnavailableError
from comeback.ports.google_wallet import GoogleUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from comeback.ports.budget import Budget
    from comeback.ports.crm import Lane

PER_SECOND, PER_MINUTE = 20, 1200
# In the middle of a write, which keeps its object from others.
_IN_A_WRITE = 5.0


@dataclass(slots=True)
class SharedPace:
    """A lane of the budget, not for several threads. `patience`: seconds that a caller without haste goes on asking; `sleep`,
    `monotonic`: for tests.
    """

    budget: Budget
    lane: Lane
    patience: float = 0.0
    sleep: Callable[[float], None] = time.sleep
    monotonic: Callable[[], float] = time.monotonic

    _turn: bool = field(default=False, init=False)

    def await_turn(self) -> None:
        """Raises GoogleUnavailableError."""
        if not self._turn:
            self._take(self.patience)
            self._turn = True

    def wait(self) -> None:
        """Raises GoogleUnavailableError."""
        if not self._turn:
            self._take(min(self.patience, _IN_A_WRITE))
        self._turn = False

    def _take(self, patience: float) -> None:
        last = self.monotonic() + patience
        while True:
            try:
                wait = self.budget.reserve(1, self.lane, NO_LOCATION)
            except CrmUnavailableError as problem:
                if self.monotonic() + problem.retry_after > last:
                    raise GoogleUnavailableError("others call at the moment", max(1, round(problem.retry_after))) from None
                self.sleep(problem.retry_after)
            else:
                if wait:
                    self.sleep(wait)
                return

    def slow_down(self, seconds: float) -> None:
        """For all functions."""
        self.budget.close(seconds)
