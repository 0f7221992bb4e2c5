"""Real handler processes with AWS's own runtime client, in the functions' environment."""

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from dev.runner.functions import PYTHON
from dev.runner.plan import FunctionPlan
from dev.runner.runtime_api import Ending, Outcome
from dev.runner.workers import Launch, WorkerPool

pytestmark = pytest.mark.stack
_CHECKOUT = Path(__file__).resolve().parents[2]
_SITE = _CHECKOUT / "dev" / "runner" / "worker_site"
Make = Callable[..., WorkerPool]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """A pool whose handler has this body; `state` survives from event to event of one worker."""
    pools: list[WorkerPool] = []
    with ThreadPoolExecutor(1) as spawner:

        def pool(body: str, *, timeout: int = 60, limit: int = 2, **environment: str) -> WorkerPool:
            source = f"import os, time\nfrom pathlib import Path\nstate = []\ndef handler(event, context):\n    {body}\n"
            (tmp_path / "handler.py").write_text(source)
            launch = Launch(
                plan=FunctionPlan("F", "unused", "handler.handler", timeout, 128), python=PYTHON, folder=tmp_path,
                environment={"PYTHONPATH": f"{_SITE}:{tmp_path}", "COMEBACK_CLOCK_FILE": str(tmp_path / "clock"), **environment},
                log_file=tmp_path / "log", arn="arn:f",
            )  # fmt: skip
            pools.append(WorkerPool(launch, limit, spawner))
            return pools[-1]

        yield pool
        for one in pools:
            one.close()


def test_one_process_answers_event_after_event(make: Make) -> None:
    pool = make("state.append(event['n']); return {'seen': state, 'arn': context.invoked_function_arn}")

    outcomes = [pool.invoke({"n": number}) for number in (1, 2)]

    assert outcomes == [Outcome(Ending.OK, {"seen": [1], "arn": "arn:f"}), Outcome(Ending.OK, {"seen": [1, 2], "arn": "arn:f"})]


def test_a_raised_error_is_told_by_its_type_and_the_process_lives_on(make: Make) -> None:
    pool = make("state.append(1); return 1 / (len(state) - 1)")

    assert pool.invoke({}) == Outcome(Ending.ERROR, "ZeroDivisionError")
    assert pool.invoke({}) == Outcome(Ending.OK, 1)


def test_a_handler_that_cannot_be_loaded_is_an_error(make: Make) -> None:
    assert make("pass\nimport nowhere_to_be_found").invoke({}).ending is Ending.ERROR


def test_a_process_that_dies_is_an_error_and_the_next_event_gets_a_new_one(make: Make) -> None:
    pool = make("return os._exit(3) if event['die'] else 'alive'")

    assert pool.invoke({"die": True}) == Outcome(Ending.ERROR, "Runtime.ExitError")
    assert pool.invoke({"die": False}) == Outcome(Ending.OK, "alive")


def test_a_handler_that_takes_too_long_is_killed(make: Make, tmp_path: Path) -> None:
    pool = make("time.sleep(30 if event['slow'] else 0); return 'quick'", timeout=2)

    assert pool.invoke({"slow": False}).payload == "quick"
    assert pool.invoke({"slow": True}).ending is Ending.TIMEOUT
    assert pool.invoke({"slow": False}).payload == "quick"
    assert json.loads((tmp_path / "log").read_text().splitlines()[-1])["runner"] == "timeout"


def test_answers_over_six_megabytes_are_refused(make: Make) -> None:
    outcome = make("return 'x' * event['size']").invoke({"size": 6 * 1024 * 1024})

    assert outcome.ending is Ending.ERROR


def test_events_at_once_get_processes_of_their_own_up_to_the_limit(make: Make, tmp_path: Path) -> None:
    # Each handler waits for the other's file, so both must run at once.
    pool = make(f"Path('{tmp_path}', event['me']).touch(); [time.sleep(0.01) for _ in range(6000)"
                f" if not Path('{tmp_path}', event['other']).exists()]; return os.getpid()")  # fmt: skip
    outcomes: list[Any] = []
    threads = [
        threading.Thread(target=lambda event=event: outcomes.append(pool.invoke(event).payload))
        for event in ({"me": "a", "other": "b"}, {"me": "b", "other": "a"})
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(outcomes)) == 2


def test_a_handler_sees_nothing_of_the_runners_environment(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_OF_A_DEVELOPER", "x")

    names = set(make("return sorted(os.environ)", GIVEN="1").invoke({}).payload)

    assert "GIVEN" in names
    assert not names & {"SECRET_OF_A_DEVELOPER", "HOME", "COMEBACK_CLOCK_FILE"}


def test_the_systems_clock_follows_the_file(make: Make, tmp_path: Path) -> None:
    pool = make(
        "from comeback.adapters.system import SystemClock; return SystemClock().now().timestamp() - time.time()",
        PYTHONPATH=f"{_SITE}:{tmp_path}:{_CHECKOUT / 'layers' / 'common'}",
    )

    (tmp_path / "clock").write_text("3600")
    assert pool.invoke({}).payload == pytest.approx(3600, abs=60)
    (tmp_path / "clock").write_text("0")
    assert pool.invoke({}).payload == pytest.approx(0, abs=60)
