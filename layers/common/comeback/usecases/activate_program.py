"""An owner starts and stops a program."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from comeback.domain.connection import Connection
from comeback.domain.errors import FieldError, FieldRefused, StateConflicted
from comeback.domain.ids import LocationId, ProgramId, TenantId
from comeback.domain.look import look_to_tell
from comeback.domain.program import Pause, Program, ProgramStatus
from comeback.domain.site import sites_at
from comeback.ports.connections import Connections
from comeback.ports.looks import Looks
from comeback.ports.programs import Programs
from comeback.ports.system import Clock
from comeback.usecases.change_program import PreparePictures, edit_program, prepare_all
from comeback.usecases.program_zone import zone_of

MOST_PROGRAMS = 20
"""Of one location, paused ones included."""

PauseChoice = Literal["evaluate", "skip"]
"""What becomes of the visits that came while a program was paused."""


@dataclass(frozen=True, slots=True)
class ActivateProgram:
    """The start of accrual, unless given, is the day of the first activation (ruling 7)."""

    programs: Programs
    connections: Connections
    looks: Looks
    prepare_pictures: PreparePictures
    clock: Clock

    def __call__(self, tenant: TenantId, program: ProgramId, pause: PauseChoice = "evaluate") -> Program:
        """The active program; activating it again changes nothing. What came while it was paused is evaluated behind the
        queue, or skipped for ever. Raises NotFound, FieldRefused.
        """
        return edit_program(self.programs, tenant, program, lambda stored: self._activated(stored, pause))

    def _activated(self, program: Program, pause: PauseChoice) -> Program:
        if program.status is ProgramStatus.ACTIVE:
            return program
        held = {each.location_id: each for each in self.connections.of_tenant(program.tenant_id)}
        _check_room(program, held)
        sites = sites_at(program.locations, [each.location for each in held.values()], program.sites)
        prepare_all(self.prepare_pictures, program)
        active = replace(
            program,
            sites=sites,
            status=ProgramStatus.ACTIVE,
            pauses=_ended(program.pauses, self.clock.now(), pause),
            activated_at=program.activated_at or self.clock.now(),
            start_of_accrual=program.start_of_accrual or self._today(program),
        )
        if program.activated_at is None:
            # Its first cards have this look: whoever has one by the time the batch hears of it is told of nothing new.
            self.looks.put(active.tenant_id, active.id, look_to_tell(active))
        return active

    def _today(self, program: Program) -> date:
        """Today where the program's first location is."""
        return self.clock.now().astimezone(ZoneInfo(zone_of(self.connections, program))).date()


@dataclass(frozen=True, slots=True)
class PauseProgram:
    """A paused program keeps its cards and earns nothing; what Altegio tells meanwhile is stored (§5.2)."""

    programs: Programs
    clock: Clock

    def __call__(self, tenant: TenantId, program: ProgramId) -> Program:
        """The paused program; pausing it again changes nothing. Raises NotFound, StateConflicted."""
        return edit_program(self.programs, tenant, program, self._paused)

    def _paused(self, program: Program) -> Program:
        if program.status is ProgramStatus.DRAFT:
            raise StateConflicted("A draft cannot be paused: it was never active.")
        if program.status is ProgramStatus.PAUSED:
            return program
        return replace(program, status=ProgramStatus.PAUSED, pauses=(*program.pauses, Pause(self.clock.now())))


def _check_room(program: Program, held: Mapping[LocationId, Connection]) -> None:
    """One visit is booked on all programs of its location in one transaction, which holds a hundred items."""
    full = [
        FieldError(f"locations.{place}", f"Location {location} has {MOST_PROGRAMS} programs already.")
        for place, location in enumerate(program.locations)
        if location in held and len(set(held[location].program_ids) - {program.id}) >= MOST_PROGRAMS
    ]
    if full:
        raise FieldRefused(*full)


def _ended(pauses: Sequence[Pause], now: datetime, choice: PauseChoice) -> tuple[Pause, ...]:
    """Only the last one can be under way; a program that was paused before pauses were noted has none."""
    return tuple(one if one.until else replace(one, until=now, skipped=choice == "skip") for one in pauses)
