"""An owner starts and stops a program."""

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from comeback.domain.errors import FieldError, FieldRefused, StateConflicted
from comeback.domain.ids import ProgramId, TenantId
from comeback.domain.program import Program, ProgramStatus
from comeback.ports.connections import Connections
from comeback.ports.programs import Programs
from comeback.ports.system import Clock
from comeback.usecases.change_program import PreparePictures, edit_program, prepare_all

MOST_PROGRAMS = 20
"""Of one location, paused ones included."""


@dataclass(frozen=True, slots=True)
class ActivateProgram:
    """The start of accrual, unless given, is the day of the first activation (ruling 7)."""

    programs: Programs
    connections: Connections
    prepare_pictures: PreparePictures
    clock: Clock

    def __call__(self, tenant: TenantId, program: ProgramId) -> Program:
        """The active program; activating it again changes nothing. Raises NotFound, FieldRefused."""
        return edit_program(self.programs, tenant, program, self._activated)

    def _activated(self, program: Program) -> Program:
        if program.status is ProgramStatus.ACTIVE:
            return program
        self._check_room(program)
        prepare_all(self.prepare_pictures, program)
        return replace(
            program,
            status=ProgramStatus.ACTIVE,
            activated_at=program.activated_at or self.clock.now(),
            start_of_accrual=program.start_of_accrual or self._today(program),
        )

    def _check_room(self, program: Program) -> None:
        """One visit is booked on all programs of its location in one transaction, which holds a hundred items."""
        held = {each.location_id: each for each in self.connections.of_tenant(program.tenant_id)}
        full = [
            FieldError(f"locations.{place}", f"Location {location} has {MOST_PROGRAMS} programs already.")
            for place, location in enumerate(program.locations)
            if location in held and len(set(held[location].program_ids) - {program.id}) >= MOST_PROGRAMS
        ]
        if full:
            raise FieldRefused(*full)

    def _today(self, program: Program) -> date:
        """Today where the program's first location is."""
        first = self.connections.get(program.tenant_id, program.locations[0])
        return self.clock.now().astimezone(ZoneInfo(first.location.timezone if first else "UTC")).date()


@dataclass(frozen=True, slots=True)
class PauseProgram:
    """A paused program keeps its cards and earns nothing."""

    programs: Programs

    def __call__(self, tenant: TenantId, program: ProgramId) -> Program:
        """The paused program; pausing it again changes nothing. Raises NotFound, StateConflicted."""
        return edit_program(self.programs, tenant, program, _paused)


def _paused(program: Program) -> Program:
    if program.status is ProgramStatus.DRAFT:
        raise StateConflicted("A draft cannot be paused: it was never active.")
    return replace(program, status=ProgramStatus.PAUSED)
