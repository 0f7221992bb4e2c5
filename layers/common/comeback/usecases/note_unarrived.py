"""Paid visits that nobody marked as arrived earn nothing: the owner is told of each (loyalty-domain.md §7, case 41)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from comeback.domain.attention import AttentionItem, AttentionKind, attention_id
from comeback.domain.connection import Connection
from comeback.domain.ids import AttentionId, RecordId, VisitId
from comeback.domain.visit import Attendance
from comeback.ports.attention import Attention
from comeback.ports.crm import CrmRecord
from comeback.ports.directory import Directory
from comeback.ports.system import Clock

_UNSET = (Attendance.WAITING, Attendance.CONFIRMED)
_LATE = timedelta(hours=2)
"""So long after its start a visit may still be going on."""
_MOST = 100
_PAGE = 200
_MOST_PAGES = 5


@dataclass(frozen=True, slots=True)
class NoteUnarrived:
    """A visit is listed when its time is over and again when it has changed since, so that what a person has set aside stays
    aside; it is settled when somebody arrives, or nobody has to any more.
    """

    attention: Attention
    directory: Directory
    clock: Clock

    def note(
        self, connection: Connection, listed: Iterable[CrmRecord], fresh: Collection[RecordId], after: datetime | None
    ) -> int:
        """List visits that were not late yet at `after`, and `fresh` ones; a hundred at the most. How many are listed."""
        now = self.clock.now()
        late = [
            records
            for records in _visits(listed).values()
            if _waits(records) and (begun := _begins(records) + _LATE) <= now
            if after is None or begun > after or any(one.booking.record_id in fresh for one in records)
        ][:_MOST]
        clients = sorted({one.client.client_id for records in late for one in records if one.client})
        known = self.directory.customers_of(connection.location_id, clients) if clients else {}
        for records in late:
            first = records[0]
            item = AttentionItem(
                AttentionKind.PAID_NOT_ARRIVED, _subject(connection, first.booking.visit_id), now, connection.location_id,
                customer_id=known.get(first.client.client_id) if first.client else None,
                facts={
                    "visit_id": first.booking.visit_id, "record_id": first.booking.record_id,
                    "date": first.local_date.isoformat(),
                },
            )  # fmt: skip
            self.attention.notice(connection.tenant_id, item)
        return len(late)

    def settle(self, connection: Connection, listed: Iterable[CrmRecord]) -> int:
        """Close what these bookings have answered by themselves. How many items that were."""
        settled = [visit for visit, records in _visits(listed).items() if not _waits(records)]
        if not settled:
            return 0
        open_ones = self._open(connection)
        about = [attention_id(AttentionKind.PAID_NOT_ARRIVED, _subject(connection, visit)) for visit in settled]
        gone = [item for item in about if item in open_ones]
        for item in gone:
            self.attention.settle(connection.tenant_id, item)
        return len(gone)

    def _open(self, connection: Connection) -> set[AttentionId]:
        found: set[AttentionId] = set()
        cursor: str | None = None
        for _ in range(_MOST_PAGES):
            items, cursor = self.attention.items(connection.tenant_id, _PAGE, cursor)
            found |= {item.id for item in items if item.kind is AttentionKind.PAID_NOT_ARRIVED}
            if cursor is None:
                break
        return found


def _visits(listed: Iterable[CrmRecord]) -> dict[VisitId, list[CrmRecord]]:
    visits: dict[VisitId, list[CrmRecord]] = {}
    for record in listed:
        visits.setdefault(record.booking.visit_id, []).append(record)
    return visits


def _waits(records: Sequence[CrmRecord]) -> bool:
    """Whether money was taken and no state of attendance was ever set; a no-show was set."""
    live = [one for one in records if not one.booking.deleted and one.client]
    return any(one.paid for one in live) and all(one.booking.attendance in _UNSET for one in live)


def _begins(records: Sequence[CrmRecord]) -> datetime:
    return min(one.booking.starts_at for one in records)


def _subject(connection: Connection, visit: VisitId) -> str:
    return f"{connection.location_id}/{visit}"
