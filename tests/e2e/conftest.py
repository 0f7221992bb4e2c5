"""One real stack for all these tests, with short delays, and a shop on it. They share both: each brings a client of its own."""

from collections.abc import Generator, Iterator
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


@pytest.fixture(scope="package")
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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failure on the stack is told with what its functions said of trouble: nobody can ask them afterwards."""
    report = yield
    launched = getattr(item, "funcargs", {}).get("launched")
    if report.failed and launched is not None:
        logs = sorted((launched.file.parent / "data" / "logs").glob("*.log"))
        said = [f"{log.stem}: {line}" for log in logs for line in log.read_text().splitlines() if _tells_of_trouble(line)]
        report.sections.append(("trouble in the functions so far", "\n".join(said[-40:])))
    return report


def _tells_of_trouble(line: str) -> bool:
    return '"_aws"' not in line or '"again_later"' in line


@pytest.fixture(scope="package")
def stack(launched: LaunchedStack) -> Iterator[StackDriver]:
    """A running stack with stand-ins for Altegio and APNs."""
    with StackDriver(launched.file) as driver:
        driver.desk.webhook_delay(0.05)
        yield driver


@pytest.fixture(scope="package")
def shop(stack: StackDriver) -> Shop:
    """Location 4564, connected, with an active program of ten visits."""
    return open_shop(stack)


@pytest.fixture(scope="package")
def uptown(stack: StackDriver, shop: Shop) -> int:
    """The owner's second location, connected."""
    connect(stack, UPTOWN)
    return UPTOWN


@pytest.fixture(autouse=True)
def only_the_shops_program(request: pytest.FixtureRequest) -> Iterator[None]:
    """Programs that a test has made are paused after it, so that nobody else's visits feed them, and the next one begins when
    all of it has come to rest.
    """
    yield
    if "shop" in request.fixturenames:
        shop: Shop = request.getfixturevalue("shop")
        shop.pause_others()
        shop.stack.settle()


@pytest.fixture
def phone(stack: StackDriver) -> Iterator[Phone]:
    """An iPhone without passes. Whatever it complains of to the web service, the test fails of it."""
    device = Phone(Path(stack.ca_file))
    yield device
    device.close()
    assert device.complaints == []
