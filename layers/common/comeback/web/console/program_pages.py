"""Pages of programs: make, change, activate, pause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comeback.domain.connection import ConnectionStatus
from comeback.domain.errors import LettersMissing
from comeback.domain.poster import PAPERS
from comeback.domain.program import ProgramStatus
from comeback.domain.signing import WARN_DAYS
from comeback.usecases.change_program import read_program
from comeback.usecases.make_poster import Wish
from comeback.web.api.endpoints import program_of
from comeback.web.api.poster_routes import PDF, SVG
from comeback.web.api.program_shapes import Activation
from comeback.web.changes import Change, program_state
from comeback.web.console import program_form
from comeback.web.console.design_words import ready_choices
from comeback.web.console.routes import Get, Post, location_of
from comeback.web.console.words import meaning_of
from comeback.web.forms import Form, validated
from comeback.web.responses import download

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_lambda_powertools.event_handler import Response

    from comeback.domain.connection import Connection
    from comeback.domain.program import Program
    from comeback.web.console.caller import Caller
    from comeback.web.console.calls import ConsoleCalls

_ALL = "/console/programs"
_PROGRAM = f"{_ALL}/<program_id>"


class ProgramPages:
    """Views: a request in, one use case, a page out."""

    def __init__(self, calls: ConsoleCalls, base_url: str) -> None:
        """`base_url` begins the address where people join."""
        self._base_url = base_url
        self._calls = calls.programs
        self._connections = calls.tenant.connections
        self._identities, self._clock = calls.identities, calls.clock

    def routes(self) -> list[Get | Post]:
        """The table of routes."""
        state = program_state(self._calls.programs)
        return [
            Get(_ALL, self.programs),
            Get(f"{_ALL}/new", self.new),
            Post(_ALL, self.create, self.new, Change("program.created")),
            Get(_PROGRAM, self.program),
            Get(f"{_PROGRAM}/edit", self.edit),
            Get(f"{_PROGRAM}/poster.svg", self.poster_svg),
            Get(f"{_PROGRAM}/poster.pdf", self.poster_pdf),
            Post(_PROGRAM, self.change, self.edit, Change("program.changed", state=state)),
            Post(f"{_PROGRAM}/activate", self.activate, self.program, Change("program.activated", state=state)),
            Post(f"{_PROGRAM}/pause", self.pause, self.program, Change("program.paused", state=state)),
        ]

    def programs(self, caller: Caller) -> Response[str]:
        """All programs, oldest first."""
        return caller.page("programs.html", programs=self._calls.programs.of_tenant(caller.tenant))

    def new(self, caller: Caller) -> Response[str]:
        """The form of a new program."""
        connections = self._connected(caller)
        currency = connections[0].location.currency if connections else ""
        fitting = [str(one.location_id) for one in connections if one.location.currency == currency]
        kind = program_form.type_in(Form(caller.query.items()))
        form = caller.form if caller.was_refused else program_form.empty_fields(kind, fitting, currency)
        return self._form(caller, None, connections, form)

    def create(self, caller: Caller) -> Response[str]:
        """A draft."""
        program = self._calls.create(caller.tenant, program_form.read_draft(caller.form))
        caller.made.append(program.id)
        return caller.go(f"{_ALL}/{program.id}", "program-made")

    def program(self, caller: Caller, program_id: str) -> Response[str]:
        """One program and what its settings mean at each location."""
        program = self._read(caller, program_id)
        held = {one.location_id: one for one in self._connections.of_tenant(caller.tenant)}
        words = self._calls.words(caller.languages)
        places = [
            {
                "id": location,
                "title": held[location].location.title if location in held else f"Location {location}",
                "meaning": meaning_of(program, row.settings, words) if (row := program.newest_row(location)) else None,
            }
            for location in program.locations
        ]
        is_draft = program.status is ProgramStatus.DRAFT
        own = self._identities.get(caller.tenant, program.signing_identity) if program.signing_identity else None
        return caller.page(
            "program.html", program=program, places=places, is_draft=is_draft, base_url=self._base_url,
            own=own, days_left=own.days_left(self._clock.now()) if own else 0, warn_days=WARN_DAYS,
        )  # fmt: skip

    def edit(self, caller: Caller, program_id: str) -> Response[str]:
        """The form of a program that is there."""
        program = self._read(caller, program_id)
        form = caller.form if caller.was_refused else program_form.program_fields(program)
        connections = [
            one for one in self._connections.of_tenant(caller.tenant)
            if one.status is not ConnectionStatus.UNINSTALLED or one.location_id in program.locations
        ]  # fmt: skip
        return self._form(caller, program, connections, form)

    def change(self, caller: Caller, program_id: str) -> Response[str]:
        """What was typed, and nothing else."""
        changes = program_form.read_changes(caller.form)
        program = self._calls.change(caller.tenant, program_of(program_id), changes)
        return caller.go(f"{_ALL}/{program.id}", "program-changed")

    def activate(self, caller: Caller, program_id: str) -> Response[str]:
        """From now on visits earn, once there are settings; those of a pause too, unless they are to be left out."""
        pause = validated(Activation, {"pause": caller.form.text("pause") or "evaluate"}).pause
        program = self._calls.activate(caller.tenant, program_of(program_id), pause)
        return caller.go(f"{_ALL}/{program.id}", "program-activated")

    def pause(self, caller: Caller, program_id: str) -> Response[str]:
        """Cards stay, nothing earns."""
        program = self._calls.pause(caller.tenant, program_of(program_id))
        return caller.go(f"{_ALL}/{program.id}", "program-paused")

    def poster_svg(self, caller: Caller, program_id: str) -> Response[str]:
        """A poster to be changed."""
        wish = _wish(caller)
        return download(self._calls.poster.svg(caller.tenant, program_of(program_id), wish), SVG, f"poster-{wish.paper}.svg")

    def poster_pdf(self, caller: Caller, program_id: str) -> Response[str]:
        """A poster to be printed; its words in letters that the PDF has not got are told on the program's page."""
        wish = _wish(caller)
        try:
            made = self._calls.poster.pdf(caller.tenant, program_of(program_id), wish)
        except LettersMissing as refusal:
            return self.program(caller.refused(409, str(refusal)), program_id)
        return download(made, PDF, f"poster-{wish.paper}.pdf")

    def _read(self, caller: Caller, program_id: str) -> Program:
        return read_program(self._calls.programs, caller.tenant, program_of(program_id))

    def _connected(self, caller: Caller) -> list[Connection]:
        connections = self._connections.of_tenant(caller.tenant)
        return [one for one in connections if one.status is not ConnectionStatus.UNINSTALLED]

    def _form(
        self, caller: Caller, program: Program | None, connections: Sequence[Connection], form: Form
    ) -> Response[str]:  # fmt: skip
        currencies = sorted({one.location.currency for one in connections})
        return caller.page(
            "program_form.html", program_form.field_of, program=program, connections=connections, form=form,
            currencies=currencies, kind=program_form.type_in(form), ready=ready_choices(self._calls.words("en")),
        )  # fmt: skip


def _wish(caller: Caller) -> Wish:
    """As the links of the program's page say it."""
    place, size = caller.query.get("location_id", ""), caller.query.get("size", "")
    return Wish(location_of(place) if place else None, next((paper for paper in PAPERS if paper == size), "a4"))
