"""An owner chooses whose certificate signs the new cards of a program."""

from dataclasses import dataclass, replace

from comeback.domain.ids import ProgramId, SigningIdentityId, TenantId
from comeback.domain.program import Program
from comeback.domain.signing import SigningChoice
from comeback.ports.programs import Programs
from comeback.ports.signing import SigningIdentities, SigningRefused
from comeback.ports.system import Clock
from comeback.usecases.change_program import edit_program


@dataclass(frozen=True, slots=True)
class ChooseSigningIdentity:
    """Cards that were issued before keep theirs."""

    programs: Programs
    identities: SigningIdentities
    clock: Clock

    def __call__(self, tenant: TenantId, program: ProgramId, identity: SigningIdentityId | None) -> Program:
        """The program after it; None: ours. Raises NotFound, SigningRefused, StateConflicted."""
        if identity is not None and self.identities.get(tenant, identity) is None:
            raise SigningRefused("signing_identity", "signing.refused.unknown")
        now = self.clock.now()

        def edit(stored: Program) -> Program:
            if stored.signing_identity == identity:
                return stored
            return replace(stored, signing=(*stored.signing, SigningChoice(now, identity)))

        return edit_program(self.programs, tenant, program, edit)
