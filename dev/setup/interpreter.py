"""Finds Python 3.13 by running every candidate: a shim on PATH may exist and still fail."""

from __future__ import annotations

import glob
import os
import shutil
import subprocess
from typing import Callable, Iterator, Optional

VERSION = "3.13"
_PROBE = "import sys, venv; print('%d.%d' % sys.version_info[:2], getattr(sys, '_base_executable', sys.executable))"


class SetupError(Exception):
    """Something cannot be set up; the text is one line that says what to do."""


def find_python(uv: Callable[[], Optional[str]]) -> str:
    """Full path of a working Python 3.13.

    `uv` gives uv's path or None; it is asked only when no candidate on the machine works.
    Raises SetupError when there is none and none can be fetched.
    """
    for candidate in _candidates():
        path = _probe(candidate)
        if path:
            return path
    path = _from_uv(uv())
    if path:
        return path
    raise SetupError(
        "Python 3.13 was not found and could not be fetched: install it "
        "(e.g. `pyenv install 3.13` or `uv python install 3.13`) and try again"
    )


def _candidates() -> Iterator[str]:
    yield "python3.13"
    yield "python3"
    root = _output(["pyenv", "root"]) or os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")
    for path in sorted(glob.glob(os.path.join(root, "versions", VERSION + "*", "bin", "python" + VERSION))):
        yield path


def _probe(candidate: str) -> Optional[str]:
    version, _, path = (_output([candidate, "-c", _PROBE]) or "").partition(" ")
    return path if version == VERSION and os.path.exists(path) else None


def _from_uv(uv: Optional[str]) -> Optional[str]:
    if uv is None:
        return None
    found = _output([uv, "python", "find", "--no-project", "--managed-python", VERSION])
    if not found and shutil.which(uv):
        subprocess.run([uv, "python", "install", VERSION], check=False, stdin=subprocess.DEVNULL)
        found = _output([uv, "python", "find", "--no-project", "--managed-python", VERSION])
    return _probe(found) if found else None


def _output(command: list[str]) -> Optional[str]:
    """What the command prints on success, else None; never raises for a program that is missing or broken."""
    try:
        run = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=30, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return run.stdout.decode(errors="replace").strip() if run.returncode == 0 else None
