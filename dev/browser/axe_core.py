"""axe-core (npm), which finds what keeps people from using a page."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from dev.browser.chromium import BrowserMissingError

if TYPE_CHECKING:
    from dev.browser.chromium import Chromium

_SOURCE = Path(__file__).with_name("axe")
_INSTALLED = Path(__file__).resolve().parents[2] / ".tools" / "axe"
_FILES = ("package.json", "package-lock.json")
_RUN = """
const done = arguments[arguments.length - 1];
axe.run(document, {resultTypes: ["violations"]}).then(found => done(found.violations.map(one =>
  one.id + " (" + one.impact + "): " + one.help + ": " + one.nodes.map(node => node.target.join(" ")).join(", "))));
"""


def violations(browser: Chromium) -> list[str]:
    """A sentence for each rule that the open page breaks, all rules of axe-core included. Raises BrowserMissingError."""
    browser.run(_script())
    found: list[str] = browser.wait_for(_RUN)
    return found


@cache
def _script() -> str:
    """From the lock file, installed once for each state of it."""
    wanted = {name: (_SOURCE / name).read_bytes() for name in _FILES}
    stamp = _INSTALLED / "stamp"
    if not (stamp.exists() and stamp.read_bytes() == b"".join(wanted.values())):
        if not shutil.which("npm"):
            raise BrowserMissingError("axe-core cannot be installed: npm is missing")
        _INSTALLED.mkdir(parents=True, exist_ok=True)
        for name, content in wanted.items():
            (_INSTALLED / name).write_bytes(content)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        run = subprocess.run(command, cwd=_INSTALLED, stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=False)
        if run.returncode:
            raise BrowserMissingError("axe-core cannot be installed: npm could not fetch it")
        stamp.write_bytes(b"".join(wanted.values()))
    return (_INSTALLED / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
