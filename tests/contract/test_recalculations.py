"""The contract of ports.recalculations.Recalculations, for both implementations."""

from dataclasses import replace
from datetime import date

import pytest

from comeback.adapters.dynamodb.recalculations import DynamoRecalculations
from comeback.domain.errors import FieldRefused
from comeback.domain.ids import CardId, JobId, LocationId, ProgramId, render_id
from comeback.domain.recalculation import CardChange, Difference, Recalculation, RecalculationState, Sums
from comeback.ports.recalculations import RecalculationChanged, Recalculations
from tests import builders
from tests.memory.recalculations import MemoryRecalculations

MINE, THEIRS, PROGRAM = builders.TENANT, builders.OTHER_TENANT, builders.PROGRAM
OTHER_PROGRAM = ProgramId("pr_" + "0" * 25 + "2")


@pytest.fixture(params=["memory", "dynamodb"])
def jobs(request: pytest.FixtureRequest) -> Recalculations:
    return MemoryRecalculations() if request.param == "memory" else DynamoRecalculations(request.getfixturevalue("main_table"))


def a_job(number: int = 1, program: ProgramId = PROGRAM) -> Recalculation:
    return Recalculation(
        JobId(render_id("jb", number, bytes(10))), MINE, program, date(2026, 9, 1), date(2026, 9, 21), builders.FETCHED,
        "a digest", LocationId(4564),
    )  # fmt: skip


def a_change(number: int, **changes: int) -> CardChange:
    card = CardId(f"cd_{number:026d}")
    return CardChange(card, builders.CUSTOMER, 7, 3, 5, Difference(up=2), Difference(**changes) if changes else None)


def test_a_job_is_read_as_it_was_saved(jobs: Recalculations) -> None:
    saved = jobs.save(MINE, a_job())
    assert saved == replace(a_job(), revision=1)
    assert jobs.get(MINE, PROGRAM, saved.id) == saved
    ended = replace(
        saved, state=RecalculationState.DONE, page=4, cursor="a place", previewed=Sums(3, 2, 5, 1), booked=Sums(3, 2, 5, 1),
        committed_at=builders.FETCHED,
    )  # fmt: skip
    assert jobs.save(MINE, ended) == replace(ended, revision=2)
    assert jobs.get(MINE, PROGRAM, saved.id) == replace(ended, revision=2)


def test_a_job_that_somebody_else_has_saved_is_refused_and_so_are_its_cards(jobs: Recalculations) -> None:
    saved = jobs.save(MINE, a_job())
    newest = jobs.save(MINE, replace(saved, page=2))
    for late in (saved, a_job()):
        with pytest.raises(RecalculationChanged):
            jobs.save(MINE, late, [a_change(1)])
    assert jobs.get(MINE, PROGRAM, saved.id) == newest
    assert jobs.changes(MINE, newest, 10, None) == ([], None)


def test_a_job_belongs_to_one_tenant_and_one_program(jobs: Recalculations) -> None:
    saved = jobs.save(MINE, a_job(), [a_change(1)])
    assert jobs.get(THEIRS, PROGRAM, saved.id) is None
    assert jobs.get(MINE, OTHER_PROGRAM, saved.id) is None
    assert jobs.get(MINE, PROGRAM, a_job(2).id) is None
    assert jobs.changes(THEIRS, saved, 10, None) == ([], None)
    assert jobs.changes_of(THEIRS, saved, [a_change(1).card_id]) == {}


def test_the_newest_jobs_of_a_program_come_first(jobs: Recalculations) -> None:
    for number in (2, 3, 1):
        jobs.save(MINE, a_job(number))
    jobs.save(MINE, a_job(4, OTHER_PROGRAM))
    assert [job.id for job in jobs.latest(MINE, PROGRAM, 2)] == [a_job(3).id, a_job(2).id]
    assert jobs.latest(THEIRS, PROGRAM, 2) == []


def test_cards_are_saved_with_their_page_and_read_in_the_order_of_their_ids(jobs: Recalculations) -> None:
    saved = jobs.save(MINE, a_job(), [a_change(number) for number in (3, 1, 2)])
    first, cursor = jobs.changes(MINE, saved, 2, None)
    assert (first, cursor is None) == ([a_change(1), a_change(2)], False)
    rest, cursor = jobs.changes(MINE, saved, 2, cursor)
    assert rest == [a_change(3)]
    if cursor is not None:
        assert jobs.changes(MINE, saved, 2, cursor) == ([], None)


def test_what_is_noted_of_a_card_replaces_what_was(jobs: Recalculations) -> None:
    saved = jobs.save(MINE, a_job(), [a_change(1), a_change(2)])
    jobs.note(MINE, saved, a_change(1, up=1))
    jobs.note(MINE, saved, a_change(4))
    assert jobs.changes(MINE, saved, 10, None)[0] == [a_change(1, up=1), a_change(2), a_change(4)]
    assert jobs.changes_of(MINE, saved, [a_change(4).card_id, a_change(9).card_id]) == {a_change(4).card_id: a_change(4)}
    assert jobs.changes_of(MINE, saved, []) == {}


def test_a_cursor_leads_into_no_other_job(jobs: Recalculations) -> None:
    saved = jobs.save(MINE, a_job(), [a_change(number) for number in (1, 2, 3)])
    other = jobs.save(MINE, a_job(2))
    _, cursor = jobs.changes(MINE, saved, 1, None)
    for place, text in ((other, cursor), (saved, "nonsense")):
        with pytest.raises(FieldRefused):
            jobs.changes(MINE, place, 1, text)
