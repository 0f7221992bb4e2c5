"""`python -m dev.browser.screenshots`: the pictures of the owner's and customers' pages in `docs/screenshots`, made anew."""

import io
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from dev.browser.chromium import BrowserMissingError, Chromium
from dev.browser.tour import IPHONE, WINDOWS, Tour, prepare
from dev.runner.drive import StackDriver
from dev.runner.launch import LaunchedStack, free_ports

_FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
# What customers see: page, width, file, and with which browser.
_CUSTOMERS = (
    ("customer-card", 390, "card-page.png", IPHONE), ("customer-join", 390, "join-page.png", IPHONE),
    ("customer-card", 1280, "card-page-desktop.png", WINDOWS),
)  # fmt: skip
# Page, width, and as whom it is seen in the file's name.
_SHOTS = (
    ("location", 1280, "desktop"), ("settings", 1280, "desktop"), ("card", 1280, "desktop"),
    ("design", 1280, "desktop"), ("cards", 390, "phone"), ("visit", 390, "phone"), ("design", 390, "phone"),
)  # fmt: skip
_COLOURS = 64


def main() -> int:
    """Exit status."""
    try:
        browser = Chromium()
    except BrowserMissingError as problem:
        print(f"screenshots: {problem}", file=sys.stderr)
        return 1
    with browser, TemporaryDirectory() as folder:
        stack = LaunchedStack(Path(folder), {"COALESCE_SECONDS": "0", "SWEEP_MINUTES": "0", **free_ports()})
        stack.start()
        try:
            with StackDriver(stack.file) as driver:
                _take(browser, prepare(driver))
        finally:
            stack.stop()
    return 0


def _take(browser: Chromium, tour: Tour) -> None:
    for page, width, name, agent in _CUSTOMERS:
        browser.size(width, 800)
        browser.pretend(agent)
        tour.visit(browser, page)
        _keep(browser, name)
    browser.pretend()
    tour.sign_in(browser)
    for page, width, kind in _SHOTS:
        browser.size(width, 800)
        tour.visit(browser, page)
        _keep(browser, f"console-{page}-{kind}.png")


def _keep(browser: Chromium, name: str) -> None:
    path = _FOLDER / name
    with Image.open(io.BytesIO(browser.screenshot())) as picture:
        picture.convert("RGB").quantize(_COLOURS).save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    sys.exit(main())
