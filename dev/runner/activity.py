"""What is going on right now, counted so that "nothing" can be trusted."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    """`started` only grows: two equal readings with `running` 0 mean that nothing ran in between."""

    running: int
    started: int


class Activity:
    """Counts requests, jobs and batches from their first moment to their last."""

    def __init__(self) -> None:
        """Nothing runs."""
        self._lock = threading.Lock()
        self._running = 0
        self._started = 0

    @contextmanager
    def work(self) -> Iterator[None]:
        """Something runs as long as the block lasts."""
        with self._lock:
            self._running += 1
            self._started += 1
        try:
            yield
        finally:
            with self._lock:
                self._running -= 1

    def read(self) -> Reading:
        """The present counts."""
        with self._lock:
            return Reading(self._running, self._started)
