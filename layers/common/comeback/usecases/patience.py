"""How the audit asks Altegio: it yields to everybody, so it is often told to wait (data-model.md §5)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from comeback.ports.crm import CrmUnavailableError
from comeback.ports.system import Clock

_TRIES = 5
_LONGEST_WAIT = 20.0


@dataclass(frozen=True, slots=True)
class Patience:
    """Waits between tries, but not beyond `until`."""

    clock: Clock
    wait: Callable[[float], None]
    until: datetime

    @property
    def is_over(self) -> bool:
        """Whether the time of this run is used up."""
        return self.clock.now() >= self.until

    def __call__[T](self, ask: Callable[[], T]) -> T:
        """The answer. Raises CrmError: CrmUnavailableError after five tries, or when waiting would take too long."""
        for _ in range(_TRIES - 1):
            try:
                return ask()
            except CrmUnavailableError as problem:
                seconds = min(max(problem.retry_after, 0.5), _LONGEST_WAIT)
                if self.clock.now() + timedelta(seconds=seconds) >= self.until:
                    raise
            self.wait(seconds)
        return ask()
