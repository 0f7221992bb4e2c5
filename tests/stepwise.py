"""Runs a use case one port call at a time, so that a test can choose what happens in between, or end it there.

No threads: a use case is deterministic given what its ports answer. So a step runs it from the beginning, gives it again
every answer that it has had, makes one more call for real, and stops it before the next.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

# Asked again and again without effect on anybody: not worth a stop.
_NO_STOP = {"clock.now", "ids.new"}


class Stopped(BaseException):
    """Not an error: no use case may catch it."""


@dataclass(slots=True)
class _Answer:
    name: str
    arguments: tuple[Any, ...]
    value: Any = None
    problem: Exception | None = None


@dataclass(slots=True)
class Run:
    """One run of a use case. `start` builds it around wrapped ports and calls it."""

    start: Callable[["Run"], object]
    done: bool = False
    outcome: object = None
    calls: list[str] = field(default_factory=list)
    _answers: list[_Answer] = field(default_factory=list)
    _place: int = 0
    _stops_left: int = 0

    def step(self) -> bool:
        """One more port call (or the end). Answers whether the run is over; raises what the use case raises."""
        self._place, self._stops_left = 0, 1
        try:
            self.outcome = self.start(self)
        except Stopped:
            return False
        except BaseException:
            self.done = True
            raise
        self.done = True
        return True

    def finish(self) -> object:
        """To the end, without a stop."""
        while not self.step():
            pass
        return self.outcome

    def after(self, name: str) -> "Run":
        """Up to and including a call, by its name."""
        while not self.calls or self.calls[-1] != name:
            assert not self.done, f"the run ended before {name}: {self.calls}"
            self.step()
        return self

    def wrap(self, name: str, port: Any) -> Any:
        """The port as this run sees it."""
        return _Port(self, name, port)

    def call(self, name: str, function: Callable[..., Any], arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        if self._place == len(self._answers):
            self._answers.append(self._made(name, function, arguments, keywords))
        answer = self._answers[self._place]
        assert (answer.name, answer.arguments) == (name, arguments), "the use case is not deterministic"
        self._place += 1
        if answer.problem is not None:
            raise answer.problem
        return answer.value

    def _made(self, name: str, function: Callable[..., Any], arguments: tuple[Any, ...], keywords: dict[str, Any]) -> _Answer:
        if name not in _NO_STOP:
            if self._stops_left == 0:
                raise Stopped
            self._stops_left -= 1
            self.calls.append(name)
        try:
            return _Answer(name, arguments, function(*arguments, **keywords))
        except Exception as problem:  # noqa: BLE001 - whatever it is, the run shall have it again
            return _Answer(name, arguments, problem=problem)


class _Port:
    def __init__(self, run: Run, name: str, port: Any) -> None:
        self._run, self._name, self._port = run, name, port

    def __getattr__(self, method: str) -> Callable[..., Any]:
        function = getattr(self._port, method)
        return lambda *arguments, **keywords: self._run.call(f"{self._name}.{method}", function, arguments, keywords)

    def __call__(self, *arguments: Any) -> Any:
        return self._run.call(self._name, self._port, arguments, {})
