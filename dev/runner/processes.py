"""Programs that live as long as the stack: started apart from the terminal, remembered by pid, ended by pid."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from dev.runner.errors import StartError

_CHILD = Path(__file__).with_name("child.py")


class Service:
    """One program in a session of its own, so that Ctrl-C reaches only the runner."""

    def __init__(self, name: str, pid_file: Path, log_file: Path) -> None:
        """`name` is shown to people."""
        self.name = name
        self._pid_file = pid_file
        self._log_file = log_file
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Starts `command`. Call it on a thread that lives on: its end counts as the parent's."""
        self._log_file.parent.mkdir(parents=True, exist_ok=True)
        with self._log_file.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", str(_CHILD), str(os.getpid()), *command],
                env=dict(environment), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self._pid_file.parent.mkdir(parents=True, exist_ok=True)
        self._pid_file.write_text(str(self._process.pid))

    def wait_for_port(self, port: int, seconds: float = 60.0) -> None:
        """Returns when something listens on `port`; raises StartError when the program ends or the time is over."""
        deadline = time.monotonic() + seconds
        while not listens(port):
            if not self.alive():
                raise StartError(f"{self.name} ended while starting, its log is {self._log_file}")
            if time.monotonic() > deadline:
                raise StartError(f"{self.name} did not listen on port {port} in {seconds:.0f} s, its log is {self._log_file}")
            time.sleep(0.01)

    @property
    def pid(self) -> int:
        """Of the program, which must have been started."""
        assert self._process is not None
        return self._process.pid

    def alive(self) -> bool:
        """Whether the program runs."""
        return self._process is not None and self._process.poll() is None

    @property
    def exit_status(self) -> int | None:
        """Of the program that was started last; None while it runs."""
        return None if self._process is None else self._process.poll()

    def stop(self, seconds: float = 10.0, number: signal.Signals = signal.SIGTERM) -> None:
        """The signal, after `seconds` SIGKILL."""
        if self._process is None:
            return
        self._process.send_signal(number)
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._pid_file.unlink(missing_ok=True)

    def end_leftover(self, marker: str) -> None:
        """Ends what a killed stack left over; `marker` is a word of its command line, so that no other program is hit."""
        try:
            pid = int(self._pid_file.read_text())
        except (OSError, ValueError):
            return
        if marker in command_line(pid):
            _end(pid)
        self._pid_file.unlink(missing_ok=True)


def _end(pid: int, seconds: float = 10.0) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + seconds
        while command_line(pid) and time.monotonic() < deadline:
            time.sleep(0.02)
        if command_line(pid):
            os.kill(pid, signal.SIGKILL)


def command_line(pid: int) -> str:
    """Program and arguments of a running process, empty when there is none."""
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    shown = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], stdout=subprocess.PIPE, check=False)
    return shown.stdout.decode(errors="replace").strip()


def listens(port: int) -> bool:
    """Whether something accepts connections on this port of the loopback address."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def refuse_taken(port: int, name: str, variable: str, seconds: float = 1.0) -> None:
    """Raises StartError when another program still has the port after `seconds`: the system takes the command line of one that
    ends first, and closes its ports a moment later.
    """
    deadline = time.monotonic() + seconds
    while not _is_free(port):
        if time.monotonic() > deadline:
            raise StartError(f"port {port} ({name}) is taken: end the program that has it, or set {variable}")
        time.sleep(0.01)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
