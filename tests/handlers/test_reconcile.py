"""Scheduled jobs by name."""

import json
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


@dataclass(frozen=True, slots=True)
class Audited:
    """What an audit tells."""

    drift: dict[str, int]


def test_what_an_audit_finds_is_counted_by_what_was_done(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(reconcile.JOBS, "audit", lambda: lambda: Audited({"repaired": 3, "reported": 0}))
    assert reconcile.handler({"job": "audit"}, None)["drift"] == {"repaired": 3, "reported": 0}
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(one["drift"], one["outcome"]) for one in lines if "drift" in one] == [([3.0], "repaired")]


@pytest.mark.parametrize("event", [{}, {"job": "tidy_up"}, {"job": None}, {"job": ["sweep"]}])
def test_a_job_that_does_not_exist_is_a_clear_error(event: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="sweep, mirror_sweep, expiry, audit, audit_rest, due_links, connection_check"):
        reconcile.handler(event, None)
