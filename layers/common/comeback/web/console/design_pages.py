"""The page of a program's design: how its cards look in both wallets, and what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from comeback.domain.card_layout import BALANCE
from comeback.domain.contrast import contrast
from comeback.domain.mirror import MIRRORED
from comeback.domain.program import ProgramType
from comeback.usecases.change_program import read_program
from comeback.web.api.endpoints import program_of
from comeback.web.changes import Change, program_state
from comeback.web.console import design_form, design_words
from comeback.web.console.design_preview import ShowDesign
from comeback.web.console.design_words import ready_choices
from comeback.web.console.routes import Get, Post
from comeback.web.responses import picture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_lambda_powertools.event_handler import Response

    from comeback.domain.program import Program
    from comeback.domain.words import Words
    from comeback.web.console.caller import Caller
    from comeback.web.console.calls import ConsoleCalls
    from comeback.web.forms import Form

_DESIGN = "/console/programs/<program_id>/design"
_REFUSED = "As saved: what is typed cannot be shown until the fields that are marked are right."


class DesignPages:
    """Views: a request in, one use case, a page out."""

    def __init__(self, calls: ConsoleCalls) -> None:
        """`calls` are shared by all pages."""
        self._programs = calls.programs
        self._languages = calls.languages
        self._connections = calls.tenant.connections
        self._show = ShowDesign(calls.preview, calls.languages)
        self._words = calls.tenant.words

    def routes(self) -> list[Get | Post]:
        """The table of routes."""
        changed = Change("program.changed", state=program_state(self._programs.programs))
        return [
            Get(_DESIGN, self.design),
            Get(f"{_DESIGN}/preview.png", self.picture),
            Post(_DESIGN, self.write, self.design, changed),
            Post(f"{_DESIGN}/preview", self.preview, self.design),
        ]

    def design(self, caller: Caller, program_id: str) -> Response[str]:
        """The design as it is saved; what was typed and refused comes back."""
        program = self._read(caller, program_id)
        if not caller.was_refused:
            form = design_form.design_fields(program)
            return self._page(caller, program, form, self._show.stored(program, form), "As saved.")
        form = design_form.typed_fields(caller.form)
        return self._page(caller, program, form, self._show.stored(program, form), _REFUSED)

    def preview(self, caller: Caller, program_id: str) -> Response[str]:
        """What is typed; nothing is saved. Raises FieldRefused."""
        program = self._read(caller, program_id)
        form = design_form.typed_fields(caller.form)
        shown = self._show.typed(program, form, design_form.read_design(form, program.design))
        return self._page(caller, program, form, shown, "As typed: not saved yet.")

    def write(self, caller: Caller, program_id: str) -> Response[str]:
        """The design as it holds from now on. Raises FieldRefused."""
        program = self._read(caller, program_id)
        changes = design_form.read_design(design_form.typed_fields(caller.form), program.design)
        self._programs.change(caller.tenant, program.id, {}, changes)
        return caller.go(f"/console/programs/{program.id}/design", "design-saved")

    def picture(self, caller: Caller, program_id: str) -> Response[str]:
        """The card as it is saved."""
        return picture(self._show.picture(self._read(caller, program_id), caller.query))

    def _read(self, caller: Caller, program_id: str) -> Program:
        return read_program(self._programs.programs, caller.tenant, program_of(program_id))

    def _sites(self, program: Program, form: Form) -> dict[str, str]:
        """The locations of the program, and those of former days that the form still names."""
        held = {str(one.location_id): one.location.title for one in self._connections.of_tenant(program.tenant_id)}
        named = [form.text(f"places.{row}.location_id") for row in design_form.rows_shown(form, "places")]
        titles = {one: held.get(one, f"Location {one}") for one in [*map(str, program.locations), *filter(None, named)]}
        own = {str(one) for one in program.locations}
        return {one: title if one in own else f"{title} (not of this program: not shown)" for one, title in titles.items()}

    def _page(
        self, caller: Caller, program: Program, form: Form, shown: dict[str, Any], standing: str
    ) -> Response[str]:  # fmt: skip
        words = self._words(program.locale)
        own = self._languages[words.language]
        return caller.page(
            "design.html", design_form.field_of, program=program, form=form, said=design_words, script="design.js",
            preview=shown, standing=standing, ready=ready_choices(self._words("en")), contrasts=dict(_contrasts(form)),
            is_stamp=program.type not in MIRRORED, own_language=own,
            facts={fact: _named(fact, program, words) for fact in design_form.facts_in(form)},
            languages={tag: name for tag, name in self._languages.items() if tag != words.language},
            sites={"": "Elsewhere", **self._sites(program, form)}, nearby=words.say("card.nearby"),
            link_rows=design_form.rows_shown(form, "links"), place_rows=design_form.rows_shown(form, "places"),
        )  # fmt: skip


def _named(fact: str, program: Program, words: Words) -> str:
    """What we call it on the card."""
    if fact == BALANCE:
        return words.say("card.stamps" if program.type is ProgramType.STAMP else f"figure.{program.type.value}")
    return words.say(design_words.NAMES[fact]) if fact in design_words.NAMES else program.title


def _contrasts(form: Form) -> Iterator[tuple[str, str]]:
    """How well each colour is told from the background, where both are colours."""
    ground = form.text("background")
    for name in design_form.COLOURS:
        try:
            ratio = contrast(form.text(name), ground)
        except (ValueError, IndexError):
            ratio = 0.0
        yield name, f"Contrast {ratio:.1f} : 1" if name != "background" and ratio else ""
