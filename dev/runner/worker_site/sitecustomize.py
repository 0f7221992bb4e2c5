"""Loaded by Python itself in every worker process, before the handler: what Lambda has and a laptop lacks.

The worker ends with the runner, and `SystemClock.now` is shifted by the seconds in a file, so that a person can make it
tomorrow. The deployed package knows nothing of either.
"""

import contextlib
import ctypes
import importlib.abc
import importlib.machinery
import importlib.util
import os
import signal
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

_CLOCK_MODULE = "comeback.adapters.system"
_PR_SET_PDEATHSIG = 1


def _end_with(parent: int) -> None:
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


class _ShiftingLoader(importlib.abc.Loader):
    """The module's own loader, then the shifted clock."""

    def __init__(self, inner: importlib.abc.Loader, offset_file: Path) -> None:
        self._inner = inner
        self._offset_file = offset_file

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        return self._inner.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._inner.exec_module(module)
        clock: Any = module.__dict__["SystemClock"]
        machine_now = clock.now

        def now(self: object) -> datetime:
            shifted: datetime = machine_now(self) + timedelta(seconds=_offset(self_file))
            return shifted

        self_file = self._offset_file
        clock.now = now


def _offset(file: Path) -> float:
    try:
        return float(file.read_text())
    except (OSError, ValueError):
        return 0.0


class _ClockFinder(importlib.abc.MetaPathFinder):
    """Stands in front of the usual finders for one module name."""

    def __init__(self, offset_file: Path) -> None:
        self._offset_file = offset_file

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != _CLOCK_MODULE:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _ShiftingLoader(spec.loader, self._offset_file)
        return spec


if "COMEBACK_RUNNER_PID" in os.environ:
    _end_with(int(os.environ.pop("COMEBACK_RUNNER_PID")))
    sys.meta_path.insert(0, _ClockFinder(Path(os.environ.pop("COMEBACK_CLOCK_FILE"))))
