"""The page of an owner's own pictures, which stand on cards instead of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comeback.domain.design_images import LARGEST_IMAGE, WANTED, Role
from comeback.domain.errors import FieldError, FieldRefused, NotFound
from comeback.domain.mirror import MIRRORED
from comeback.usecases.change_program import read_program
from comeback.web.api.endpoints import program_of
from comeback.web.changes import Change, program_state
from comeback.web.console.design_words import IMAGES
from comeback.web.console.routes import Get, Post
from comeback.web.responses import picture

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler import Response

    from comeback.domain.design_images import Wanted
    from comeback.domain.program import Program
    from comeback.web.console.caller import Caller
    from comeback.web.console.calls import ConsoleCalls

_IMAGES = "/console/programs/<program_id>/design/images"
_ROLE = f"{_IMAGES}/<role>"
_OF_STAMPS = (Role.STAMP_FILLED, Role.STAMP_EMPTY, Role.REWARD)


class ImagePages:
    """Views: a request in, one use case, a page out."""

    def __init__(self, calls: ConsoleCalls) -> None:
        """`calls` are shared by all pages."""
        self._programs = calls.programs.programs
        self._calls = calls.designs

    def routes(self) -> list[Get | Post]:
        """The table of routes."""
        changed = Change("program.changed", "program_id", state=program_state(self._programs))
        return [
            Get(_IMAGES, self.images),
            Get(_ROLE, self.image),
            Post(_ROLE, self.put, self.images, changed),
            Post(f"{_ROLE}/removal", self.remove, self.images, changed),
        ]

    def images(self, caller: Caller, program_id: str, role: str = "") -> Response[str]:
        """Every role with its picture; what was refused is said at the one that it was sent for."""
        program = read_program(self._programs, caller.tenant, program_of(program_id))
        return caller.page(
            "design_images.html", lambda _key: f"{role}-image", program=program, largest=LARGEST_IMAGE // 1_000_000,
            roles=[
                {
                    "name": one.value, "title": IMAGES[one][0], "purpose": IMAGES[one][1], "wanted": _wanted(WANTED[one]),
                    "digest": program.design.images.of(one), "else": "drawn" if _is_drawn(one, program) else "none",
                }
                for one in _roles(program)
            ],
        )  # fmt: skip

    def image(self, caller: Caller, program_id: str, role: str) -> Response[str]:
        """The picture as it is kept."""
        return picture(self._calls.read_image(caller.tenant, program_of(program_id), _role_of(role)))

    def put(self, caller: Caller, program_id: str, role: str) -> Response[str]:
        """One that was chosen. Raises FieldRefused."""
        data = caller.files.get("image", b"")
        if not data:
            raise FieldRefused(FieldError("image", "Choose a picture first."))
        if len(data) > LARGEST_IMAGE:
            raise FieldRefused(FieldError("image", f"At most {LARGEST_IMAGE // 1_000_000} MB."))
        self._calls.put_image(caller.tenant, program_of(program_id), _role_of(role), data)
        return caller.go(f"/console/programs/{program_id}/design/images", "image-saved")

    def remove(self, caller: Caller, program_id: str, role: str) -> Response[str]:
        """Ours is drawn again."""
        self._calls.remove_image(caller.tenant, program_of(program_id), _role_of(role))
        return caller.go(f"/console/programs/{program_id}/design/images", "image-removed")


def _wanted(wanted: Wanted) -> str:
    least = f"At least {wanted.width} x {wanted.height} pixels"
    return f"{least}, up to {wanted.widest:g} times as wide as high." if wanted.widest > 1 else f"{least}."


def _roles(program: Program) -> list[Role]:
    """A card that counts no stamps has no use for pictures of them, unless it has some."""
    held = program.design.images
    return [role for role in Role if program.type not in MIRRORED or role not in _OF_STAMPS or held.of(role)]


def _is_drawn(role: Role, program: Program) -> bool:
    """Without one of the owner's. Nobody draws art for a poster, and without it there is no place for its logo."""
    return role is not Role.ARTWORK and (role is not Role.PRIMARY_LOGO or bool(program.design.images.artwork))


def _role_of(text: str) -> Role:
    if text not in list(Role):
        raise NotFound("There is no such picture.")
    return Role(text)
