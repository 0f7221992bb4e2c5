"""A running stack, an owner with something to look at, and Chromium. Without Chromium or npm all of it is skipped."""

from collections.abc import Iterator

import pytest

from dev.browser.axe_core import violations
from dev.browser.chromium import BrowserMissingError, Chromium
from dev.browser.tour import Tour, prepare
from dev.runner.drive import StackDriver
from dev.runner.launch import LaunchedStack, free_ports
from tests.e2e.conftest import QUICK


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """A window that is signed in nowhere yet."""
    try:
        browser = Chromium()
        violations(browser)
    except BrowserMissingError as problem:
        pytest.skip(str(problem))
    with browser:
        yield browser


@pytest.fixture(scope="session")
def tour(chromium: Chromium, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tour]:
    """Everything that an owner sees, on a stack of its own."""
    launched = LaunchedStack(tmp_path_factory.mktemp("stack"), {**QUICK, **free_ports()})
    launched.start()
    try:
        with StackDriver(launched.file) as stack:
            yield prepare(stack)
    finally:
        launched.stop()


@pytest.fixture
def owner(chromium: Chromium, tour: Tour) -> Chromium:
    """Signed in, on a large screen."""
    chromium.size(1280)
    chromium.go(f"{tour.stack.base_url}/console")
    if chromium.url.endswith("/sign-in"):
        tour.sign_in(chromium)
    return chromium
