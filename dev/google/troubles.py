"""How the stand-in misbehaves: faults on request, and Google's limit of calls a second."""

import re
import threading
from collections import deque
from dataclasses import dataclass, field

from dev.google.clock import Clock
from dev.google.refusals import Refused


@dataclass(slots=True)
class Fault:
    """The next `count` (-1: all) calls whose `METHOD path` matches `calls` are answered with `status`.

    `act`: `answer`, `close` (the connection breaks) or `hang` (it breaks after `seconds`). `late`: the call takes effect.
    """

    status: int = 503
    reason: str = "backendError"
    calls: str = ""
    count: int = 1
    act: str = "answer"
    late: bool = False
    retry_after: int = 0
    seconds: float = 30.0

    def refusal(self) -> Refused:
        """What is answered."""
        return Refused(self.status, self.reason, "A fault was asked for.", domain="global", retry_after=self.retry_after)


@dataclass(slots=True)
class Troubles:
    """Thread-safe. `per_second` 0: no limit."""

    clock: Clock
    per_second: int = 20
    calls: dict[str, int] = field(default_factory=dict)
    _faults: list[Fault] = field(default_factory=list)
    _recent: deque[float] = field(default_factory=deque)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, fault: Fault) -> None:
        """Older faults come first. Raises re.error."""
        re.compile(fault.calls)
        with self._lock:
            self._faults.append(fault)

    def clear(self) -> None:
        """All is well again."""
        with self._lock:
            self._faults.clear()

    def pending(self) -> list[Fault]:
        """Faults that are not used up."""
        with self._lock:
            return [fault for fault in self._faults if fault.count]

    def fault_of(self, call: str) -> Fault | None:
        """The fault that hits a call, used up by one."""
        with self._lock:
            for fault in self._faults:
                if fault.count and re.search(fault.calls, call):
                    fault.count -= 1 if fault.count > 0 else 0
                    return fault
        return None

    def count(self, name: str) -> None:
        """A call came in."""
        with self._lock:
            self.calls[name] = self.calls.get(name, 0) + 1

    def keep_limit(self) -> None:
        """Raises Refused(429) for a call too many in a second."""
        with self._lock:
            now = self.clock()
            while self._recent and not now - 1 < self._recent[0] <= now:
                self._recent.popleft()
            if self.per_second and len(self._recent) >= self.per_second:
                raise Refused(429, "rateLimitExceeded", "Rate Limit Exceeded", domain="usageLimits")
            self._recent.append(now)

    def reset(self) -> None:
        """As at the beginning."""
        with self._lock:
            self._faults.clear()
            self._recent.clear()
            self.calls.clear()
            self.per_second = 20
