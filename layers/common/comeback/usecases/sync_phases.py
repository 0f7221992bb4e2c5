"""From one phase of a synchronisation to the next: clients, the days of the past, cards (loyalty-domain.md §13).

What is asked for again after a crash was done before, or is done once.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from comeback.domain.connection import Connection
from comeback.domain.ids import JobId, LocationId, ProgramId, TenantId
from comeback.domain.program import Program, ProgramType
from comeback.domain.sync import SyncJob, SyncState, wanted_after
from comeback.messages import BookingsDue, PastCardsDue, PastDayDue
from comeback.ports.directory import Directory
from comeback.ports.programs import Programs
from comeback.ports.queues import AccrualQueue, SyncQueue
from comeback.ports.sync_jobs import SyncJobs
from comeback.ports.system import Clock
from comeback.usecases.issue_card import fed_programs

_DAYS_AT_ONCE = 2


class SyncOutcome(StrEnum):
    """What came of a message. `partly`: the rest follows in a message of its own."""

    READ = "read"
    PARTLY = "partly"
    READ_BEFORE = "read_before"
    ENDED = "ended"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class SyncPhases:
    """What all phases share."""

    jobs: SyncJobs
    directory: Directory
    programs: Programs
    queue: SyncQueue
    accrual: AccrualQueue
    clock: Clock

    def open_job(self, tenant: TenantId, job: JobId) -> SyncJob | None:
        """The job, while there is still something to do."""
        found = self.jobs.get(tenant, job)
        return found if found and found.is_open else None

    def connection(self, tenant: TenantId, location: LocationId) -> Connection | None:
        """The job's location, if it may be asked."""
        found = self.directory.connection(location)
        return found if found and found.is_live and found.tenant_id == tenant else None

    def fail(self, job: SyncJob, reason: str) -> SyncOutcome:
        """The job ends, and says why."""
        self.jobs.close(job.tenant_id, job.id, SyncState.FAILED, reason)
        return SyncOutcome.FAILED

    def disconnected(self, job: SyncJob) -> SyncOutcome:
        """The location is not the tenant's any more, or frozen."""
        return self.fail(job, "the location is not connected any more")

    def stamp_programs(self, connection: Connection) -> list[Program]:
        """Programs of the location whose balance is ours; the others' balances are simply read."""
        fed = fed_programs(self.programs, connection)
        return sorted((one for one in fed if one.type is ProgramType.STAMP), key=lambda one: one.id)

    def after_clients(self, job: SyncJob) -> None:
        """Every page of clients was read."""
        self.look_back(job)
        if job.wish.backfill_from is None:
            self.jobs.close(job.tenant_id, job.id, SyncState.DONE)
        elif job.days:
            self.queue.send(self._day(job, 1))
        else:
            self.begin_cards(job)

    def look_back(self, job: SyncJob) -> None:
        """New cards may count visits from before them: the location's bookings of these days, by the page."""
        connection = self.connection(job.tenant_id, job.location_id)
        days = max((one.lookback_days for one in self.stamp_programs(connection)), default=0) if connection else 0
        if connection is None or not days or not job.gives:
            return
        today = self.clock.now().astimezone(ZoneInfo(connection.location.timezone)).date()
        first = today - timedelta(days=days)
        self.accrual.send(BookingsDue(job.tenant_id, job.location_id, first.isoformat(), today.isoformat()))

    def after_day(self, job: SyncJob, number: int) -> None:
        """A day was read; the last one opens the way to the cards."""
        following = wanted_after(number, _DAYS_AT_ONCE, job.days, job.days_done)
        self.queue.send_all([self._day(job, each) for each in following])
        if job.has_days:
            self.begin_cards(job)

    def begin_cards(self, job: SyncJob) -> None:
        """The first page of the first program."""
        self._next_program(job, ProgramId(""))

    def after_cards(self, job: SyncJob, done: PastCardsDue, cursor: str | None) -> None:
        """A page of cards was counted; `cursor` is where the next one begins."""
        if cursor is None:
            self._next_program(job, done.program_id)
        else:
            self.queue.send(PastCardsDue(job.tenant_id, job.location_id, job.id, done.program_id, done.page + 1, cursor))

    def _next_program(self, job: SyncJob, before: ProgramId) -> None:
        connection = self.connection(job.tenant_id, job.location_id)
        if connection is None:
            self.disconnected(job)
            return
        following = next((one for one in self.stamp_programs(connection) if one.id > before), None)
        if following is not None:
            self.queue.send(PastCardsDue(job.tenant_id, job.location_id, job.id, following.id))
        else:
            self.jobs.close(job.tenant_id, job.id, SyncState.DONE if job.gives else SyncState.PREVIEWED)

    def _day(self, job: SyncJob, number: int) -> PastDayDue:
        return PastDayDue(job.tenant_id, job.location_id, job.id, number)
