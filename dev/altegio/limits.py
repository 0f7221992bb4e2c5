"""Altegio's limits per client address: sliding windows of a second and a minute."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Limits:
    """0 stands for no limit. Refused calls do not count against a window."""

    per_second: int = 5
    per_minute: int = 200
    monotonic: Callable[[], float] = time.monotonic
    _calls: dict[str, deque[float]] = field(default_factory=dict)

    def admit(self, address: str) -> bool:
        """Count a call, unless a window is full."""
        if not self.per_second and not self.per_minute:
            return True
        now = self.monotonic()
        calls = self._calls.setdefault(address, deque())
        while calls and calls[0] <= now - 60:
            calls.popleft()
        if self.per_minute and len(calls) >= self.per_minute:
            return False
        if self.per_second and len(calls) >= self.per_second and calls[-self.per_second] > now - 1:
            return False
        calls.append(now)
        return True

    def forget(self) -> None:
        """Empty windows."""
        self._calls.clear()
