"""One real stack per test process, with short delays, and a shop on it. Tests share both, so each brings a client of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dev.phone.device import Phone
from dev.runner.drive import StackDriver
from dev.runner.launch import LaunchedStack, free_ports
from tests.e2e.shop import UPTOWN, Shop, connect, open_shop

# Short, but long enough to see that a stamp is held first.
REVERSAL_DELAY_SECONDS = 2
QUICK = {
    "REVERSAL_DELAY_SECONDS": str(REVERSAL_DELAY_SECONDS),
    "COALESCE_SECONDS": "0",
    "SWEEP_MINUTES": "0",
    "ALTEGIO_REQUESTS_PER_SECOND": "1000",
    "ALTEGIO_REQUESTS_PER_MINUTE": "60000",
}


@pytest.fixture(scope="session")
def launched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LaunchedStack]:
    """The process, ready. No phone may have complained to the web service, whoever made it and whether anybody looked."""
    folder = tmp_path_factory.mktemp("stack")
    process = LaunchedStack(folder, {**QUICK, **free_ports()})
    process.start()
    yield process
    process.stop()
    log = folder / "data" / "logs" / "wallet_service.log"
    said = log.read_text().splitlines() if log.exists() else []
    assert [line for line in said if "apple_phone_log" in line] == []


@pytest.fixture(scope="session")
def stack(launched: LaunchedStack) -> Iterator[StackDriver]:
    """A running stack with stand-ins for Altegio and APNs."""
    with StackDriver(launched.file) as driver:
        driver.desk.webhook_delay(0.05)
        yield driver


@pytest.fixture(scope="session")
def shop(stack: StackDriver) -> Shop:
    """Location 4564, connected, with an active program of ten visits."""
    return open_shop(stack)


@pytest.fixture(scope="session")
def uptown(stack: StackDriver, shop: Shop) -> int:
    """The owner's second location, connected."""
    connect(stack, UPTOWN)
    return UPTOWN


@pytest.fixture(autouse=True)
def only_the_shops_program(request: pytest.FixtureRequest) -> Iterator[None]:
    """Programs that a test has made are paused after it, so that nobody else's visits feed them."""
    yield
    if "shop" in request.fixturenames:
        request.getfixturevalue("shop").pause_others()


@pytest.fixture
def phone(stack: StackDriver) -> Iterator[Phone]:
    """An iPhone without passes. Whatever it complains of to the web service, the test fails of it."""
    device = Phone(Path(stack.ca_file))
    yield device
    device.close()
    assert device.complaints == []
