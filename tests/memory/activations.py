"""Activations and jobs in plain dicts."""

from dataclasses import replace
from datetime import datetime

from comeback.domain.connecting import ConnectOutcome
from comeback.domain.ids import JobId, LocationId, TenantId
from comeback.ports.activations import HELD, KEPT, ActivationHeld, ConnectJob, PendingActivation, in_order


class MemoryActivations:
    """Activations by location."""

    def __init__(self) -> None:
        self.pending: dict[LocationId, PendingActivation] = {}

    def begin(self, location: LocationId, user_id: int, hook: str, browser: str, now: datetime) -> PendingActivation:
        held = self.pending.get(location)
        begun = PendingActivation(user_id, frozenset({hook}), frozenset({browser}), now)
        if held is not None and held.user_id == user_id:
            begun = replace(begun, hook_digests=held.hook_digests | {hook}, browsers=held.browsers | {browser})
        elif held is not None and held.began_at >= now - HELD:
            raise ActivationHeld
        self.pending[location] = begun
        return begun

    def get(self, location: LocationId, now: datetime) -> PendingActivation | None:
        held = self.pending.get(location)
        return held if held is not None and now - held.began_at < KEPT else None

    def end(self, location: LocationId) -> None:
        self.pending.pop(location, None)


class MemoryConnectJobs:
    """Jobs by tenant and id."""

    def __init__(self) -> None:
        self.jobs: dict[tuple[TenantId, JobId], tuple[ConnectJob, datetime]] = {}

    def create(self, tenant: TenantId, job: ConnectJob, now: datetime) -> None:
        self.jobs[tenant, job.id] = (job, now)

    def record(self, tenant: TenantId, job: JobId, location: LocationId, outcome: ConnectOutcome) -> None:
        if (tenant, job) in self.jobs:
            held, at = self.jobs[tenant, job]
            outcomes = {**dict(held.outcomes), location: outcome}
            self.jobs[tenant, job] = (replace(held, outcomes=tuple(outcomes.items())), at)

    def get(self, tenant: TenantId, job: JobId, now: datetime) -> ConnectJob | None:
        held = self.jobs.get((tenant, job))
        if held is None or now - held[1] >= KEPT:
            return None
        return replace(held[0], outcomes=in_order(held[0].outcomes))
