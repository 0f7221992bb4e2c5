"""Looks in a plain dict (tests/contract/test_looks.py)."""

from comeback.domain.ids import ProgramId, TenantId
from comeback.domain.look import ToldLook


class MemoryLooks:
    """What was told."""

    def __init__(self) -> None:
        self.told: dict[tuple[TenantId, ProgramId], ToldLook] = {}

    def get(self, tenant: TenantId, program: ProgramId) -> ToldLook | None:
        return self.told.get((tenant, program))

    def put(self, tenant: TenantId, program: ProgramId, look: ToldLook) -> None:
        self.told[tenant, program] = look
