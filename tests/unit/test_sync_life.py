"""How a synchronisation begins, is stopped, and fails."""

from dataclasses import replace

import pytest

from comeback.domain.connection import ConnectionStatus
from comeback.domain.errors import NotFound, StateConflicted
from comeback.domain.ids import JobId
from comeback.domain.sync import PAGE_SIZE, SyncCounts, SyncState
from comeback.messages import SyncPageDue
from comeback.ports.crm import CrmUnavailableError
from comeback.usecases.sync_phases import SyncOutcome
from tests.builders import LA_VISAGE, OTHER_TENANT, TENANT
from tests.memory.sync_jobs import MemorySyncJobs
from tests.sync_world import SyncWorld


def test_a_stopped_job_reads_no_further() -> None:
    world = SyncWorld()
    world.clients(3 * PAGE_SIZE)
    job = world.start(TENANT, LA_VISAGE)
    world.do(world.pages.sent.pop(0))
    assert world.follow.stop(TENANT, job.id).state is SyncState.STOPPED
    assert set(world.read_all()) == {SyncOutcome.ENDED}
    assert world.follow.stop(TENANT, job.id).counts.read == PAGE_SIZE
    again = world.run()
    assert (again.state, again.counts.created) == (SyncState.DONE, 2 * PAGE_SIZE)


def test_a_job_that_expired_while_a_page_was_read_is_let_go() -> None:
    world = SyncWorld()
    world.clients(1)
    jobs = _Forgetful()
    job = jobs.open(TENANT, world.start(TENANT, LA_VISAGE))
    world.pages.sent.clear()
    read_page = replace(world.read_page, phases=replace(world.phases, jobs=jobs))
    assert read_page(SyncPageDue(TENANT, LA_VISAGE, job.id, 1)) is SyncOutcome.READ
    assert not world.pages.sent


class _Forgetful(MemorySyncJobs):
    """A store whose job has expired when the page is done."""

    def finish_page(self, *_: object) -> None:
        return None


def test_starting_again_while_one_runs_follows_the_one_that_runs() -> None:
    world = SyncWorld()
    world.clients(3 * PAGE_SIZE)
    job = world.start(TENANT, LA_VISAGE)
    world.do(world.pages.sent.pop(0))
    waiting = len(world.pages.sent)
    assert world.start(TENANT, LA_VISAGE).id == job.id
    assert len(world.pages.sent) == waiting


def test_a_job_whose_first_message_was_lost_is_started_by_the_next_request() -> None:
    world = SyncWorld()
    world.clients(1)
    job = world.start(TENANT, LA_VISAGE)
    world.pages.sent.clear()
    assert world.run().id == job.id
    assert world.follow(TENANT, job.id).state is SyncState.DONE


@pytest.mark.parametrize("state", [ConnectionStatus.FROZEN, ConnectionStatus.UNINSTALLED])
def test_a_location_that_is_not_live_is_not_synchronised(state: ConnectionStatus) -> None:
    world = SyncWorld()
    world.clients(1)
    job = world.start(TENANT, LA_VISAGE)
    world.connections.set_status(TENANT, LA_VISAGE, state)
    assert world.read_all() == [SyncOutcome.FAILED]
    assert world.follow(TENANT, job.id).reason == "the location is not connected any more"
    with pytest.raises(StateConflicted):
        world.start(TENANT, LA_VISAGE)


def test_a_lost_right_fails_the_job_and_says_so() -> None:
    world = SyncWorld()
    world.clients(1)
    world.crm.refused.add(LA_VISAGE)
    job = world.run()
    assert (job.state, job.counts) == (SyncState.FAILED, SyncCounts())
    assert "right" in job.reason


def test_an_outage_leaves_the_page_to_the_queue() -> None:
    world = SyncWorld()
    world.clients(1)
    world.crm.down = True
    world.start(TENANT, LA_VISAGE)
    with pytest.raises(CrmUnavailableError):
        world.do(world.pages.sent[0])
    world.crm.down = False
    assert world.read_all() == [SyncOutcome.READ]


def test_another_tenants_location_and_job_are_not_found() -> None:
    world = SyncWorld()
    job = world.start(TENANT, LA_VISAGE)
    with pytest.raises(NotFound):
        world.start(OTHER_TENANT, LA_VISAGE)
    with pytest.raises(NotFound):
        world.follow(OTHER_TENANT, job.id)
    foreign = SyncPageDue(OTHER_TENANT, LA_VISAGE, job.id, 1)
    assert world.do(foreign) is SyncOutcome.ENDED
    assert world.do(replace(foreign, job_id=JobId("jb_unknown"))) is SyncOutcome.ENDED
