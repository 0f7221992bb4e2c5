"""Scheduled jobs by name."""

from dataclasses import dataclass
from typing import Any

import pytest

from functions.reconcile import handler as reconcile


@dataclass(frozen=True, slots=True)
class Report:
    """What a job tells."""

    checked: int = 3


def test_the_named_job_runs_and_its_report_is_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(reconcile.JOBS, "connection_check", lambda: Report)
    assert reconcile.handler({"job": "connection_check"}, None) == {"job": "connection_check", "checked": 3}


@pytest.mark.parametrize("event", [{}, {"job": "tidy_up"}, {"job": None}, {"job": ["sweep"]}])
def test_a_job_that_does_not_exist_is_a_clear_error(event: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="sweep, mirror_sweep, expiry, connection_check"):
        reconcile.handler(event, None)
