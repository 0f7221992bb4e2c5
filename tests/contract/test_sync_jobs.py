"""The contract of ports.sync_jobs.SyncJobs, for both implementations."""

from datetime import UTC, datetime

import pytest

from comeback.adapters.dynamodb.sync_jobs import DynamoSyncJobs
from comeback.domain.ids import JobId, LocationId, TenantId, render_id
from comeback.domain.sync import SyncCounts, SyncJob, SyncState
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
