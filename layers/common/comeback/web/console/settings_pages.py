"""Pages of a program's settings at a location."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comeback.domain.errors import NotFound
from comeback.domain.program import ProgramStatus
from comeback.domain.settings import CardSettings
from comeback.usecases.change_program import read_program
from comeback.web.api.endpoints import program_of
from comeback.web.changes import Change, program_state
from comeback.web.console.routes import Get, Post, location_of
from comeback.web.console.settings_form import field_in, read_settings, settings_fields
from comeback.web.console.words import meaning_of

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler import Response

    from comeback.domain.settings_preview import SettingsPreview
    from comeback.web.console.caller import Caller
    from comeback.web.console.calls import ConsoleCalls

_SETTINGS = "/console/programs/<program_id>/connections/<location_id>/settings"


class SettingsPages:
    """Views: a request in, one use case, a page out."""

    def __init__(self, calls: ConsoleCalls) -> None:
        """`calls` are shared by all pages."""
        self._calls = calls.programs
        self._preview = calls.recalculations.preview
        self._choices = calls.choices
        self._connections = calls.tenant.connections

    def routes(self) -> list[Get | Post]:
        """The table of routes."""
        written = Change("settings.written", subject="program_id", state=program_state(self._calls.programs))
        return [
            Get(_SETTINGS, self.settings),
            Post(_SETTINGS, self.write, self.settings, written),
            Post(f"{_SETTINGS}/preview", self.preview, self.settings),
        ]

    def settings(
        self, caller: Caller, program_id: str, location_id: str, told: SettingsPreview | None = None
    ) -> Response[str]:  # fmt: skip
        """The row as it holds; before there is one, the row that writes to nobody. `told`: what another row would have meant,
        which is in the form.
        """
        program = read_program(self._calls.programs, caller.tenant, program_of(program_id))
        location = location_of(location_id)
        suggested = self._calls.read_settings.recommended(caller.tenant, program.id, location)
        connection = self._connections.get(caller.tenant, location)
        if connection is None:
            raise NotFound("no such location")
        row = program.newest_row(location)
        held = row.settings if row else CardSettings()
        form = caller.form if caller.was_refused or told else settings_fields(held, program.currency)
        return caller.page(
            "settings.html", field_in(form), program=program, connection=connection, form=form,
            suggested=settings_fields(suggested, program.currency), row=row,
            meaning=meaning_of(program, held, self._calls.words(caller.languages)),
            is_draft=program.status is ProgramStatus.DRAFT,
            told=told, choices=self._choices(program, connection),
        )  # fmt: skip

    def preview(self, caller: Caller, program_id: str, location_id: str) -> Response[str]:
        """What the row that was typed would have given; nothing is saved."""
        program = read_program(self._calls.programs, caller.tenant, program_of(program_id))
        settings = read_settings(caller.form, program)
        told = self._preview(caller.tenant, program.id, location_of(location_id), settings)
        return self.settings(caller, program_id, location_id, told)

    def write(self, caller: Caller, program_id: str, location_id: str) -> Response[str]:
        """The row as it holds from now on."""
        program = read_program(self._calls.programs, caller.tenant, program_of(program_id))
        location = location_of(location_id)
        settings = read_settings(caller.form, program)
        self._calls.write_settings(caller.tenant, program.id, location, settings)
        return caller.go(f"/console/programs/{program.id}/connections/{location}/settings", "settings-saved")
