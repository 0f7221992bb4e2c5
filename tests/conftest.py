"""What every test gets: no network but the loopback address where a level needs it, a strict log, and AWS on demand.

The emulator starts when the first test asks for it. Workers of xdist share the one of their controller, each in an account
of its own.
"""

from __future__ import annotations

import gc
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from comeback import observe
from dev.runner.emulator import Emulator
from tests.own_aws import OwnAws, new_emulator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from comeback.adapters.dynamodb.table import Table

_HERE = Path(__file__).parent
# Levels that talk to servers on this machine. The others open no socket at all.
_WITH_SERVERS = frozenset({"browser", "contract", "deploy", "dev", "e2e", "edges", "faults"})
_ON_DEMAND = frozenset({"browser", "edges", "faults"})
# Levels that take long begin first, so that the workers end together.
_LONG = ("e2e", "deploy", "artwork", "properties")
# This one starts stacks of its own and ends them.
_STACKS_OF_THEIR_OWN = "tests/e2e/test_serving.py"
_LOOPBACK = ["127.0.0.1", "::1"]
_ENDINGS = pytest.StashKey[ExitStack]()
_EMULATOR = pytest.StashKey[Emulator]()

# A time limit on an example fails on a busy machine and finds nothing. Hypothesis itself draws the same examples every time
# where `CI` is set; elsewhere each run looks at new ones and keeps what failed. `pytest --hypothesis-profile=thorough` looks at
# twenty times as many.
hypothesis.settings.register_profile(
    "tests", max_examples=50, deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow],
    parent=hypothesis.settings(),
)  # fmt: skip
hypothesis.settings.register_profile("thorough", max_examples=1000, parent=hypothesis.settings.get_profile("tests"))
hypothesis.settings.load_profile("tests")


def pytest_configure(config: pytest.Config) -> None:
    observe.be_strict()
    config.stash[_ENDINGS] = ExitStack()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Long ones run for their own targets only, such as `make faults`, which name their folders."""
    if collection_path.parent != _HERE or collection_path.name not in _ON_DEMAND:
        return None
    named = any(collection_path.name in str(argument) for argument in config.invocation_params.args)
    return None if named else True


def pytest_collection_finish() -> None:
    """What is loaded by now stays: looking through it for garbage again and again was an eighth of the run."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[_ENDINGS].close()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    # In the controller, because it outlives its workers.
    emulator = _emulator_of(node.config)  # type: ignore[attr-defined]
    emulator.wait()
    node.workerinput["emulator_url"] = emulator.url  # type: ignore[attr-defined]


@pytest.hookimpl(trylast=True)  # after the order has been drawn
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_turn)
    for item in items:
        level = _level(item)
        served = level in _WITH_SERVERS or item.get_closest_marker("stack") is not None
        item.add_marker(pytest.mark.allow_hosts(_LOOPBACK) if served else pytest.mark.disable_socket)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object | None:
    """Files are given out whole, and all that share the stack go to one worker: a second stack costs more than it saves."""
    if config.getoption("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class OneStack(LoadFileScheduling):  # type: ignore[misc]  # xdist ships no types
        def _split_scope(self, nodeid: str) -> str:
            file = str(super()._split_scope(nodeid))
            return "tests/e2e" if file.startswith("tests/e2e/") and file != _STACKS_OF_THEIR_OWN else file

    return OneStack(config, log)


def _turn(item: pytest.Item) -> int:
    level = _level(item)
    alone = item.nodeid.startswith(_STACKS_OF_THEIR_OWN)
    return len(_LONG) if level not in _LONG else _LONG.index("deploy") if alone else _LONG.index(level)


def _level(item: pytest.Item) -> str:
    return item.path.relative_to(_HERE).parts[0]


def _emulator_of(config: pytest.Config) -> Emulator:
    if _EMULATOR not in config.stash:
        endings = config.stash[_ENDINGS]
        folder = Path(endings.enter_context(tempfile.TemporaryDirectory(prefix="comeback-aws-")))
        config.stash[_EMULATOR] = new_emulator(folder)
        endings.callback(config.stash[_EMULATOR].stop)
    return config.stash[_EMULATOR]


@pytest.fixture(scope="session")
def aws(request: pytest.FixtureRequest) -> OwnAws:
    """This process's account of the emulator."""
    worker: dict[str, str] | None = getattr(request.config, "workerinput", None)
    if worker:
        number = int(worker["workerid"].removeprefix("gw"))
        return OwnAws(worker["emulator_url"], account=f"{number + 1:012d}")
    emulator = _emulator_of(request.config)
    emulator.wait()
    return OwnAws(emulator.url, account=f"{1:012d}")


@pytest.fixture
def main_table(aws: OwnAws) -> Iterator[Table]:
    with aws.table("MainTable") as table:
        yield table


@pytest.fixture
def ledger_table(aws: OwnAws) -> Iterator[Table]:
    with aws.table("LedgerTable") as table:
        yield table


@pytest.fixture
def sessions_table(aws: OwnAws) -> Iterator[Table]:
    with aws.table("SessionsTable") as table:
        yield table


@pytest.fixture
def queue_url(aws: OwnAws) -> Iterator[str]:
    with aws.queue() as url:
        yield url


@pytest.fixture
def bucket(aws: OwnAws) -> Iterator[str]:
    with aws.bucket() as name:
        yield name
