"""In which zone the days of a program's cards begin and end: that of its first location, wherever their holders go."""

from comeback.domain.program import Program
from comeback.ports.connections import Connections


def zone_of(connections: Connections, program: Program) -> str:
    """An IANA name; no read where the program knows its sites."""
    if not program.locations:
        return "UTC"
    first = program.locations[0]
    if known := program.timezone_at(first):
        return known
    connection = connections.get(program.tenant_id, first)
    return connection.location.timezone if connection else "UTC"
