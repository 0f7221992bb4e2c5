"""A right to read: lost when Altegio denies it, back when it answers again (interfaces.md ruling 22)."""

from comeback.domain.connecting import status_of
from comeback.domain.connection import Connection
from comeback.ports.connections import Connections

RECORDS_RIGHT = "records"
LOYALTY_RIGHT = "clients_loyalty_read_access"
CARD_TYPE = "loyalty_card_type"


def note_right_lost(connections: Connections, connection: Connection, right: str = RECORDS_RIGHT) -> None:
    """A person has to look; the other missing rights stay listed."""
    if connection.is_live and right not in connection.missing_rights:
        _store(connections, connection, (*connection.missing_rights, right))


def note_right_works(connections: Connections, connection: Connection, right: str = RECORDS_RIGHT) -> None:
    """Altegio has answered."""
    if connection.is_live and right in connection.missing_rights:
        _store(connections, connection, tuple(one for one in connection.missing_rights if one != right))


def _store(connections: Connections, connection: Connection, missing: tuple[str, ...]) -> None:
    connections.set_status(connection.tenant_id, connection.location_id, status_of(missing), missing)
