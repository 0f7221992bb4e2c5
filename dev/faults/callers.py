"""Which function's process is at the other end of a connection: asked of Linux, so that the product needs no test mode."""

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_PROGRAM = b"awslambdaric"
_NAME = b"POWERTOOLS_SERVICE_NAME="


@dataclass(frozen=True, slots=True)
class Caller:
    """A worker's process; `function` is the name of its folder under functions/, empty for a stranger."""

    function: str = ""
    pid: int = 0

    def kill(self) -> None:
        """As the machine would: without a last word."""
        assert self.pid, "only workers are killed"
        os.kill(self.pid, signal.SIGKILL)


def caller_of(client_port: int, our_port: int) -> Caller:
    """Who has the connection from `client_port` to our port of the loopback address."""
    inode = _inode(client_port, our_port)
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended meanwhile
            if _PROGRAM in (process / "cmdline").read_bytes() and _holds(process, f"socket:[{inode}]"):
                return Caller(_function(process), int(process.name))
    return Caller()


def workers_of(function: str, aws_url: str) -> Iterator[Caller]:
    """All processes of a function that take `aws_url` for AWS, idle ones too."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            variables = (process / "environ").read_bytes().split(b"\0")
            ours = f"AWS_ENDPOINT_URL={aws_url}".encode() in variables
            if ours and _PROGRAM in (process / "cmdline").read_bytes() and _function(process) == function:
                yield Caller(function, int(process.name))


def _inode(client_port: int, our_port: int) -> str:
    ends = f":{client_port:04X}", f":{our_port:04X}"
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        columns = line.split()
        if columns[1].endswith(ends[0]) and columns[2].endswith(ends[1]):
            return columns[9]
    return ""


def _holds(process: Path, socket: str) -> bool:
    for handle in (process / "fd").iterdir():
        with suppress(OSError):
            if str(handle.readlink()) == socket:
                return True
    return False


def _function(process: Path) -> str:
    variables = (process / "environ").read_bytes().split(b"\0")
    return next((one.removeprefix(_NAME).decode() for one in variables if one.startswith(_NAME)), "")
