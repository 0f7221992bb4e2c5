"""Routes of programs and their settings."""

from dataclasses import dataclass
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from comeback.domain.ids import LocationId
from comeback.domain.words import WordsFor
from comeback.ports.programs import Programs
from comeback.usecases.activate_program import ActivateProgram, PauseProgram
from comeback.usecases.change_program import ChangeProgram, read_program
from comeback.usecases.create_program import CreateProgram
from comeback.usecases.make_poster import MakePoster
from comeback.usecases.write_settings import ReadSettings, WriteSettings
from comeback.web.api.endpoints import Calling, Endpoint, ok, program_of
from comeback.web.api.paging import DEFAULT_LIMIT, Cursor, Limit, page_after
from comeback.web.api.program_shapes import MaybeActivation, NewProgram, ProgramAnswer, ProgramChanges, ProgramPage
from comeback.web.api.settings_shapes import SettingsAnswer, SettingsBody
from comeback.web.changes import Change, program_state

LocationNumber = Annotated[int, Path(ge=1, le=2**53, description="Altegio's number of the location")]
_ALL = "/api/v1/programs"
_PROGRAM = f"{_ALL}/<program_id>"
_SETTINGS = f"{_PROGRAM}/connections/<location_id>/settings"


@dataclass(frozen=True, slots=True)
class ProgramCalls:
    """The use cases behind the routes."""

    programs: Programs
    create: CreateProgram
    change: ChangeProgram
    activate: ActivateProgram
    pause: PauseProgram
    write_settings: WriteSettings
    read_settings: ReadSettings
    words: WordsFor
    poster: MakePoster


class ProgramRoutes:
    """Views: a request in, one use case, an answer out."""

    def __init__(self, calls: ProgramCalls, calling: Calling) -> None:
        """`calling` knows the tenant of the request."""
        self._calls = calls
        self._calling = calling

    def endpoints(self) -> list[Endpoint]:
        """The table of routes."""
        state = program_state(self._calls.programs)
        return [
            Endpoint(
                "POST", _ALL, self.create_program, "Make a program", {201: ProgramAnswer}, (409,), has_body=True,
                change=Change("program.created"),
            ),
            Endpoint("GET", _ALL, self.list_programs, "All programs", {200: ProgramPage}),
            Endpoint("GET", _PROGRAM, self.read_program, "A program", {200: ProgramAnswer}),
            Endpoint(
                "PATCH", _PROGRAM, self.change_program, "Change a program", {200: ProgramAnswer}, (409,), has_body=True,
                change=Change("program.changed", state=state),
            ),
            Endpoint(
                "POST", f"{_PROGRAM}/activate", self.activate_program, "Start a program", {200: ProgramAnswer}, (409,),
                has_body=True, change=Change("program.activated", state=state),
            ),
            Endpoint(
                "POST", f"{_PROGRAM}/pause", self.pause_program, "Pause a program", {200: ProgramAnswer}, (409,),
                change=Change("program.paused", state=state),
            ),
            Endpoint("GET", _SETTINGS, self.read_settings, "Settings at a location", {200: SettingsAnswer}),
            Endpoint(
                "PUT", _SETTINGS, self.write_settings, "Replace settings", {200: SettingsAnswer}, (409,), has_body=True,
                change=Change("settings.written", subject="program_id", state=state),
            ),
        ]  # fmt: skip

    def create_program(self, body: NewProgram) -> Response[ProgramAnswer]:
        """A draft at some of the tenant's locations."""
        return ok(ProgramAnswer.of(self._calls.create(self._calling.tenant, body.draft())), 201)

    def list_programs(self, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Response[ProgramPage]:
        """Oldest first."""
        programs = self._calls.programs.of_tenant(self._calling.tenant)
        page, following = page_after(programs, lambda program: program.id, limit, cursor)
        return ok(ProgramPage(items=[ProgramAnswer.of(program) for program in page], next_cursor=following))

    def read_program(self, program_id: str) -> Response[ProgramAnswer]:
        """One program."""
        return ok(ProgramAnswer.of(read_program(self._calls.programs, self._calling.tenant, program_of(program_id))))

    def change_program(self, program_id: str, body: ProgramChanges) -> Response[ProgramAnswer]:
        """Only the keys of the body."""
        design: dict[str, Any] | None = body.design.changes() if "design" in body.model_fields_set else None
        changed = self._calls.change(self._calling.tenant, program_of(program_id), body.changes(), design)
        return ok(ProgramAnswer.of(changed))

    def activate_program(self, program_id: str, body: MaybeActivation = None) -> Response[ProgramAnswer]:
        """From now on visits earn, once there are settings; those of a pause too, unless they are to be skipped."""
        pause = body.pause if body else "evaluate"
        return ok(ProgramAnswer.of(self._calls.activate(self._calling.tenant, program_of(program_id), pause)))

    def pause_program(self, program_id: str) -> Response[ProgramAnswer]:
        """Cards stay, nothing earns."""
        return ok(ProgramAnswer.of(self._calls.pause(self._calling.tenant, program_of(program_id))))

    def read_settings(
        self, program_id: str, location_id: LocationNumber, *, recommended: Annotated[bool, Query()] = False
    ) -> Response[SettingsAnswer]:
        """The row as it holds, or the recommended one."""
        tenant, program, location = self._calling.tenant, program_of(program_id), LocationId(location_id)
        of, words = read_program(self._calls.programs, tenant, program), self._calls.words(self._calling.languages)
        if recommended:
            proposed = self._calls.read_settings.recommended(tenant, program, location)
            return ok(SettingsAnswer.proposed(of, location, proposed, words))
        return ok(SettingsAnswer.of(of, location, self._calls.read_settings(tenant, program, location), words))

    def write_settings(self, program_id: str, location_id: LocationNumber, body: SettingsBody) -> Response[SettingsAnswer]:
        """The row as it holds from now on."""
        program, location = program_of(program_id), LocationId(location_id)
        settings = body.settings_for(program, location)
        row = self._calls.write_settings(self._calling.tenant, program, location, settings)
        of = read_program(self._calls.programs, self._calling.tenant, program)
        return ok(SettingsAnswer.of(of, location, row, self._calls.words(self._calling.languages)))
