"""The stand-in's time: the machine's, shifted by the seconds in a file, so that it goes with a local stack's clock."""

import time
from collections.abc import Callable
from pathlib import Path

Clock = Callable[[], float]
"""Seconds since 1970."""


def shifted_by(file: Path | None) -> Clock:
    """The machine's clock without a file; a file that is missing or unreadable shifts by nothing."""

    def now() -> float:
        try:
            return time.time() + (float(file.read_text()) if file else 0.0)
        except (OSError, ValueError):
            return time.time()

    return now
