"""What the stand-in remembers and how it has been told to behave; shared by all connections."""

import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

ANYBODY = "*"


@dataclass(frozen=True, slots=True)
class Push:
    """One push as it came in, and what was answered; `status` 0: nothing was."""

    number: int
    token: str
    topic: str
    headers: Mapping[str, str]
    body: str
    status: int
    reason: str
    at: float


@dataclass(slots=True)
class Rule:
    """How to treat pushes to `token` (`*`: all), `times` times (-1: always). `act`: `answer` with `status` and `reason`,
    `goaway` (the push is not handled), `reset` (the stream), `hang` (no answer), `close` (the connection). `timestamp` in ms
    goes with a 410.
    """

    token: str = ANYBODY
    status: int = 200
    reason: str = ""
    timestamp: int | None = None
    retry_after: int | None = None
    act: str = "answer"
    times: int = -1


@dataclass(slots=True)
class PushService:
    """Thread-safe by one condition, which also wakes those who wait for a push. `piece`: bytes sent at once, 0: all.
    `then_streams`: how many streams connections are told to allow once the first pushes have come, 0: as many as before.
    """

    max_concurrent_streams: int = 1000
    piece: int = 0
    then_streams: int = 0
    connections: int = 0
    violations: int = 0
    most_open: int = 0
    _pushes: list[Push] = field(default_factory=list)
    _rules: list[Rule] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def rule_for(self, token: str) -> Rule:
        """The first rule that fits, used up by one; without any the push is accepted."""
        with self._changed:
            for rule in self._rules:
                if rule.token in {ANYBODY, token} and rule.times != 0:
                    rule.times -= 1 if rule.times > 0 else 0
                    return rule
        return Rule()

    def add_rule(self, rule: Rule) -> None:
        """Newer rules come first."""
        with self._changed:
            self._rules.insert(0, rule)

    def record(self, token: str, headers: Mapping[str, str], body: bytes, status: int, reason: str) -> None:
        """Remember a push and wake who waits for it."""
        shown = {name: value for name, value in headers.items() if not name.startswith(":")}
        with self._changed:
            number, topic = len(self._pushes) + 1, headers.get("apns-topic", "")
            self._pushes.append(Push(number, token, topic, shown, body.decode("latin-1"), status, reason, time.time()))
            self._changed.notify_all()

    def pushes(self, after: int = 0, token: str | None = None, wait: float = 0.0) -> list[dict[str, Any]]:
        """Pushes numbered above `after`, waiting up to `wait` seconds for the first."""
        with self._changed:
            self._changed.wait_for(lambda: self._matching(after, token), timeout=wait)
            return [asdict(push) for push in self._matching(after, token)]

    def count(self, name: str, value: int | None = None) -> None:
        """Raise a counter by one, or to `value` if that is more."""
        with self._changed:
            now = getattr(self, name)
            setattr(self, name, now + 1 if value is None else max(now, value))

    def reset(self) -> None:
        """Forget pushes, rules and counters."""
        with self._changed:
            self._pushes.clear()
            self._rules.clear()
            self.connections = self.violations = self.most_open = 0
            self.max_concurrent_streams, self.piece, self.then_streams = 1000, 0, 0

    def summary(self) -> dict[str, int]:
        """Counters."""
        with self._changed:
            return {
                "pushes": len(self._pushes), "connections": self.connections, "violations": self.violations,
                "most_open": self.most_open, "max_concurrent_streams": self.max_concurrent_streams,
            }  # fmt: skip

    def _matching(self, after: int, token: str | None) -> list[Push]:
        return [push for push in self._pushes[after:] if token is None or push.token == token]
