"""How the cards of a program looked when wallets were told last."""

from typing import Protocol

from comeback.domain.ids import ProgramId, TenantId
from comeback.domain.look import ToldLook


class Looks(Protocol):
    """One row per program, tenant first."""

    def get(self, tenant: TenantId, program: ProgramId) -> ToldLook | None:
        """None: nobody was told yet."""

    def put(self, tenant: TenantId, program: ProgramId, look: ToldLook) -> None:
        """What is told from now on."""
