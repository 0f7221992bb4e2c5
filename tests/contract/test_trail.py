"""The contract of ports.trail.Trail, for both implementations."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comeback.adapters.dynamodb.trail import DynamoTrail
from comeback.domain.errors import FieldRefused
from comeback.domain.ids import TrailId
from comeback.domain.ledger import Actor
from comeback.domain.trail import TrailRecord
from comeback.ports.trail import Trail
from tests import builders
from tests.memory.store import Store
from tests.memory.trail import MemoryTrail

MINE, THEIRS = builders.TENANT, builders.OTHER_TENANT
NOW = builders.FETCHED


@pytest.fixture(params=["memory", "dynamodb"])
def trail(request: pytest.FixtureRequest) -> Trail:
    return MemoryTrail(Store()) if request.param == "memory" else DynamoTrail(request.getfixturevalue("main_table"))


def a_record(number: int, seconds: int = 0) -> TrailRecord:
    at = NOW + timedelta(seconds=seconds)
    details: dict[str, str | int] = {"size": number, "title": "10 visits"}
    return TrailRecord(
        TrailId(f"tr_{number:026d}"), at, Actor("person", "ps_1"), "program.changed", builders.PROGRAM, details
    )  # fmt: skip


def test_records_are_read_as_they_were_noted_the_newest_first(trail: Trail) -> None:
    for number, seconds in ((1, 0), (2, 10), (3, 5)):
        trail.note(MINE, a_record(number, seconds))

    assert trail.records(MINE, 50, None) == ([a_record(2, 10), a_record(3, 5), a_record(1, 0)], None)


def test_two_changes_of_one_moment_are_two_records(trail: Trail) -> None:
    trail.note(MINE, a_record(1))
    trail.note(MINE, a_record(2))

    assert [record.id for record in trail.records(MINE, 50, None)[0]] == [a_record(2).id, a_record(1).id]


def test_records_are_listed_by_page(trail: Trail) -> None:
    for number in range(5):
        trail.note(MINE, a_record(number, number))
    first, cursor = trail.records(MINE, 2, None)
    second, following = trail.records(MINE, 2, cursor)
    third, _ = trail.records(MINE, 2, following)

    assert [*first, *second, *third] == [a_record(number, number) for number in (4, 3, 2, 1, 0)]


def test_records_of_another_tenant_are_not_there(trail: Trail) -> None:
    trail.note(MINE, a_record(1))
    trail.note(MINE, a_record(2))
    trail.note(THEIRS, replace(a_record(1), actor=Actor("operator", "1")))

    assert trail.records(THEIRS, 50, None)[0] == [replace(a_record(1), actor=Actor("operator", "1"))]
    _, cursor = trail.records(MINE, 1, None)
    with pytest.raises(FieldRefused):
        trail.records(THEIRS, 1, cursor)
