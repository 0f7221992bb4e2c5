"""The registration redirect: verified, then each location for itself; many of them partly through the queue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from comeback.domain.connecting import REFUSED, ConnectOutcome, ConnectResult
from comeback.domain.ids import JobId, LocationId, TenantId
from comeback.domain.redirect import Query, SignedUser, read_redirect
from comeback.messages import ConnectRequested
from comeback.ports.activations import ConnectJob, ConnectJobs, in_order
from comeback.ports.connections import Connections
from comeback.ports.crm import CrmUnavailableError
from comeback.ports.queues import AccrualQueue, QueueUnavailableError
from comeback.ports.system import Clock, Ids
from comeback.usecases.connect_location import ConnectLocation
from comeback.usecases.sign_in import StartSession, digest_of

_AT_ONCE = 5
_PATIENCE = timedelta(seconds=15)  # the gateway gives up after 30 s; a location takes up to ten
_MOST_ATTEMPTS = 8  # about ten minutes: a pending installation lives at least an hour (altegio.md §1.5)


@dataclass(frozen=True, slots=True)
class Connected:
    """`session`: the secret of a session, when one was earned. `browser`: the secret by which an interrupted try is
    known again. `job`: where the progress of several locations is found.
    """

    results: tuple[ConnectResult, ...]
    browser: str
    session: str | None
    job: JobId | None

    @property
    def may_sign_in_elsewhere(self) -> bool:
        """Something of this account is there, but this request earned no session."""
        return any(result.outcome not in REFUSED | {ConnectOutcome.TRY_AGAIN} for result in self.results)

    @property
    def should_try_again(self) -> bool:
        """Altegio was out of reach for some location."""
        return any(result.outcome is ConnectOutcome.TRY_AGAIN for result in self.results)


@dataclass(frozen=True, slots=True)
class ConnectLocations:
    """Up to five locations, and no longer than the gateway waits, at once; the others are queued."""

    connect: ConnectLocation
    connections: Connections
    jobs: ConnectJobs
    queue: AccrualQueue
    start_session: StartSession
    clock: Clock
    ids: Ids
    partner_token: str

    def __call__(self, query: Query, browser: str | None) -> Connected:
        """`browser` comes from the cookie of an earlier try. Raises AccessRefused, FieldRefused."""
        redirect = read_redirect(query, self.partner_token)
        secret = browser or self.ids.secret()
        results = self._at_once(redirect.user, redirect.locations, digest_of(secret))
        waiting = redirect.locations[len(results) :]
        tenant = self.connections.tenant_of_user(redirect.user.user_id)
        job = None
        if tenant is not None and len(redirect.locations) > 1:
            job, rest = self._follow(tenant.id, redirect.user, results, waiting)
        else:
            rest = [ConnectResult(location, ConnectOutcome.TRY_AGAIN) for location in waiting]
        earned = tenant is not None and any(result.may_sign_in for result in results)
        session = self.start_session(tenant.id) if tenant is not None and earned else None
        return Connected((*results, *rest), secret, session, job)

    def _at_once(self, user: SignedUser, locations: Sequence[LocationId], browser: str) -> list[ConnectResult]:
        until = self.clock.now() + _PATIENCE
        results: list[ConnectResult] = []
        for location in locations[:_AT_ONCE]:
            if results and self.clock.now() >= until:
                break
            results.append(self.connect(user, location, browser))
        return results

    def _follow(
        self, tenant: TenantId, user: SignedUser, results: Sequence[ConnectResult], waiting: Sequence[LocationId]
    ) -> tuple[JobId, list[ConnectResult]]:
        """A job that tells the outcomes; stored before the messages that will change it."""
        job = JobId(self.ids.new("jb"))
        known = [(result.location_id, result.outcome) for result in results]
        queued = [(location, ConnectOutcome.QUEUED) for location in waiting]
        self.jobs.create(tenant, ConnectJob(job, in_order([*known, *queued])), self.clock.now())
        outcome = ConnectOutcome.QUEUED
        try:
            self.queue.send_all([ConnectRequested(tenant, location, user.user_id, job) for location in waiting])
        except QueueUnavailableError:
            outcome = ConnectOutcome.TRY_AGAIN
            for location in waiting:
                self.jobs.record(tenant, job, location, outcome)
        return job, [ConnectResult(location, outcome) for location in waiting]


@dataclass(frozen=True, slots=True)
class ConnectQueued:
    """A location that waited in the queue."""

    connect: ConnectLocation
    connections: Connections
    jobs: ConnectJobs

    def __call__(self, message: ConnectRequested) -> ConnectOutcome:
        """The outcome, which the job tells too. Raises CrmUnavailableError, so that the queue brings it back."""
        tenant = self.connections.tenant(message.tenant_id)
        email = tenant.owner_email if tenant else ""
        result = self.connect(SignedUser(message.user_id, "", email), message.location_id, "")
        if result.outcome is ConnectOutcome.TRY_AGAIN and message.attempt < _MOST_ATTEMPTS:
            raise CrmUnavailableError("the location could not be connected yet", retry_after=10)
        self.jobs.record(message.tenant_id, message.job_id, message.location_id, result.outcome)
        return result.outcome
