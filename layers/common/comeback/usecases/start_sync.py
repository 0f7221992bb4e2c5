"""An owner starts, watches and stops a synchronisation of clients."""

from dataclasses import dataclass

from comeback.domain.errors import NotFound, StateConflicted
from comeback.domain.ids import JobId, LocationId, TenantId
from comeback.domain.sync import SyncJob, SyncState
from comeback.messages import SyncPageDue
from comeback.ports.connections import Connections
from comeback.ports.queues import SyncQueue
from comeback.ports.sync_jobs import SyncJobs
from comeback.ports.system import Clock, Ids


@dataclass(frozen=True, slots=True)
class StartSync:
    """One at a time per location."""

    connections: Connections
    jobs: SyncJobs
    queue: SyncQueue
    clock: Clock
    ids: Ids

    def __call__(self, tenant: TenantId, location: LocationId) -> SyncJob:
        """The new job, or the one that is under way.

        Raises NotFound for a location that is not the tenant's, StateConflicted for one that is not connected now,
        QueueUnavailableError.
        """
        connection = self.connections.get(tenant, location)
        if connection is None:
            raise NotFound("this location is not connected")
        if not connection.is_live:
            raise StateConflicted(f"The connection is {connection.status.value}.")
        fresh = SyncJob(JobId(self.ids.new("jb")), tenant, location, SyncState.QUEUED, self.clock.now())
        job = self.jobs.open(tenant, fresh)
        # Also for a job that was opened before: if its first message was never sent, this one starts it, and a page that
        # was read already is not read again.
        if not job.pages_done:
            self.queue.send(SyncPageDue(tenant, location, job.id, 1))
        return job


@dataclass(frozen=True, slots=True)
class FollowSync:
    """Progress and end of a job."""

    jobs: SyncJobs

    def __call__(self, tenant: TenantId, job: JobId) -> SyncJob:
        """The job as it is now. Raises NotFound."""
        found = self.jobs.get(tenant, job)
        if found is None:
            raise NotFound("there is no synchronisation with this id")
        return found

    def latest(self, tenant: TenantId, location: LocationId) -> SyncJob | None:
        """The newest job of a location; None when there was none lately."""
        return next(iter(self.jobs.latest(tenant, [location])), None)

    def stop(self, tenant: TenantId, job: JobId) -> SyncJob:
        """No further page is read; what was done stays. A job that has ended is answered as it is. Raises NotFound."""
        self(tenant, job)
        self.jobs.close(tenant, job, SyncState.STOPPED)
        return self(tenant, job)
