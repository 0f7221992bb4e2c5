"""Routes of what a change of settings means for visits that were: a preview of the change, and recalculations."""

from dataclasses import dataclass
from operator import attrgetter
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from comeback.domain.ids import LocationId
from comeback.usecases.change_program import read_program
from comeback.usecases.preview_settings import PreviewSettings
from comeback.usecases.start_recalculation import CommitRecalculation, FollowRecalculation, StartRecalculation
from comeback.web.api.endpoints import Calling, Endpoint, job_of, ok, program_of
from comeback.web.api.paging import DEFAULT_LIMIT, Cursor, Limit, page_after
from comeback.web.api.recalculation_shapes import (
    CardChangeAnswer,
    CardChangePage,
    PreviewRequest,
    RecalculationAnswer,
    RecalculationPage,
    RecalculationRequest,
    RecalculationStarted,
    SettingsPreviewAnswer,
)
from comeback.web.changes import Change

_PROGRAM = "/api/v1/programs/<program_id>"
_ALL = f"{_PROGRAM}/recalculations"
_JOB = f"{_ALL}/<job_id>"
_PREVIEW = f"{_PROGRAM}/connections/<location_id>/settings/preview"
_Location = Annotated[int, Path(ge=1, le=2**53, description="Altegio's number of the location")]


@dataclass(frozen=True, slots=True)
class RecalculationCalls:
    """The use cases behind the routes."""

    preview: PreviewSettings
    start: StartRecalculation
    commit: CommitRecalculation
    follow: FollowRecalculation


class RecalculationRoutes:
    """Views: a request in, one use case, an answer out."""

    def __init__(self, calls: RecalculationCalls, calling: Calling) -> None:
        """`calling` knows the tenant."""
        self._calls = calls
        self._calling = calling

    def endpoints(self) -> list[Endpoint]:
        """The table of routes."""
        return [
            Endpoint(
                "POST", _PREVIEW, self.preview_settings, "What other settings would have given",
                {200: SettingsPreviewAnswer}, has_body=True,
            ),
            Endpoint(
                "POST", _ALL, self.start_recalculation, "Preview a recalculation", {202: RecalculationStarted}, (409, 503),
                has_body=True, change=Change("recalculation.previewed"),
            ),
            Endpoint("GET", _ALL, self.list_recalculations, "The newest recalculations", {200: RecalculationPage}),
            Endpoint("GET", _JOB, self.read_recalculation, "State and sums", {200: RecalculationAnswer}),
            Endpoint("GET", f"{_JOB}/cards", self.list_recalculated, "What changes on each card", {200: CardChangePage}),
            Endpoint(
                "POST", f"{_JOB}/commit", self.commit_recalculation, "Book what was previewed",
                {202: RecalculationAnswer}, (409, 503), change=Change("recalculation.committed", "job_id"),
            ),
        ]  # fmt: skip

    def preview_settings(self, program_id: str, location_id: _Location, body: PreviewRequest) -> Response[SettingsPreviewAnswer]:
        """Judges the visits of the last days by the settings as they are and as they would be; nothing is saved."""
        program, location = program_of(program_id), LocationId(location_id)
        settings = body.settings_for(program, location)
        told = self._calls.preview(self._calling.tenant, program, location, settings, body.days)
        return ok(SettingsPreviewAnswer.of(told))

    def start_recalculation(self, program_id: str, body: RecalculationRequest) -> Response[RecalculationStarted]:
        """Computes what today's settings would have given in the interval; nothing is booked before the commit."""
        location = LocationId(body.location_id) if body.location_id is not None else None
        job = self._calls.start(self._calling.tenant, program_of(program_id), body.start, body.end, location)
        return ok(RecalculationStarted(job_id=job.id), 202)

    def list_recalculations(
        self, program_id: str, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
    ) -> Response[RecalculationPage]:
        """At most twenty, the newest first."""
        program = read_program(self._calls.start.programs, self._calling.tenant, program_of(program_id))
        found, following = page_after(
            self._calls.follow.latest(self._calling.tenant, program.id), attrgetter("id"), limit, cursor
        )
        return ok(RecalculationPage(items=[RecalculationAnswer.of(job) for job in found], next_cursor=following))

    def read_recalculation(self, program_id: str, job_id: str) -> Response[RecalculationAnswer]:
        """As it is now."""
        job = self._calls.follow(self._calling.tenant, program_of(program_id), job_of(job_id))
        return ok(RecalculationAnswer.of(job))

    def list_recalculated(
        self, program_id: str, job_id: str, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
    ) -> Response[CardChangePage]:
        """Cards without a difference are left out."""
        job = self._calls.follow(self._calling.tenant, program_of(program_id), job_of(job_id))
        changes, following = self._calls.follow.cards(job, limit, cursor)
        return ok(CardChangePage(items=[CardChangeAnswer.of(one) for one in changes], next_cursor=following))

    def commit_recalculation(self, program_id: str, job_id: str) -> Response[RecalculationAnswer]:
        """A job is booked once, so it needs no key of its own: asked again, it is answered as it is. From then on the interval
        is judged by the settings of the preview's moment, whatever comes later.
        """
        job = self._calls.commit(self._calling.tenant, program_of(program_id), job_of(job_id))
        return ok(RecalculationAnswer.of(job), 202)
