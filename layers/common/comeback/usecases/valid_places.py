"""Where a discount holds: the locations of its program by their names (loyalty-domain.md §10.2)."""

from comeback.domain.program import Program, ProgramType
from comeback.ports.connections import Connections


def valid_places(connections: Connections, program: Program) -> tuple[str, ...]:
    """Titles in the program's order; nothing for cards that do not say where they are valid, which costs no read."""
    if program.type is not ProgramType.DISCOUNT:
        return ()
    held = {one.location_id: one.location.title for one in connections.of_tenant(program.tenant_id)}
    return tuple(held[location] for location in program.locations if location in held)
