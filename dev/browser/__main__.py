"""`make browser`: the pages in Chromium; where that is not possible, one line says why."""

import subprocess
import sys

from dev.browser.axe_core import violations
from dev.browser.chromium import BrowserMissingError, Chromium


def main() -> int:
    """Exit status."""
    try:
        with Chromium() as browser:
            violations(browser)
    except BrowserMissingError as problem:
        print(f"browser: skipped: {problem}")
        return 0
    return subprocess.run([sys.executable, "-m", "pytest", "-q", "tests/browser"], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
