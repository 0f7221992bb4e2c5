"""The doctor: looks at everything that an installation depends on, within a bounded time."""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from comeback.domain.diagnosis import Finding, State
from comeback.domain.words import Phrase

Check = Callable[[], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Examine:
    """Checks run side by side, because each waits for somebody else. `seconds`: what is not done by then is itself a finding."""

    checks: Mapping[str, Check]
    seconds: float

    def __call__(self) -> list[Finding]:
        """In the order of the checks; never raises for what a check raises."""
        pool = ThreadPoolExecutor(max_workers=max(len(self.checks), 1))
        running = {name: pool.submit(_done, check) for name, check in self.checks.items()}
        wait(running.values(), timeout=self.seconds)
        # Whoever still waits is left to their own time-outs.
        pool.shutdown(wait=False, cancel_futures=True)
        return [finding for name, future in running.items() for finding in _findings(name, future)]


def _done(check: Check) -> list[Finding]:
    return list(check())


def _findings(name: str, future: Future[list[Finding]]) -> list[Finding]:
    if not future.done():
        return [Finding(name, State.FAIL, Phrase("doctor.silent"))]
    if problem := future.exception():
        return [Finding(name, State.FAIL, Phrase("doctor.broken", {"error": type(problem).__name__}))]
    return future.result()
