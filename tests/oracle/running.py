"""The oracle as `make oracle` runs it."""

import subprocess
import sys
from pathlib import Path

_CHECKOUT = Path(__file__).parents[2]


def oracle(count: int, *, seed: int) -> tuple[int, str]:
    """Exit status and what was said."""
    command = [sys.executable, "-m", "tests.oracle", str(count), str(seed)]
    done = subprocess.run(command, cwd=_CHECKOUT, capture_output=True, text=True, check=False, timeout=300)
    return done.returncode, done.stdout + done.stderr
