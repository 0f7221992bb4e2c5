"""The contracts of ports.activations, for both implementations."""

from datetime import UTC, datetime, timedelta

import pytest

from comeback.adapters.dynamodb.activations import DynamoActivations, DynamoConnectJobs
from comeback.domain.connecting import ConnectOutcome
from comeback.domain.ids import JobId, LocationId, TenantId
from comeback.ports.activations import HELD, KEPT, ActivationHeld, Activations, ConnectJob, ConnectJobs
from tests.memory.activations import MemoryActivations, MemoryConnectJobs

NOW = datetime(2026, 9, 21, 10, 0, tzinfo=UTC)
PLACE, OTHER = LocationId(4564), LocationId(24697)
JOB = JobId("jb_1")
MINE, THEIRS = TenantId("tn_A"), TenantId("tn_B")


@pytest.fixture(params=["memory", "dynamodb"])
def activations(request: pytest.FixtureRequest) -> Activations:
    if request.param == "memory":
        return MemoryActivations()
    return DynamoActivations(request.getfixturevalue("main_table"))


@pytest.fixture(params=["memory", "dynamodb"])
def jobs(request: pytest.FixtureRequest) -> ConnectJobs:
    if request.param == "memory":
        return MemoryConnectJobs()
    return DynamoConnectJobs(request.getfixturevalue("main_table"))


def test_what_was_begun_is_found_at_its_location_until_it_ends(activations: Activations) -> None:
    begun = activations.begin(PLACE, 7, "hook", "browser", NOW)
    assert (begun.user_id, begun.began_at) == (7, NOW)
    assert (begun.hook_digests, begun.browsers) == (frozenset({"hook"}), frozenset({"browser"}))
    assert activations.get(PLACE, NOW) == begun
    assert activations.get(OTHER, NOW) is None
    activations.end(PLACE)
    activations.end(PLACE)
    assert activations.get(PLACE, NOW) is None


def test_the_same_user_adds_to_what_was_begun(activations: Activations) -> None:
    activations.begin(PLACE, 7, "hook1", "browser1", NOW)
    again = activations.begin(PLACE, 7, "hook2", "browser2", NOW + timedelta(seconds=1))
    assert again.hook_digests == {"hook1", "hook2"}
    assert again.browsers == {"browser1", "browser2"}
    assert activations.get(PLACE, NOW) == again


def test_another_user_waits_and_then_starts_afresh(activations: Activations) -> None:
    activations.begin(PLACE, 7, "hook1", "browser1", NOW)
    with pytest.raises(ActivationHeld):
        activations.begin(PLACE, 8, "hook2", "browser2", NOW + HELD)
    later = activations.begin(PLACE, 8, "hook2", "browser2", NOW + HELD + timedelta(seconds=1))
    assert (later.user_id, later.hook_digests) == (8, frozenset({"hook2"}))
    assert activations.get(PLACE, NOW) == later


def test_what_nobody_finished_is_forgotten(activations: Activations) -> None:
    activations.begin(PLACE, 7, "hook", "browser", NOW)
    assert activations.get(PLACE, NOW + KEPT) is None


def test_a_job_tells_the_outcome_of_each_location(jobs: ConnectJobs) -> None:
    jobs.create(MINE, ConnectJob(JOB, ((OTHER, ConnectOutcome.QUEUED), (PLACE, ConnectOutcome.CONNECTED))), NOW)
    jobs.record(MINE, JOB, OTHER, ConnectOutcome.TAKEN)
    job = jobs.get(MINE, JOB, NOW)
    assert job is not None
    assert job.outcomes == ((PLACE, ConnectOutcome.CONNECTED), (OTHER, ConnectOutcome.TAKEN))
    assert job.is_done


def test_a_job_of_another_tenant_cannot_be_seen_or_changed(jobs: ConnectJobs) -> None:
    jobs.create(MINE, ConnectJob(JOB, ((PLACE, ConnectOutcome.QUEUED),)), NOW)
    jobs.record(THEIRS, JOB, PLACE, ConnectOutcome.TAKEN)
    assert jobs.get(THEIRS, JOB, NOW) is None
    job = jobs.get(MINE, JOB, NOW)
    assert job is not None
    assert not job.is_done
    assert jobs.get(MINE, JOB, NOW + KEPT) is None
