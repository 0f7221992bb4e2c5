"""The contract of ports.sync_jobs.SyncJobs, for both implementations."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from comeback.adapters.dynamodb.sync_jobs import DynamoSyncJobs
from comeback.domain.backfill import PastCard
from comeback.domain.errors import FieldRefused
from comeback.domain.ids import CardId, JobId, LocationId, TenantId, render_id
from comeback.domain.sync import PastCounts, SyncCounts, SyncJob, SyncPhase, SyncState, SyncWish
from comeback.ports.sync_jobs import SyncJobs
from tests import builders
from tests.memory.sync_jobs import MemorySyncJobs

MINE, THEIRS = builders.TENANT, builders.OTHER_TENANT
PLACE, SECOND = LocationId(4564), LocationId(24697)
NOW = datetime(2026, 9, 21, 10, 0, tzinfo=UTC)
COUNTS = SyncCounts(read=200, created=150, linked=20, without_phone=10, invalid_phone=5, duplicates=14, conflicts=1)


@pytest.fixture(params=["memory", "dynamodb"])
def jobs(request: pytest.FixtureRequest) -> SyncJobs:
    return MemorySyncJobs() if request.param == "memory" else DynamoSyncJobs(request.getfixturevalue("main_table"))


def a_job(number: int = 1, location: LocationId = PLACE, tenant: TenantId = MINE) -> SyncJob:
    return SyncJob(JobId(render_id("jb", number, bytes(10))), tenant, location, SyncState.QUEUED, NOW)


def test_a_job_is_read_as_it_was_opened(jobs: SyncJobs) -> None:
    jobs.open(MINE, a_job())
    assert jobs.get(MINE, a_job().id) == a_job()


def test_a_location_has_one_open_job(jobs: SyncJobs) -> None:
    jobs.open(MINE, a_job(1))
    assert jobs.open(MINE, a_job(2)).id == a_job(1).id
    assert jobs.get(MINE, a_job(2).id) is None


def test_other_locations_have_their_own(jobs: SyncJobs) -> None:
    jobs.open(MINE, a_job(1))
    assert jobs.open(MINE, a_job(2, SECOND)).id == a_job(2).id
    assert [job.id for job in jobs.latest(MINE, [SECOND, PLACE, LocationId(1)])] == [a_job(1).id, a_job(2).id]


def test_a_new_job_follows_one_that_has_ended(jobs: SyncJobs) -> None:
    jobs.open(MINE, a_job(1))
    jobs.close(MINE, a_job(1).id, SyncState.DONE)
    assert jobs.open(MINE, a_job(2)).id == a_job(2).id
    assert [job.id for job in jobs.latest(MINE, [PLACE])] == [a_job(2).id]


def test_pages_add_up(jobs: SyncJobs) -> None:
    jobs.open(MINE, a_job())
    jobs.finish_page(MINE, a_job().id, 1, 300, COUNTS)
    after = jobs.finish_page(MINE, a_job().id, 2, 301, SyncCounts(read=101, created=100, duplicates=1))
    assert after is not None
    assert (after.state, after.total, after.pages_done) == (SyncState.RUNNING, 301, frozenset({1, 2}))
    assert after.counts == SyncCounts(301, 20, 250, 10, 5, 15, 1)
    assert jobs.get(MINE, a_job().id) == after


def test_a_page_told_again_adds_nothing(jobs: SyncJobs) -> None:
    jobs.open(MINE, a_job())
    first = jobs.finish_page(MINE, a_job().id, 1, 300, COUNTS)
    assert jobs.finish_page(MINE, a_job().id, 1, 300, COUNTS) == first


def test_a_stopped_job_counts_no_more(jobs: SyncJobs) -> None:
    jobs.open(MINE, a_job())
    jobs.close(MINE, a_job().id, SyncState.STOPPED)
    after = jobs.finish_page(MINE, a_job().id, 1, 300, COUNTS)
    assert after is not None
    assert (after.state, after.counts) == (SyncState.STOPPED, SyncCounts())


def test_a_job_that_has_ended_keeps_its_state(jobs: SyncJobs) -> None:
    jobs.open(MINE, a_job())
    jobs.close(MINE, a_job().id, SyncState.FAILED, "no right")
    jobs.close(MINE, a_job().id, SyncState.DONE)
    ended = jobs.get(MINE, a_job().id)
    assert ended is not None
    assert (ended.state, ended.reason) == (SyncState.FAILED, "no right")


def test_a_job_of_another_tenant_is_not_there(jobs: SyncJobs) -> None:
    jobs.open(MINE, a_job())
    assert jobs.get(THEIRS, a_job().id) is None
    assert jobs.latest(THEIRS, [PLACE]) == []
    assert jobs.finish_page(THEIRS, a_job().id, 1, 300, COUNTS) is None
    jobs.close(THEIRS, a_job().id, SyncState.STOPPED)
    assert jobs.get(MINE, a_job().id) == a_job()


def a_backfill(number: int = 1) -> SyncJob:
    wish = SyncWish(preview=True, backfill_from=date(2026, 9, 19), cap=5)
    return replace(a_job(number), wish=wish, last_day=date(2026, 9, 20))


def a_card(number: int, stamps: int = 12) -> PastCard:
    return PastCard(CardId(render_id("cd", number, bytes(10))), builders.PROGRAM, 10, stamps, 2, 3, 1)


def previewed(jobs: SyncJobs, number: int = 1) -> SyncJob:
    job = jobs.open(MINE, a_backfill(number))
    jobs.finish_page(MINE, job.id, 1, 1, SyncCounts(read=1))
    jobs.finish_cards(MINE, job.id, "1", [a_card(1)])
    jobs.close(MINE, job.id, SyncState.PREVIEWED)
    return job


def test_what_is_wished_is_kept(jobs: SyncJobs) -> None:
    jobs.open(MINE, a_backfill())
    assert jobs.get(MINE, a_job().id) == a_backfill()


def test_days_are_done_once_each(jobs: SyncJobs) -> None:
    jobs.open(MINE, a_backfill())
    jobs.finish_page(MINE, a_job().id, 1, 1, SyncCounts(read=1))
    jobs.finish_day(MINE, a_job().id, 2)
    jobs.finish_day(MINE, a_job().id, 2)
    after = jobs.finish_day(MINE, a_job().id, 1)
    assert after is not None
    assert (after.days_done, after.phase) == (frozenset({1, 2}), SyncPhase.CARDS)
    assert jobs.finish_day(THEIRS, a_job().id, 1) is None


def test_cards_are_listed_and_added_up_once(jobs: SyncJobs) -> None:
    jobs.open(MINE, a_backfill())
    jobs.finish_cards(MINE, a_job().id, "1", [a_card(2), a_card(1)])
    after = jobs.finish_cards(MINE, a_job().id, "1", [a_card(2), a_card(1)])
    assert after is not None
    assert after.past == PastCounts(cards=2, stamps=24, given_before=4, to_give=6, new_rewards=2)
    assert after.steps_done == {"1"}
    first, cursor = jobs.cards(MINE, a_job().id, 1, None)
    second, end = jobs.cards(MINE, a_job().id, 1, cursor)
    assert [*first, *second] == [a_card(1), a_card(2)]
    assert end is None or jobs.cards(MINE, a_job().id, 1, end) == ([], None)


def test_a_page_of_no_cards_is_done_too(jobs: SyncJobs) -> None:
    jobs.open(MINE, a_backfill())
    after = jobs.finish_cards(MINE, a_job().id, "1", [])
    assert after is not None
    assert (after.steps_done, after.past) == (frozenset({"1"}), PastCounts())


def test_cards_of_another_tenant_or_job_are_not_there(jobs: SyncJobs) -> None:
    jobs.open(MINE, a_backfill())
    jobs.finish_cards(MINE, a_job().id, "1", [a_card(1), a_card(2)])
    _, cursor = jobs.cards(MINE, a_job().id, 1, None)
    assert jobs.cards(THEIRS, a_job().id, 10, None) == ([], None)
    assert jobs.finish_cards(THEIRS, a_job().id, "1", [a_card(1)]) is None
    with pytest.raises(FieldRefused):
        jobs.cards(MINE, a_job(2).id, 1, cursor)


def test_a_preview_is_committed_once_and_counted_anew(jobs: SyncJobs) -> None:
    job = previewed(jobs)
    after = jobs.commit(MINE, job)
    assert after is not None
    assert (after.state, after.committed, after.past, after.steps_done) == (SyncState.RUNNING, True, PastCounts(), frozenset())
    assert (after.counts, after.pages_done) == (SyncCounts(read=1), frozenset({1}))
    assert jobs.commit(MINE, job) is None
    assert jobs.get(MINE, job.id) == after
    assert jobs.cards(MINE, job.id, 10, None)[0] == [a_card(1)]


def test_a_preview_that_has_a_successor_is_not_committed(jobs: SyncJobs) -> None:
    old = previewed(jobs)
    jobs.open(MINE, a_job(2))
    assert jobs.commit(MINE, old) is None
    assert jobs.commit(THEIRS, old) is None


def test_what_was_not_previewed_is_not_committed(jobs: SyncJobs) -> None:
    assert jobs.commit(MINE, jobs.open(MINE, a_backfill())) is None
