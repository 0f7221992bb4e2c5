"""Troubles, webhooks and counters."""

import time
from typing import Any, Literal

from dev.altegio.desk.results import Counted
from dev.altegio.desk.wire import DeskError, Wire

Order = Literal["kept", "reversed", "shuffled"]


class ControlDesk(Wire):
    """What no receptionist can do: make the stand-in misbehave, and look behind it."""

    def webhook_delay(self, seconds: float) -> None:
        """How long events take (from the next one on)."""
        self._travel(delay_seconds=seconds)

    def duplicate_webhooks(self, copies: int) -> None:
        """Every event comes `copies` times from now on; 1 is normal."""
        self._travel(copies=copies)

    def lose_webhooks(self, count: int = -1) -> None:
        """The next `count` events get lost; -1: all until `count` 0 is asked for."""
        self._travel(lose=count)

    def hold_webhooks(self) -> None:
        """Keep events back until `flush_webhooks`."""
        self._travel(hold=True)

    def reorder_webhooks(self, count: int) -> None:
        """The next `count` events wait for each other and come last first."""
        self._travel(shuffle=count)

    def flush_webhooks(self, order: Order = "kept", copies: int = 1) -> int:
        """Send what was held back; how many events."""
        return int(self.call("POST", "webhooks/flush", {"order": order, "copies": copies})["events"])

    def resend_webhooks(self, last: int, order: Order = "kept", copies: int = 1) -> int:
        """Send the latest events again, lost ones too; how many."""
        return int(self.call("POST", "webhooks/resend", {"last": last, "order": order, "copies": copies})["events"])

    def webhooks(self) -> list[dict[str, Any]]:
        """Events so far (`urls`, `body`, `outcomes`), oldest first."""
        return list(self.call("GET", "webhooks")["events"])

    def wait_for_webhooks(self, timeout: float = 60) -> Counted:
        """Until none is under way. Raises DeskError after `timeout` seconds."""
        deadline = time.monotonic() + timeout
        while (counted := self.counters()).webhooks["in_flight"]:
            if time.monotonic() > deadline:
                raise DeskError(f"webhooks are still under way after {timeout} s")
            time.sleep(0.01)
        return counted

    def _travel(self, **manners: Any) -> None:
        self.call("POST", "webhooks", manners)

    def fail_calls(self, status: int = 503, *, count: int = 1, path: str = "", late: bool = False) -> None:
        """The next `count` calls (-1: all) whose path matches the expression answer with a status.

        `late`: they take effect all the same.
        """
        self._fault("status", status=status, count=count, path=path, late=late)

    def reset_calls(self, *, count: int = 1, path: str = "", late: bool = False) -> None:
        """The connection breaks instead of an answer."""
        self._fault("reset", count=count, path=path, late=late)

    def hang_calls(self, seconds: float, *, count: int = 1, path: str = "", late: bool = False) -> None:
        """No answer for a while, then the connection breaks."""
        self._fault("hang", seconds=seconds, count=count, path=path, late=late)

    def go_down(self, for_seconds: float | None = None, *, status: int | None = 503) -> None:
        """Every call fails, for a time or until `clear_faults`; status None: connections break."""
        trouble = "reset" if status is None else "status"
        self._fault(trouble, status=status or 503, count=-1, for_seconds=for_seconds)

    def clear_faults(self) -> None:
        """All is well again."""
        self.call("POST", "faults/clear", {})

    def _fault(self, trouble: str, **details: Any) -> None:
        self.call("POST", "faults", {"trouble": trouble, **details})

    def set_limits(self, *, per_second: int = 5, per_minute: int = 200) -> None:
        """Calls per client address; 0 is no limit. Windows begin empty."""
        self.call("POST", "limits", {"per_second": per_second, "per_minute": per_minute})

    def counters(self) -> Counted:
        """What happened since the last reset."""
        return Counted(**self.call("GET", "counters"))

    def reset_counters(self) -> Counted:
        """Begin at nothing; limits' windows too."""
        return Counted(**self.call("POST", "counters/reset", {}))
