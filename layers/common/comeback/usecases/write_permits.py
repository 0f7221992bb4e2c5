"""The leave to write that the settings of a program give at a location, as they are now."""

from collections.abc import Iterator

from comeback.domain.crm_writing import WritePermit, WritingOff
from comeback.domain.ids import LocationId
from comeback.domain.program import Program, ProgramStatus
from comeback.ports.directory import Directory


def permit_at(directory: Directory, program: Program, location: LocationId) -> WritePermit | None:
    """None: the owner gave none, or not to this program, or the location is not live."""
    versions = program.rows.get(location)
    connection = directory.connection(location) if versions else None
    if not versions or connection is None or connection.tenant_id != program.tenant_id:
        return None
    try:
        return WritePermit(connection, versions[-1].settings) if program.status is ProgramStatus.ACTIVE else None
    except WritingOff:
        return None


def permits_of(directory: Directory, program: Program) -> Iterator[WritePermit]:
    """Those at the program's locations, in its order."""
    for location in program.locations:
        permit = permit_at(directory, program, location)
        if permit is not None:
            yield permit
