"""Looks in a plain dict (tests/contract/test_looks.py)."""

from comeback.domain.ids import ProgramId, TenantId
from comeback.domain.look import Look


class MemoryLooks:
    """What was told."""

    def __init__(self) -> None:
        self.told: dict[tuple[TenantId, ProgramId], Look] = {}

    def get(self, tenant: TenantId, program: ProgramId) -> Look | None:
        return self.told.get((tenant, program))

    def put(self, tenant: TenantId, program: ProgramId, look: Look) -> None:
        self.told[tenant, program] = look
