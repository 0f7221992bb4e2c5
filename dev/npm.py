"""Packages of npm, from a lock file of ours."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path


class NpmError(Exception):
    """They could not be installed; the text says why, as the end of a sentence."""


def install(source: Path, files: Sequence[str], target: Path) -> None:
    """The `files` of `source`, the lock file among them, and what they name; once for each state of them. Raises NpmError."""
    wanted = {name: (source / name).read_bytes() for name in files}
    stamp = target / "stamp"
    if stamp.exists() and stamp.read_bytes() == b"".join(wanted.values()):
        return
    if not shutil.which("npm"):
        raise NpmError("npm is missing")
    target.mkdir(parents=True, exist_ok=True)
    for name, content in wanted.items():
        (target / name).write_bytes(content)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    run = subprocess.run(command, cwd=target, stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=False)
    if run.returncode:
        raise NpmError("npm could not fetch it")
    stamp.write_bytes(b"".join(wanted.values()))
