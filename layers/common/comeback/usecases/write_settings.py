"""An owner replaces the settings of a program at a location (ruling 12)."""

from dataclasses import dataclass, replace

from comeback.domain.errors import FieldError, FieldRefused, NotFound
from comeback.domain.ids import LocationId, ProgramId, TenantId
from comeback.domain.program import Program, ProgramStatus
from comeback.domain.settings import CardSettings, SettingsVersion
from comeback.domain.settings_rules import possible, recommended
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
            if stored.status is ProgramStatus.DRAFT:
                raise FieldRefused(FieldError("program", "Settings belong to an active program: activate it first."))
            held = possible(stored.type, settings)
            if versions and versions[-1].settings == held:
                return stored
            fresh = SettingsVersion(len(versions) + 1, self.clock.now(), held)
            return replace(stored, rows={**stored.rows, location: (*versions, fresh)})

        return edit_program(self.programs, tenant, program, edit).rows[location][-1]


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """The row of a program at a location."""

    programs: Programs

    def __call__(self, tenant: TenantId, program: ProgramId, location: LocationId) -> SettingsVersion:
        """The newest row. Raises NotFound, also when none was written yet."""
        versions = _versions(read_program(self.programs, tenant, program), location)
        if not versions:
            raise NotFound("No settings were written for this location yet.")
        return versions[-1]

    def recommended(self, tenant: TenantId, program: ProgramId, location: LocationId) -> CardSettings:
        """The row that suits most businesses. Raises NotFound."""
        stored = read_program(self.programs, tenant, program)
        _versions(stored, location)
        return recommended(stored.type)


def _versions(program: Program, location: LocationId) -> tuple[SettingsVersion, ...]:
    if location not in program.locations:
        raise NotFound("The program does not run at this location.")
    return program.rows.get(location, ())
