"""Threads that look at a source again and again: at once when a function has finished, else now and then."""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod

from botocore.exceptions import BotoCoreError, ClientError

_SPACING_SECONDS = 0.01  # between two looks, so that a busy stack does not spend its time on looking
_AFTER_ERROR_SECONDS = 0.5


class Poller(ABC):
    """One source of work; `poke` says that there may be some."""

    def __init__(self, name: str, source: str, pause_seconds: float) -> None:
        """`source` is what functions call it by: a queue's URL, a table's name. `pause_seconds` is how long work from elsewhere
        may lie unseen.
        """
        self.source = source
        self._pause_seconds = pause_seconds
        self._poked = threading.Event()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begins to look."""
        self._thread.start()

    def poke(self) -> None:
        """There may be work."""
        self._poked.set()

    def close(self) -> None:
        """Takes no more work; returns when what was taken is in other hands."""
        self._closed.set()
        self._poked.set()
        if self._thread.ident is not None:
            self._thread.join()

    @property
    def closed(self) -> bool:
        """Whether no more work is taken."""
        return self._closed.is_set()

    @abstractmethod
    def look(self) -> bool:
        """Takes what there is; False when there was nothing, so that a pause is due."""

    def _run(self) -> None:
        while not self.closed:
            self._poked.clear()
            try:
                found = self.look()
            except (BotoCoreError, ClientError):  # the emulator is going down, or was asked for something it lacks
                self._closed.wait(_AFTER_ERROR_SECONDS)
                continue
            if not found:
                self._poked.wait(self._pause_seconds)
                time.sleep(_SPACING_SECONDS)
