"""An owner replaces the settings of a program at a location (ruling 12)."""

from dataclasses import dataclass, replace

from comeback.domain.errors import FieldError, FieldRefused, NotFound
from comeback.domain.ids import LocationId, ProgramId, TenantId
from comeback.domain.program import Program, ProgramStatus
from comeback.domain.settings import CardSettings, SettingsVersion
from comeback.domain.settings_rules import caps_beside_carry, possible, recommended
from comeback.ports.programs import Programs
from comeback.ports.system import Clock
from comeback.usecases.change_program import edit_program, read_program


@dataclass(frozen=True, slots=True)
class WriteSettings:
    """A change never rewrites history: it holds for visits that start from now on, the first row from the start."""

    programs: Programs
    clock: Clock

    def __call__(self, tenant: TenantId, program: ProgramId, location: LocationId, settings: CardSettings) -> SettingsVersion:
        """The row as it holds now; writing the same again makes no new version. Raises NotFound, FieldRefused."""

        def edit(stored: Program) -> Program:
            versions = _versions(stored, location)
            newest = stored.newest_row(location)
            if stored.status is ProgramStatus.DRAFT:
                raise FieldRefused(FieldError("program", "Settings belong to an active program: activate it first."))
            held = possible(stored.type, settings)
            if newest is not None and newest.settings == held:
                return stored
            fresh = SettingsVersion(len(versions) + 1, self.clock.now(), held)
            edited = replace(stored, rows={**stored.rows, location: (*versions, fresh)})
            _check_caps(edited)
            return edited

        row = edit_program(self.programs, tenant, program, edit).newest_row(location)
        assert row is not None
        return row


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """The row of a program at a location."""

    programs: Programs

    def __call__(self, tenant: TenantId, program: ProgramId, location: LocationId) -> SettingsVersion:
        """The newest row, as it holds. Raises NotFound, also when none was written yet."""
        stored = read_program(self.programs, tenant, program)
        _versions(stored, location)
        newest = stored.newest_row(location)
        if newest is None:
            raise NotFound("No settings were written for this location yet.")
        return newest

    def recommended(self, tenant: TenantId, program: ProgramId, location: LocationId) -> CardSettings:
        """The row that suits most businesses. Raises NotFound."""
        stored = read_program(self.programs, tenant, program)
        _versions(stored, location)
        return recommended(stored.type)


def _check_caps(edited: Program) -> None:
    """A remainder that one row carries over is carried over at all locations (ruling 4), also where there are caps."""
    for location in edited.rows:
        row = edited.newest_row(location)
        if row is not None and caps_beside_carry(row.settings):
            raise FieldRefused(FieldError("accrual_rule.remainder", f"Location {location} has a cap, which cannot be beside it."))


def _versions(program: Program, location: LocationId) -> tuple[SettingsVersion, ...]:
    if location not in program.locations:
        raise NotFound("The program does not run at this location.")
    return program.rows.get(location, ())
