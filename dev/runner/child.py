"""Starts a program that ends with its parent: `child.py PARENT_PID PROGRAM ARGUMENT...`.

Run with `python -I -S`, it asks Linux to send SIGTERM when the parent dies and then becomes the program.
Where there is no such request the next start of the stack ends what was left over.
"""

import contextlib
import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main(parent: int, command: list[str]) -> None:
    """Does not return."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:  # it died before the request was made
        sys.exit(1)
    os.execv(command[0], command)  # noqa: S606  the very purpose


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
