"""An owner starts, watches, stops and commits a synchronisation of clients."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from comeback.domain.backfill import PastCard
from comeback.domain.errors import FieldError, FieldRefused, NotFound, StateConflicted
from comeback.domain.ids import JobId, LocationId, TenantId
from comeback.domain.sync import SyncJob, SyncState, SyncWish
from comeback.messages import SyncPageDue
from comeback.ports.connections import Connections
from comeback.ports.queues import SyncQueue
from comeback.ports.sync_jobs import SyncJobs
from comeback.ports.system import Clock, Ids
from comeback.usecases.sync_phases import SyncPhases

_LONGEST_PAST = timedelta(days=3 * 365 + 1)
_PLAIN = SyncWish()


@dataclass(frozen=True, slots=True)
class StartSync:
    """One at a time per location."""

    connections: Connections
    jobs: SyncJobs
    queue: SyncQueue
    clock: Clock
    ids: Ids

    def __call__(self, tenant: TenantId, location: LocationId, wish: SyncWish = _PLAIN) -> SyncJob:
        """The new job, or the one that is under way.

        Raises NotFound for a location that is not the tenant's, StateConflicted for one that is not connected now or where
        a job with another wish is under way, FieldRefused for a wish that cannot be, QueueUnavailableError.
        """
        connection = self.connections.get(tenant, location)
        if connection is None:
            raise NotFound("This location is not connected.")
        now = self.clock.now()
        today = now.astimezone(ZoneInfo(connection.location.timezone)).date()
        _check(wish, today)
        if not connection.is_live:
            raise StateConflicted(f"The connection is {connection.status.value}.")
        last_day = today - timedelta(days=1) if wish.backfill_from else None
        fresh = SyncJob(JobId(self.ids.new("jb")), tenant, location, SyncState.QUEUED, now, wish=wish, last_day=last_day)
        job = self.jobs.open(tenant, fresh)
        # Whoever wants no more than a synchronisation has it in one that gives stamps for the past as well, not in a dry run.
        if wish != job.wish and (wish != _PLAIN or job.is_dry):
            raise StateConflicted("Another synchronisation of this location is under way: wait for its end, or stop it.")
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
            raise NotFound("There is no synchronisation with this id.")
        return found

    def latest(self, tenant: TenantId, location: LocationId) -> SyncJob | None:
        """The newest job of a location; None when there was none lately."""
        return next(iter(self.jobs.latest(tenant, [location])), None)

    def cards(self, tenant: TenantId, job: JobId, limit: int, cursor: str | None) -> tuple[Sequence[PastCard], str | None]:
        """What each card has for its past. Raises NotFound, and FieldRefused for a cursor of another list."""
        self(tenant, job)
        return self.jobs.cards(tenant, job, limit, cursor)

    def stop(self, tenant: TenantId, job: JobId) -> SyncJob:
        """Nothing more is read or given; what was done stays. A job that has ended is answered as it is. Raises NotFound."""
        self(tenant, job)
        self.jobs.close(tenant, job, SyncState.STOPPED)
        return self(tenant, job)


@dataclass(frozen=True, slots=True)
class CommitBackfill:
    """What a preview has counted is given. The job is its own idempotency key: asked again, it is answered as it is."""

    follow: FollowSync
    phases: SyncPhases

    def __call__(self, tenant: TenantId, job_id: JobId) -> SyncJob:
        """The job, under way again. Raises NotFound, StateConflicted, QueueUnavailableError."""
        job = self.follow(tenant, job_id)
        if not job.committed:
            if job.state is not SyncState.PREVIEWED:
                raise StateConflicted("Only a preview of past visits that has come to its end can be committed.")
            job = self.phases.jobs.commit(tenant, job) or self.follow(tenant, job_id)
            if not job.committed:
                raise StateConflicted("This location was synchronised again since: make a new preview.")
        # Also when it was committed before: if its first message was never sent, this one starts it.
        if job.is_open and not job.steps_done:
            # A preview has left the days that earn by themselves as they were.
            self.phases.look_back(job)
            self.phases.begin_cards(job)
        return self.follow(tenant, job_id)


def _check(wish: SyncWish, today: date) -> None:
    since = wish.backfill_from
    if since is None:
        if wish.cap is not None:
            raise FieldRefused(FieldError("backfill_cap", "A cap needs a date in backfill_from."))
    elif since > today:
        raise FieldRefused(FieldError("backfill_from", "The date lies in the future."))
    elif since < today - _LONGEST_PAST:
        raise FieldRefused(FieldError("backfill_from", "The date may lie three years back at the most."))
