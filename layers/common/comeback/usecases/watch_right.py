"""The right to read bookings: lost when Altegio denies it, back when it answers again (interfaces.md ruling 22)."""

from comeback.domain.connecting import status_of
from comeback.domain.connection import Connection
from comeback.ports.connections import Connections

RECORDS_RIGHT = "records"


def note_right_lost(connections: Connections, connection: Connection) -> None:
    """A person has to look; the other missing rights stay listed."""
    if connection.is_live and RECORDS_RIGHT not in connection.missing_rights:
        _store(connections, connection, (*connection.missing_rights, RECORDS_RIGHT))


def note_right_works(connections: Connections, connection: Connection) -> None:
    """Altegio has answered."""
    if connection.is_live and RECORDS_RIGHT in connection.missing_rights:
        _store(connections, connection, tuple(right for right in connection.missing_rights if right != RECORDS_RIGHT))


def _store(connections: Connections, connection: Connection, missing: tuple[str, ...]) -> None:
    connections.set_status(connection.tenant_id, connection.location_id, status_of(missing), missing)
