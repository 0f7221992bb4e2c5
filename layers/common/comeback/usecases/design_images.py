"""An owner brings pictures of their own, or takes them out of the design again."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256

from comeback.domain.design import Design
from comeback.domain.design_images import Role
from comeback.domain.errors import NotFound
from comeback.domain.ids import ProgramId, TenantId
from comeback.domain.program import Program
from comeback.ports.own_images import CleanPicture, OwnImages
from comeback.ports.programs import Programs
from comeback.usecases.change_program import ChangeProgram, read_program


@dataclass(frozen=True, slots=True)
class PutImage:
    """A new version of the design with the picture in its role."""

    change: ChangeProgram
    images: OwnImages
    clean: CleanPicture

    def __call__(self, tenant: TenantId, program: ProgramId, role: Role, data: bytes) -> Program:
        """Raises NotFound, FieldRefused for what is no picture or does not fit, StateConflicted."""
        read_program(self.change.programs, tenant, program)
        png = self.clean(role, data)
        digest = sha256(png).hexdigest()
        self.images.put(tenant, digest, png)
        return self.change(tenant, program, {}, _with(role, digest))


@dataclass(frozen=True, slots=True)
class RemoveImage:
    """A new version of the design in which ours is drawn; the picture stays for the versions that were made from it."""

    change: ChangeProgram

    def __call__(self, tenant: TenantId, program: ProgramId, role: Role) -> Program:
        """Raises NotFound when there is no picture in that role, StateConflicted."""
        if not read_program(self.change.programs, tenant, program).design.images.of(role):
            raise _none_there()
        return self.change(tenant, program, {}, _with(role, ""))


@dataclass(frozen=True, slots=True)
class ReadImage:
    """The owner's picture as it is kept."""

    programs: Programs
    images: OwnImages

    def __call__(self, tenant: TenantId, program: ProgramId, role: Role) -> bytes:
        """A PNG. Raises NotFound."""
        digest = read_program(self.programs, tenant, program).design.images.of(role)
        png = self.images.get(tenant, digest) if digest else None
        if png is None:
            raise _none_there()
        return png


def _none_there() -> NotFound:
    return NotFound("There is no picture of yours in this role.")


def _with(role: Role, digest: str) -> Callable[[Design], Design]:
    """Over whatever the design is when it is saved: two pictures may come at once."""
    return lambda design: replace(design, images=replace(design.images, **{role.value: digest}))
