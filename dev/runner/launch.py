"""Starts the local stack as a program of its own, which ends with the program that started it."""

from __future__ import annotations

import os
import random
import signal
import socket
import sys
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

from dev.runner.errors import StartError
from dev.runner.processes import Service
from dev.runner.settings import CHECKOUT, DEFAULT_STATE_DIR

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_READY_SECONDS = 120.0
_END_SECONDS = 30.0
_FIRST_PORT, _LAST_PORT = 20_000, 32_000  # below the ports that systems give to outgoing connections


class LaunchedStack:
    """`python -m dev.runner serve` with some variables; its output goes to a log file."""

    def __init__(self, state_dir: Path = DEFAULT_STATE_DIR, variables: Mapping[str, str] | None = None) -> None:
        """Nothing is started yet; `variables` are those of the README's table of the local stack."""
        self.file = state_dir / "stack.json"
        self._log = state_dir / "serve.log"
        self._state_dir = state_dir
        self._variables = {"LOCAL_STATE_DIR": str(state_dir), **(variables or {})}
        self._service = Service("the local stack", state_dir / "serve.pid", self._log)

    @property
    def pid(self) -> int:
        """The runner's process."""
        return self._service.pid

    def start(self) -> float:
        """Returns when it is ready, with the seconds that it took. Raises StartError with the line it ended with."""
        self.file.unlink(missing_ok=True)
        self._state_dir.mkdir(parents=True, exist_ok=True)
        self._log.unlink(missing_ok=True)
        began = time.monotonic()
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        environment = {**kept, "PYTHONPATH": str(CHECKOUT), **self._variables}
        self._service.start([sys.executable, "-m", "dev.runner", "serve"], environment)
        while not self.file.exists():
            if not self._service.alive():
                raise StartError((self.output().splitlines() or ["the local stack ended without a word"])[-1])
            if time.monotonic() - began > _READY_SECONDS:
                self.stop()
                raise StartError(f"the local stack was not ready after {_READY_SECONDS:.0f} s")
            time.sleep(0.01)
        return time.monotonic() - began

    def output(self) -> str:
        """What it has said since the last start."""
        return self._log.read_text()

    def exit_status(self) -> int | None:
        """None while it runs."""
        return self._service.exit_status

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Ends it cleanly; the data stay."""
        self._service.stop(_END_SECONDS, number)

    def kill(self) -> None:
        """Ends the runner as a crash would."""
        os.kill(self.pid, signal.SIGKILL)
        self._service.stop()


def free_ports() -> dict[str, str]:
    """`PORT` and `AWS_EMULATOR_PORT` of a stack beside others: five neighbours that nobody has."""
    while True:
        first = random.randrange(_FIRST_PORT, _LAST_PORT, 5)
        with ExitStack() as held:
            try:
                for port in range(first, first + 5):
                    held.enter_context(socket.create_server(("127.0.0.1", port)))
            except OSError:
                continue
        return {"PORT": str(first), "AWS_EMULATOR_PORT": str(first + 4)}
