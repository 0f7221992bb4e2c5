"""Routes of designs and of the owner's own pictures in them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from comeback.domain.design_images import WANTED, Role
from comeback.domain.errors import FieldRefused
from comeback.domain.program import Program
from comeback.domain.ready_designs import READY
from comeback.domain.words import WordsFor
from comeback.ports.programs import Programs
from comeback.usecases.change_program import ChangeProgram, read_program
from comeback.usecases.design_images import PutImage, ReadImage, RemoveImage
from comeback.web.api.design_shapes import (
    DesignAnswer,
    DesignShape,
    DesignVersion,
    DesignVersionPage,
    ReadyAnswer,
    ReadyPage,
)
from comeback.web.api.endpoints import Calling, Endpoint, ok, program_of
from comeback.web.api.paging import DEFAULT_LIMIT, Cursor, Limit, page_after
from comeback.web.changes import Change, program_state
from comeback.web.responses import JPEG, PNG, checked_picture

_DESIGN = "/api/v1/programs/<program_id>/design"
_IMAGE = f"{_DESIGN}/images/<role>"
_SIZES = ", ".join(f"{role.value} {wanted.described}" for role, wanted in WANTED.items())
_ROLES = (
    "What the picture is for; `hero` at Google, on cards without stamps; `artwork` on iPhones from iOS 27 on, in place of the "
    f"stamps, with `primary_logo` on it. Least pixels: {_SIZES}"
)
RoleName = Annotated[Role, Path(description=_ROLES)]


@dataclass(frozen=True, slots=True)
class DesignCalls:
    """The use cases behind the routes."""

    programs: Programs
    change: ChangeProgram
    put_image: PutImage
    remove_image: RemoveImage
    read_image: ReadImage
    words: WordsFor


class DesignRoutes:
    """Views: a request in, one use case, an answer out."""

    def __init__(self, calls: DesignCalls, calling: Calling, base_url: str) -> None:
        """`calling` knows the tenant of the request; `base_url` is our public address."""
        self._calls = calls
        self._calling = calling
        self._base_url = base_url

    def endpoints(self) -> list[Endpoint]:
        """The table of routes. What they change is a field of the program."""
        changed = Change("program.changed", subject="program_id", state=program_state(self._calls.programs))
        return [
            Endpoint("GET", "/api/v1/designs", self.list_designs, "Designs to begin with", {200: ReadyPage}),
            Endpoint("GET", _DESIGN, self.read_design, "The design of a program", {200: DesignAnswer}),
            Endpoint(
                "POST", _DESIGN, self.change_design, "Change a design", {200: DesignAnswer}, (409,), has_body=True, change=changed
            ),
            Endpoint("GET", f"{_DESIGN}/versions", self.list_versions, "Designs that it has had", {200: DesignVersionPage}),
            Endpoint("GET", _IMAGE, self.read_image, "A picture of the owner's", {200: None}, media=PNG),
            Endpoint(
                "PUT", _IMAGE, self.put_image, "Bring a picture", {200: DesignAnswer}, (409,), uploads=(PNG, JPEG), change=changed
            ),
            Endpoint("DELETE", _IMAGE, self.remove_image, "Take a picture out", {204: None}, (409,), change=changed),
        ]  # fmt: skip

    def list_designs(self, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Response[ReadyPage]:
        """Named by the key `ready` of a design, which takes over their look."""
        words = self._calls.words(self._calling.languages)
        found, following = page_after(tuple(READY.values()), attrgetter("name"), limit, cursor)
        return ok(ReadyPage(items=[ReadyAnswer.of(one, words) for one in found], next_cursor=following))

    def read_design(self, program_id: str) -> Response[DesignAnswer]:
        """With its version, the addresses of its pictures, and how well its colours are told apart."""
        return self._answer(read_program(self._calls.programs, self._calling.tenant, program_of(program_id)))

    def change_design(self, program_id: str, body: DesignShape) -> Response[DesignAnswer]:
        """Only the keys of the body: the same as `design` in a change of the program. Cards show it within minutes."""
        program = program_of(program_id)
        return self._answer(_own_keys(lambda: self._calls.change(self._calling.tenant, program, {}, body.changes())))

    def list_versions(self, program_id: str, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Response[DesignVersionPage]:
        """Newest first. Passes show the version that they were made from until their phones fetch a newer one."""
        program = read_program(self._calls.programs, self._calling.tenant, program_of(program_id))
        kept = self._calls.programs.designs(self._calling.tenant, program.id)
        page, following = page_after(kept, lambda one: one.design.version, limit, cursor)
        return ok(DesignVersionPage(items=[DesignVersion.of(one, program) for one in page], next_cursor=following))

    def read_image(self, program_id: str, role: RoleName) -> Response[str]:
        """As it is kept."""
        return checked_picture(self._calls.read_image(self._calling.tenant, program_of(program_id), role))

    def put_image(self, program_id: str, role: RoleName) -> Response[DesignAnswer]:
        """The picture itself is the body. It is turned upright, cropped to its place, scaled down and freed of whatever is no
        picture. Too small, of another shape, moving or damaged ones are refused.
        """
        program = self._calls.put_image(self._calling.tenant, program_of(program_id), role, self._calling.body)
        return self._answer(program)

    def remove_image(self, program_id: str, role: RoleName) -> Response[None]:
        """Ours is drawn again."""
        self._calls.remove_image(self._calling.tenant, program_of(program_id), role)
        return Response(204, headers={"Cache-Control": "no-store"})

    def _answer(self, program: Program) -> Response[DesignAnswer]:
        return ok(DesignAnswer.of(program, self._base_url))


def _own_keys(change: Callable[[], Program]) -> Program:
    """The body is the design itself, so its keys stand in nothing."""
    try:
        return change()
    except FieldRefused as refusal:
        errors = [replace(error, field=error.field.removeprefix("design.")) for error in refusal.errors]
        raise FieldRefused(*errors) from refusal
