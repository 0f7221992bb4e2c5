"""From when on a list of changes is asked for (data-model.md §6)."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from comeback.domain.connection import Connection

_OVERLAP = timedelta(hours=1)


class SweptSince(NamedTuple):
    """The greatest change date seen in a list, and what to ask for: `changed_after` has no documented zone, so the smaller of
    local and UTC wall time, one hour less.
    """

    moment: datetime
    asked: datetime


def swept_since(connection: Connection, name: str) -> SweptSince:
    """The watermark of a list; of one that was never swept, the moment of connecting."""
    text = connection.watermarks.get(name)
    moment = datetime.fromisoformat(text) if text else connection.connected_at
    local = moment.astimezone(ZoneInfo(connection.location.timezone)).replace(tzinfo=None)
    return SweptSince(moment, min(local, moment.astimezone(UTC).replace(tzinfo=None)) - _OVERLAP)
