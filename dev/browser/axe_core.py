"""axe-core (npm), which finds what keeps people from using a page."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from dev import npm
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
    try:
        npm.install(_SOURCE, _FILES, _INSTALLED)
    except npm.NpmError as problem:
        raise BrowserMissingError(f"axe-core cannot be installed: {problem}") from problem
    return (_INSTALLED / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
