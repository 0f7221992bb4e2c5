"""Troubles on request: error statuses, broken connections, silence, an outage."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum


class Trouble(StrEnum):
    """What goes wrong."""

    STATUS = "status"
    RESET = "reset"
    HANG = "hang"


@dataclass(slots=True)
class Fault:
    """The next `count` calls whose path matches fail; -1: all, until cleared or for `until` (monotonic seconds).

    `late`: the call takes effect first and only its answer is lost.
    """

    trouble: Trouble
    count: int = 1
    path: str = ""
    status: int = 503
    seconds: float = 30.0
    late: bool = False
    until: float | None = None


@dataclass(slots=True)
class Faults:
    """Faults are tried in the order in which they were asked for."""

    monotonic: Callable[[], float] = time.monotonic
    planned: list[Fault] = field(default_factory=list)

    def strike(self, path: str) -> Fault | None:
        """The fault that befalls a call to `path`."""
        now = self.monotonic()
        self.planned = [one for one in self.planned if one.count and (one.until is None or one.until > now)]
        for one in self.planned:
            if re.search(one.path, path):
                one.count -= 1 if one.count > 0 else 0
                return one
        return None
