"""The contract of ports.join_counts.JoinCounts, for both implementations."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from comeback.adapters.dynamodb.join_counts import DynamoJoinCounts
from comeback.adapters.dynamodb.keys import Key
from comeback.adapters.dynamodb.table import Table
from comeback.domain.ids import ProgramId
from comeback.ports.join_counts import JoinCounts
from tests import builders
from tests.memory.join_counts import MemoryJoinCounts

SINCE = datetime(2026, 9, 21, 10, 0, tzinfo=UTC)
OTHER = ProgramId("pr_" + "0" * 25 + "9")


@pytest.fixture(params=["memory", "dynamodb"])
def counts(request: pytest.FixtureRequest) -> JoinCounts:
    return MemoryJoinCounts() if request.param == "memory" else DynamoJoinCounts(request.getfixturevalue("main_table"))


def test_nobody_is_counted_beyond_the_most(counts: JoinCounts) -> None:
    assert [counts.take(builders.PROGRAM, "a", SINCE, 2) for _ in range(4)] == [True, True, False, False]


def test_addresses_programs_and_spans_are_counted_apart(counts: JoinCounts) -> None:
    assert counts.take(builders.PROGRAM, "a", SINCE, 1)
    assert counts.take(builders.PROGRAM, "", SINCE, 1)
    assert counts.take(builders.PROGRAM, "b", SINCE, 1)
    assert counts.take(OTHER, "a", SINCE, 1)
    assert counts.take(builders.PROGRAM, "a", SINCE + timedelta(minutes=10), 1)


class _Crowd(Table):
    """Before each of its writes, `others` have counted themselves."""

    others = 0

    def put(self, key: Key, item: Any, **condition: Any) -> None:
        if self.others:
            self.others -= 1
            assert DynamoJoinCounts(Table(self.client, self.name)).take(builders.PROGRAM, "a", SINCE, 100)
        super().put(key, item, **condition)


@pytest.mark.parametrize(("others", "left"), [(2, 3), (9, 4)])
def test_who_counts_at_the_same_moment_counts_again_and_a_crowd_is_let_through(main_table: Table, others: int, left: int) -> None:
    crowd = _Crowd(main_table.client, main_table.name)
    crowd.others = others
    assert DynamoJoinCounts(crowd).take(builders.PROGRAM, "a", SINCE, 100)
    assert not DynamoJoinCounts(main_table).take(builders.PROGRAM, "a", SINCE, left)
    assert DynamoJoinCounts(main_table).take(builders.PROGRAM, "a", SINCE, left + 1)
