"""Routes of client synchronisation (interfaces.md §5, ruling 19)."""

from dataclasses import asdict, dataclass
from typing import Annotated, Self

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from comeback.domain.ids import LocationId
from comeback.domain.sync import SyncJob, SyncState
from comeback.usecases.start_sync import FollowSync, StartSync
from comeback.web.api.endpoints import Calling, Endpoint, job_of, ok
from comeback.web.api.shapes import Answer, Instant, Request
from comeback.web.changes import Change

_Location = Annotated[int, Path(ge=1, le=2**53)]


class SyncRequest(Request):
    """Nothing to choose yet."""


class SyncStarted(Answer):
    """The job to follow: a new one, or the one that is under way."""

    job_id: str


class SyncAnswer(Answer):
    """Progress and report. `total` is null until Altegio was asked; `reason` says why a job failed, else it is empty."""

    id: str
    location_id: int
    state: SyncState
    total: int | None
    read: int
    linked: int
    created: int
    without_phone: int
    invalid_phone: int
    duplicates: int
    conflicts: int
    reason: str
    created_at: Instant

    @classmethod
    def of(cls, job: SyncJob) -> Self:
        """A job as it is now."""
        return cls(
            id=job.id, location_id=job.location_id, state=job.state, total=job.total, reason=job.reason,
            created_at=job.created_at, **asdict(job.counts),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SyncCalls:
    """The use cases behind the routes."""

    start: StartSync
    follow: FollowSync


class SyncRoutes:
    """Views: a request in, one use case, an answer out."""

    def __init__(self, calls: SyncCalls, calling: Calling) -> None:
        """`calling` knows the tenant."""
        self._calls = calls
        self._calling = calling

    def endpoints(self) -> list[Endpoint]:
        """The table of routes."""
        return [
            Endpoint(
                "POST", "/api/v1/connections/<location_id>/sync", self.start_sync, "Synchronise a location's clients",
                {202: SyncStarted}, problems=(409, 503), has_body=True, change=Change("sync.started"),
            ),
            Endpoint("GET", "/api/v1/sync/<job_id>", self.read_sync, "Progress and report", {200: SyncAnswer}),
            Endpoint(
                "POST", "/api/v1/sync/<job_id>/stop", self.stop_sync, "Read no further page", {200: SyncAnswer},
                change=Change("sync.stopped"),
            ),
        ]  # fmt: skip

    def start_sync(self, location_id: _Location, body: SyncRequest | None = None) -> Response[SyncStarted]:
        """Silent: nobody is told anything, and nothing is written to Altegio. While a job is under way, it is answered."""
        del body  # its keys were checked
        job = self._calls.start(self._calling.tenant, LocationId(location_id))
        return ok(SyncStarted(job_id=job.id), 202)

    def read_sync(self, job_id: str) -> Response[SyncAnswer]:
        """As it is now."""
        return ok(SyncAnswer.of(self._calls.follow(self._calling.tenant, job_of(job_id))))

    def stop_sync(self, job_id: str) -> Response[SyncAnswer]:
        """What was done stays; a job that has ended is answered as it is."""
        return ok(SyncAnswer.of(self._calls.follow.stop(self._calling.tenant, job_of(job_id))))
