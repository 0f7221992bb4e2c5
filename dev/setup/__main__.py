"""`python -m dev.setup NAME...`: makes the named environments ready; does nothing when they already are."""

from __future__ import annotations

import fcntl
import hashlib
import os
import sys

from dev.setup.installer import Installer
from dev.setup.interpreter import SetupError, find_python

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# Name on the command line -> (folder of the environment, lock file).
ENVIRONMENTS = {
    "dev": (".venv", "requirements/dev.txt"),
    "emulator": (".tools/emulator", "requirements/emulator.txt"),
    "function": (".tools/function", "requirements/function.txt"),
    "sam": (".tools/sam", "requirements/sam.txt"),
    "fuzz": (".tools/fuzz", "requirements/fuzz.txt"),
    "peers": (".tools/peers", "requirements/peers.txt"),
}
_LAYOUT = "2"  # raise it when this program makes environments differently


def main(names: list[str]) -> int:
    """Exit status; an error is one line on standard error."""
    unknown = [name for name in names if name not in ENVIRONMENTS]
    if unknown or not names:
        print("usage: python -m dev.setup {%s}..." % ",".join(ENVIRONMENTS), file=sys.stderr)
        return 2
    missing = [name for name in names if not _ready(name)]
    if not missing:
        return 0
    os.makedirs(os.path.join(ROOT, ".tools"), exist_ok=True)
    with open(os.path.join(ROOT, ".tools", "lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            _set_up([name for name in missing if not _ready(name)])
        except SetupError as error:
            print("setup: %s" % error, file=sys.stderr)
            return 1
    return 0


def _set_up(names: list[str]) -> None:
    if not names:
        return
    installer = Installer(ROOT)
    python = find_python(installer.uv)
    for name in names:
        folder, lock = ENVIRONMENTS[name]
        print("setup: %s" % folder, flush=True)
        environment = os.path.join(ROOT, folder)
        installer.install(environment, os.path.join(ROOT, lock), python)
        if name == "dev":
            _make_importable(environment)
            _make_command(environment)
        with open(_stamp(name), "w") as stamp:
            stamp.write(_wanted(name))


def _make_importable(environment: str) -> None:
    """The checkout's packages are on the path of `.venv` however it is called; relative, so that the checkout may move."""
    folder = os.path.join(environment, "lib", "python3.13", "site-packages")
    with open(os.path.join(folder, "comeback-checkout.pth"), "w") as file:
        file.writelines(os.path.relpath(os.path.join(ROOT, part), folder) + "\n" for part in (".", "layers/common"))


def _make_command(environment: str) -> None:
    """`.venv/bin/comeback`, which finds its interpreter beside it."""
    path = os.path.join(environment, "bin", "comeback")
    with open(path, "w") as file:
        file.write('#!/bin/sh\nexec "$(dirname "$0")/python" -m dev "$@"\n')
    os.chmod(path, 0o700)


def _stamp(name: str) -> str:
    return os.path.join(ROOT, ENVIRONMENTS[name][0], "comeback-stamp")


def _wanted(name: str) -> str:
    with open(os.path.join(ROOT, ENVIRONMENTS[name][1]), "rb") as lock:
        return hashlib.sha256(_LAYOUT.encode() + lock.read()).hexdigest()


def _ready(name: str) -> bool:
    """The environment was finished for this very lock file and its interpreter still exists."""
    try:
        with open(_stamp(name)) as stamp:
            return stamp.read() == _wanted(name) and os.path.exists(os.path.join(ROOT, ENVIRONMENTS[name][0], "bin", "python"))
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
