"""Ctrl-C, SIGTERM and a closed terminal end a program that runs the stack, once and cleanly."""

import signal
from types import FrameType, TracebackType
from typing import Self

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Somebody wants the program to end. No `except Exception` of a library may swallow it."""


class StopSignals:
    """Inside the `with` a signal raises Stopped in the main thread; after the first one and after `ignore` none does.

    An exception may still get lost where Python ignores them (finalizers): `asked` stays true, and `check` raises it again.
    """

    def __init__(self) -> None:
        """Nothing has been asked yet."""
        self.asked = False

    def check(self) -> None:
        """Raises Stopped when a signal has come."""
        if self.asked:
            raise Stopped

    @staticmethod
    def ignore() -> None:
        """From here on the program ends by itself and is not to be interrupted."""
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_IGN)

    def __enter__(self) -> Self:
        for number in _SIGNALS:
            signal.signal(number, self._stop)
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self.ignore()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True
        self.ignore()
        raise Stopped
