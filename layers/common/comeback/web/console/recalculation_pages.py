"""Pages of recalculations: an interval, what would change in it, and the button that books it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comeback.domain.ids import LocationId
from comeback.domain.program import ProgramStatus, ProgramType
from comeback.domain.recalculation import RecalculationState
from comeback.usecases.change_program import read_program
from comeback.usecases.program_zone import zone_of
from comeback.web.api.endpoints import job_of, program_of
from comeback.web.api.recalculation_shapes import RecalculationRequest
from comeback.web.changes import Change
from comeback.web.console.routes import Get, Post
from comeback.web.forms import validated, whole
from comeback.web.texts import Explained

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler import Response

    from comeback.domain.program import Program
    from comeback.web.console.caller import Caller
    from comeback.web.console.calls import ConsoleCalls

_ALL = "/console/programs/<program_id>/recalculations"
_JOB = f"{_ALL}/<job_id>"
_CARDS = 50
LOOKS = {
    RecalculationState.PREVIEWING: Explained("Being computed", "Cards are being looked at. Nothing is booked.", "wait"),
    RecalculationState.READY: Explained("Preview", "Nothing is booked yet. Look at it, and decide.", "wait"),
    RecalculationState.EXPIRED: Explained("Expired", "Nothing was booked, and this preview is too old now.", "bad"),
    RecalculationState.COMMITTING: Explained("Being booked", "Cards follow one after the other.", "wait"),
    RecalculationState.DONE: Explained("Booked", "The visits of these dates stay counted in this way.", "good"),
}


class RecalculationPages:
    """Views: a request in, one use case, a page out."""

    def __init__(self, calls: ConsoleCalls) -> None:
        """`calls` are shared by all pages."""
        self._calls = calls.recalculations
        self._programs = calls.programs.programs
        self._connections = calls.tenant.connections

    def routes(self) -> list[Get | Post]:
        """The table of routes."""
        return [
            Get(_ALL, self.recalculations),
            Post(_ALL, self.start, self.recalculations, Change("recalculation.previewed")),
            Get(_JOB, self.recalculation),
            Post(f"{_JOB}/commit", self.commit, self.recalculation, Change("recalculation.committed", "job_id")),
        ]

    def recalculations(self, caller: Caller, program_id: str) -> Response[str]:
        """The form of an interval, and what was recalculated before."""
        program = read_program(self._programs, caller.tenant, program_of(program_id))
        return caller.page(
            "recalculations.html", program=program, places=self._places(caller, program), form=caller.form, looks=LOOKS,
            jobs=self._calls.follow.latest(caller.tenant, program.id), zone=zone_of(self._connections, program),
            may_start=program.status is ProgramStatus.ACTIVE and program.type is ProgramType.STAMP,
        )  # fmt: skip

    def start(self, caller: Caller, program_id: str) -> Response[str]:
        """A preview of the interval that was typed."""
        program, form = program_of(program_id), caller.form
        typed = {"from": form.text("from"), "to": form.text("to"), "location_id": whole(form.text("location_id"))}
        asked = validated(RecalculationRequest, {name: value or None for name, value in typed.items()})
        location = LocationId(asked.location_id) if asked.location_id is not None else None
        job = self._calls.start(caller.tenant, program, asked.start, asked.end, location)
        caller.made.append(job.id)
        return caller.go(f"/console/programs/{program}/recalculations/{job.id}")

    def recalculation(self, caller: Caller, program_id: str, job_id: str) -> Response[str]:
        """Sums and cards; while it is at work the page follows."""
        program = read_program(self._programs, caller.tenant, program_of(program_id))
        job = self._calls.follow(caller.tenant, program.id, job_of(job_id))
        changes, following = self._calls.follow.cards(job, _CARDS, caller.query.get("cursor"))
        return caller.page(
            "recalculation.html", program=program, job=job, look=LOOKS[job.state], changes=changes, next_cursor=following,
            place=self._places(caller, program).get(job.location_id or LocationId(0)), zone=zone_of(self._connections, program),
            is_ready=job.state is RecalculationState.READY, refresh=job.is_at_work,
        )  # fmt: skip

    def commit(self, caller: Caller, program_id: str, job_id: str) -> Response[str]:
        """The owner has decided."""
        job = self._calls.commit(caller.tenant, program_of(program_id), job_of(job_id))
        return caller.go(f"/console/programs/{job.program_id}/recalculations/{job.id}", "recalculation-begun")

    def _places(self, caller: Caller, program: Program) -> dict[LocationId, str]:
        held = self._connections.of_tenant(caller.tenant)
        return {one.location_id: one.location.title for one in held if one.location_id in program.locations}
