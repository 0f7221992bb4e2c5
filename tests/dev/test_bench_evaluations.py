"""Budgets of the data model, counted on the real handlers."""

import pytest

from dev.bench.evaluations import count, rows
from dev.bench.table import Row


@pytest.mark.stack
def test_every_event_of_a_paid_visit_keeps_to_the_budgets() -> None:
    evaluations = count()
    assert [one.act for one in evaluations if one.outcome == "booked"] == ["paid"]
    assert [row.what for row in rows(evaluations) if isinstance(row, Row) and row.missed] == []
