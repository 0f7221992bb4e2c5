"""When a location was last heard of, for the owner's page."""

from datetime import datetime, timedelta

from comeback.domain.connection import Connection
from comeback.ports.connections import Connections

_OFTEN_ENOUGH = timedelta(minutes=1)


def note_event(connections: Connections, connection: Connection, source: str, received_at: str) -> None:
    """Remember a webhook's arrival, at most once a minute: a storm of events must not wear out one item."""
    at = datetime.fromisoformat(received_at)
    last = connection.last_event_at
    if source == "webhook" and (last is None or at - last >= _OFTEN_ENOUGH):
        connections.note_event(connection.tenant_id, connection.location_id, at)
