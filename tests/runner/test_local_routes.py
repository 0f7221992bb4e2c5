import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dev.runner.idle import Rest
from dev.runner.local_routes import LocalRoutes
from dev.runner.payload import Request
from dev.runner.plan import SchedulePlan
from dev.runner.runtime_api import Ending, Outcome
from dev.runner.schedule_trigger import ScheduleTriggers

REST = Rest(0, 1, datetime(2026, 11, 25, 12, 0, 1, tzinfo=UTC))
NOWHERE = Path("/nowhere")
SWEEP = SchedulePlan("Sweep", "Reconcile", {"job": "sweep"}, 900)


def _call(
    method: str, path: str, body: bytes = b"", *, rest: Rest = REST, outcome: Outcome | None = None, clock: Path = NOWHERE
) -> tuple[int, Any]:
    def invoke(function: str, event: Mapping[str, Any]) -> Outcome:
        return outcome or Outcome(Ending.OK, {"function": function, **event})

    routes = LocalRoutes(ScheduleTriggers([SWEEP], invoke), lambda: rest, clock)
    response = routes.answer(Request(method, path, [], body))
    return response.status, json.loads(response.body)


def test_at_rest_what_is_scheduled_is_told_with_its_moment() -> None:
    assert _call("GET", "/__local/idle") == (200, {"in_flight": 0, "scheduled": 1, "next_at": "2026-11-25T12:00:01Z"})


def test_with_something_in_flight_it_is_not_at_rest() -> None:
    assert _call("GET", "/__local/idle", rest=Rest(2, 0, None)) == (202, {"in_flight": 2, "scheduled": 0, "next_at": None})


def test_while_it_cannot_be_known_nothing_is_promised() -> None:
    def fails() -> Rest:
        raise ConnectionRefusedError

    routes = LocalRoutes(ScheduleTriggers([], lambda _function, _event: Outcome(Ending.OK)), fails, NOWHERE)

    assert routes.answer(Request("GET", "/__local/idle", [], b"")).status == 503


def test_a_job_is_run_with_its_schedules_event() -> None:
    assert _call("POST", "/__local/run/sweep") == (200, {"function": "Reconcile", "job": "sweep"})


def test_a_job_that_fails_is_a_500_with_the_errors_type() -> None:
    status, answer = _call("POST", "/__local/run/sweep", outcome=Outcome(Ending.ERROR, "KeyError"))

    assert (status, answer["error"]) == (500, "KeyError")


def test_a_job_that_no_schedule_has_is_a_404_that_names_those_there_are() -> None:
    status, answer = _call("POST", "/__local/run/tidy")

    assert (status, answer) == (404, {"message": "no schedule has this job; there are: sweep"})


def test_the_clock_is_shifted_for_every_handler(tmp_path: Path) -> None:
    status, answer = _call("POST", "/__local/clock", b'{"offset_seconds": 86400.5}', clock=tmp_path / "clock")

    assert (status, float((tmp_path / "clock").read_text())) == (200, 86400.5)
    shift = datetime.fromisoformat(answer["now"]) - datetime.now(UTC)
    assert 86399 < shift.total_seconds() < 86401


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b'{"offset_seconds": "1"}', b'{"offset_seconds": true}', b'{"offset_seconds": NaN}', b"\xff"]
)
def test_a_clock_that_is_no_number_changes_nothing(tmp_path: Path, body: bytes) -> None:
    status, _ = _call("POST", "/__local/clock", body, clock=tmp_path / "clock")

    assert status == 422
    assert not (tmp_path / "clock").exists()


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/__local/idle"), ("GET", "/__local/run/sweep"), ("GET", "/__local/"), ("POST", "/__local/run/")],
)
def test_anything_else_is_a_404(method: str, path: str) -> None:
    assert _call(method, path)[0] == 404
