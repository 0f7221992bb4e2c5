"""The stand-in for Apple's push service, and a sender to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from comeback.adapters.apple.push import Http2ApplePush
from dev.apns.server import ApnsServer
from tests.dev.apns_world import new_apns, new_sender, prepare


@pytest.fixture(scope="session")
def apns_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Certificates of both sides."""
    made = tmp_path_factory.mktemp("apns")
    prepare(made)
    return made


@pytest.fixture
def apns(apns_files: Path) -> Iterator[ApnsServer]:
    with new_apns(apns_files) as server:
        yield server


@pytest.fixture
def sender(apns: ApnsServer, apns_files: Path) -> Iterator[Http2ApplePush]:
    made = new_sender(apns, apns_files)
    yield made
    made.close()
