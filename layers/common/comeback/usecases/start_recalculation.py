"""An owner asks what today's settings would have given in an interval, and has it booked (loyalty-domain.md §5.1)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from comeback.domain.errors import BalanceElsewhere, FieldError, FieldRefused, NotFound, StateConflicted
from comeback.domain.ids import JobId, LocationId, ProgramId, TenantId
from comeback.domain.program import Program, ProgramStatus, ProgramType
from comeback.domain.recalculation import CardChange, Recalculation, RecalculationState, digest_of_rules, is_divided
from comeback.messages import RecalculationPageDue
from comeback.ports.programs import Programs
from comeback.ports.queues import SyncQueue
from comeback.ports.recalculations import RecalculationChanged, Recalculations
from comeback.ports.system import Clock, Ids
from comeback.usecases.change_program import read_program

LONGEST = 731
"""Days of an interval."""
_LATEST = 20
_DIVIDED = (
    "What earns once, or what becomes of a remainder, was set differently in this interval. That belongs to the whole program: "
    "recalculate all its locations together."
)


@dataclass(frozen=True, slots=True)
class StartRecalculation:
    """A preview: nothing is booked, nobody is told, Altegio is not asked."""

    programs: Programs
    jobs: Recalculations
    queue: SyncQueue
    clock: Clock
    ids: Ids

    def __call__(
        self, tenant: TenantId, program: ProgramId, start: date, end: date, location: LocationId | None = None
    ) -> Recalculation:
        """The new job, over the dates from `start` to before `end`.

        Raises NotFound, FieldRefused, BalanceElsewhere, StateConflicted, QueueUnavailableError.
        """
        now = self.clock.now()
        stored = read_program(self.programs, tenant, program)
        _check(stored)
        errors = list(_refused(stored, start, end, location, now.date() + timedelta(days=1)))
        if not errors and location is not None and is_divided(stored, start, end, now):
            errors.append(FieldError("location_id", _DIVIDED))
        if errors:
            raise FieldRefused(*errors)
        if _committing(self.jobs, tenant, program):
            raise StateConflicted("Another recalculation of this program is being booked. Wait until it is done.")
        job = Recalculation(
            JobId(self.ids.new("jb")), tenant, program, start, end, now, digest_of_rules(stored), location
        )  # fmt: skip
        self.jobs.save(tenant, job)
        self.queue.send(RecalculationPageDue(tenant, program, job.id, job.page))
        return job


@dataclass(frozen=True, slots=True)
class CommitRecalculation:
    """Books what was previewed. Asked again, also after a crash, it books once."""

    programs: Programs
    jobs: Recalculations
    queue: SyncQueue
    clock: Clock

    def __call__(self, tenant: TenantId, program: ProgramId, job: JobId) -> Recalculation:
        """The job as it is now. Raises NotFound, StateConflicted, QueueUnavailableError."""
        found = _read(self.jobs, tenant, program, job)
        state = found.state_at(self.clock.now())
        if state is RecalculationState.PREVIEWING:
            raise StateConflicted("The preview is not ready yet.")
        if state is RecalculationState.EXPIRED:
            raise StateConflicted("This preview is too old to be booked. Make a new one.")
        if state is RecalculationState.READY:
            found = self._begin(tenant, found)
        if found.state is RecalculationState.COMMITTING:
            # Also for a commit that had begun: if its message was never sent, this one starts it, and a page that was booked
            # already is not booked again.
            self.queue.send(RecalculationPageDue(tenant, program, job, found.page))
        return found

    def _begin(self, tenant: TenantId, job: Recalculation) -> Recalculation:
        stored = read_program(self.programs, tenant, job.program_id)
        _check(stored)
        if digest_of_rules(stored) != job.rules:
            raise StateConflicted("The program or its settings have changed since the preview. Make a new one.")
        if _committing(self.jobs, tenant, job.program_id):
            raise StateConflicted("Another recalculation of this program is being booked. Wait until it is done.")
        begun = replace(job, state=RecalculationState.COMMITTING, committed_at=self.clock.now(), cursor=None)
        try:
            return self.jobs.save(tenant, begun)
        except RecalculationChanged:
            raise StateConflicted("Somebody else has just begun to book this.") from None


@dataclass(frozen=True, slots=True)
class FollowRecalculation:
    """Progress, sums and cards."""

    jobs: Recalculations
    clock: Clock

    def __call__(self, tenant: TenantId, program: ProgramId, job: JobId) -> Recalculation:
        """The job as it is now. Raises NotFound."""
        found = _read(self.jobs, tenant, program, job)
        return replace(found, state=found.state_at(self.clock.now()))

    def latest(self, tenant: TenantId, program: ProgramId) -> Sequence[Recalculation]:
        """The newest of a program, the newest first."""
        now = self.clock.now()
        return [replace(one, state=one.state_at(now)) for one in self.jobs.latest(tenant, program, _LATEST)]

    def cards(self, job: Recalculation, limit: int, cursor: str | None) -> tuple[Sequence[CardChange], str | None]:
        """A page of the cards that change, or have changed."""
        return self.jobs.changes(job.tenant_id, job, limit, cursor)


def _read(jobs: Recalculations, tenant: TenantId, program: ProgramId, job: JobId) -> Recalculation:
    found = jobs.get(tenant, program, job)
    if found is None:
        raise NotFound("There is no recalculation with this id.")
    return found


def _committing(jobs: Recalculations, tenant: TenantId, program: ProgramId) -> bool:
    """One at a time: cards that two of them write to would belong to neither's preview."""
    return any(one.state is RecalculationState.COMMITTING for one in jobs.latest(tenant, program, _LATEST))


def _check(program: Program) -> None:
    if program.type is not ProgramType.STAMP:
        raise BalanceElsewhere("Altegio keeps these balances: there is nothing to recalculate here.")
    if program.status is not ProgramStatus.ACTIVE:
        raise StateConflicted(f"The program is {program.status.value}: activate it first.")


def _refused(program: Program, start: date, end: date, location: LocationId | None, tomorrow: date) -> Sequence[FieldError]:
    found = []
    if start >= end:
        found.append(FieldError("to", "This has to be after `from`."))
    elif (end - start).days > LONGEST:
        found.append(FieldError("to", f"An interval has at most {LONGEST} days."))
    # A zone may be a day ahead of UTC; visits that have not begun are left out anyway.
    if end > tomorrow + timedelta(days=1):
        found.append(FieldError("to", "Visits of the future follow today's settings by themselves."))
    if location is not None and location not in program.locations:
        found.append(FieldError("location_id", "The program does not run at this location."))
    return found
