"""Programs in plain dicts (tests/contract/test_programs.py)."""

from collections.abc import Sequence
from dataclasses import replace

from comeback.domain.ids import ProgramId, TenantId
from comeback.domain.program import KeptDesign, Program, ProgramStatus
from comeback.ports.programs import ProgramChanged
from tests.memory.store import Store


class MemoryPrograms:
    """Programs over a shared store."""

    def __init__(self, store: Store) -> None:
        """`store` is shared with the other memory adapters."""
        self._store = store

    def get(self, tenant: TenantId, program: ProgramId) -> Program | None:
        return self._store.programs.get((tenant, program))

    def of_tenant(self, tenant: TenantId) -> Sequence[Program]:
        own = [program for (owner, _), program in self._store.programs.items() if owner == tenant]
        return sorted(own, key=lambda program: program.id)

    def designs(self, tenant: TenantId, program: ProgramId) -> Sequence[KeptDesign]:
        kept = self._store.designs.get((tenant, program), {})
        return sorted(kept.values(), key=lambda one: one.made_at, reverse=True)

    def save(self, tenant: TenantId, program: Program) -> Program:
        stored = self._store.programs.get((tenant, program.id))
        if (stored.revision if stored else 0) != program.revision:
            raise ProgramChanged("somebody else saved the program")
        for location in program.locations:
            held = self._store.connections.get(location)
            if held is None or held.tenant_id != tenant:
                raise ProgramChanged("a location is not the tenant's")
        for location in program.locations:
            held = self._store.connections[location]
            linked = set() if program.status is ProgramStatus.DRAFT else {program.id}
            named = tuple(sorted({*held.program_ids} - {program.id} | linked))
            self._store.connections[location] = replace(held, program_ids=named)
        saved = replace(program, revision=program.revision + 1)
        self._store.programs[tenant, program.id] = saved
        kept = self._store.designs.setdefault((tenant, program.id), {})
        kept.setdefault(program.design.version, program.kept_design)
        return saved
