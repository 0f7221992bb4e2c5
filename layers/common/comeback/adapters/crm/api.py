"""Altegio's REST API behind the port `Crm`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from comeback.adapters.crm.edge import read
from comeback.adapters.crm.models import Client, Record, VisitDetails
from comeback.adapters.crm.translate import booking_of, changed_client, crm_client, crm_record, facts_of
from comeback.domain.ids import ClientId, RecordId, VisitId
from comeback.domain.sync import PAGE_SIZE
from comeback.domain.visit import Attendance, VisitFacts
from comeback.ports.crm import ChangedClient, CrmClient, CrmGoneError, CrmRecord, CrmUnavailableError, Lane

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from comeback.adapters.crm.transport import AltegioTransport
    from comeback.domain.connection import Connection
    from comeback.ports.system import Clock

_PAGE = 200
# Only these really come back (altegio.md §4.1).
_CLIENT_FIELDS = ["id", "name", "surname", "phone", "email"]
# Asked for in every list alike, so that fingerprints of the same booking are comparable.
_WHOLE = {"include_finance_transactions": 1, "include_consumables": 0, "with_deleted": 1}


class AltegioCrm:
    """One tenant's view at a time: each answer is checked for the connection's location."""

    def __init__(self, transport: AltegioTransport, clock: Clock) -> None:
        """`clock` dates the facts."""
        self._transport = transport
        self._clock = clock

    def record(self, connection: Connection, record: RecordId, lane: Lane) -> CrmRecord:
        """One call."""
        path = f"/record/{connection.location_id}/{record}"
        answer = self._get(connection, path, {**_WHOLE}, lane)
        found = read(Record, answer)
        _check(connection, found)
        if found.id != record:
            raise CrmGoneError("the answer is about another booking")
        return crm_record(found, connection.location)

    def visits_of_day(
        self, connection: Connection, client: ClientId, day: date, known: Mapping[VisitId, VisitFacts], lane: Lane,
        reread: VisitId | None = None,
    ) -> Sequence[VisitFacts]:  # fmt: skip
        """One call for the list, one for each arrived visit whose bookings changed."""
        fetched_at = self._clock.now()
        window = {"client_id": client, "start_date": day.isoformat(), "end_date": day.isoformat()}
        listed = self._all_records(connection, window, lane)
        visits: dict[int, list[Record]] = {}
        for record in listed:
            if record.client and record.client.id == client and record.wall_time.date() == day:
                visits.setdefault(record.visit_id, []).append(record)
        facts = []
        for visit_id, records in visits.items():
            before = known.get(VisitId(visit_id))
            bookings = {booking_of(record, connection.location) for record in records}
            if before and bookings == set(before.bookings) and reread != visit_id:
                facts.append(before)
                continue
            details = self._details(connection, records, lane)
            facts.append(facts_of(records, details, connection.location, fetched_at))
        return facts

    def _details(self, connection: Connection, records: Sequence[Record], lane: Lane) -> VisitDetails | None:
        """Lines and payments; not needed while nobody has arrived."""
        arrived = [record for record in records if record.attendance == Attendance.ARRIVED and not record.deleted]
        if not arrived:
            return None
        path = f"/visit/details/{connection.location_id}/{arrived[0].id}/{arrived[0].visit_id}"
        try:
            return read(VisitDetails, self._get(connection, path, {}, lane))
        except CrmGoneError as gone:
            # The list has just shown the visit: it changed while we read, or it is hidden from us. Neither is a deletion.
            raise CrmUnavailableError("the visit went away while it was read") from gone

    def changed_records(self, connection: Connection, since: datetime, page: int, lane: Lane) -> tuple[Sequence[CrmRecord], bool]:
        """One call."""
        return self._page(connection, {"changed_after": since.isoformat(timespec="seconds")}, page, lane)

    def records_between(
        self, connection: Connection, first: date, last: date, page: int, lane: Lane, client: ClientId | None = None
    ) -> tuple[Sequence[CrmRecord], bool]:
        """One call."""
        window = {"start_date": first.isoformat(), "end_date": last.isoformat()}
        return self._page(connection, window | ({"client_id": client} if client else {}), page, lane)

    def client(self, connection: Connection, client: ClientId, lane: Lane) -> CrmClient:
        """One call."""
        answer = self._get(connection, f"/client/{connection.location_id}/{client}", {}, lane)
        found = read(Client, answer)
        if found.id != client:
            raise CrmGoneError("the answer is about another client")
        return crm_client(found)

    def changed_clients(
        self, connection: Connection, since: datetime, page: int, lane: Lane
    ) -> tuple[Sequence[ChangedClient], bool]:
        """One call of the old list: no other one knows a date of change (altegio.md §4.2)."""
        query = {"page": page, "count": _PAGE, "changed_after": since.isoformat(timespec="seconds")}
        found = read(list[Client], self._get(connection, f"/clients/{connection.location_id}", query, lane) or [])
        return [changed_client(one, connection.location) for one in found], len(found) >= _PAGE

    def has_client(self, connection: Connection, client: ClientId, lane: Lane) -> bool:
        """One call."""
        found, _ = self._search(connection, 1, lane, filters=[{"type": "id", "state": {"value": [client]}}])
        return any(one.client_id == client for one in found)

    def find_clients(self, connection: Connection, phone: str, lane: Lane) -> Sequence[CrmClient]:
        """One call; the search is fuzzy, so the digits are compared again."""
        digits = _digits(phone)
        found, _ = self._search(connection, 1, lane, filters=[{"type": "quick_search", "state": {"value": digits}}])
        return [one for one in found if _digits(one.phone) == digits]

    def clients_page(self, connection: Connection, page: int, lane: Lane) -> tuple[Sequence[CrmClient], int]:
        """One call."""
        found, total = self._search(connection, page, lane, order_by="id", order_by_direction="ASC")
        return found, total

    def _search(self, connection: Connection, page: int, lane: Lane, **wanted: Any) -> tuple[list[CrmClient], int]:
        """A page of the search and the count of all that was found (altegio.md §4.1)."""
        answer = self._transport.api_answer(
            "POST",
            f"/company/{connection.location_id}/clients/search",
            json={"page": page, "page_size": PAGE_SIZE, "fields": _CLIENT_FIELDS, **wanted},
            lane=lane,
            location=connection.location_id,
        )
        found = [crm_client(one) for one in read(list[Client], answer.data or [])]
        counted = answer.meta.get("total_count", 0)
        seen = (page - 1) * PAGE_SIZE + len(found)
        return found, max(counted, seen) if isinstance(counted, int) else seen

    def _page(self, connection: Connection, window: Mapping[str, Any], page: int, lane: Lane) -> tuple[Sequence[CrmRecord], bool]:
        records = self._records(connection, window, page, lane)
        return [crm_record(record, connection.location) for record in records], len(records) >= _PAGE

    def _all_records(self, connection: Connection, window: Mapping[str, Any], lane: Lane) -> list[Record]:
        found: dict[int, Record] = {}
        page, more = 1, True
        while more:
            records = self._records(connection, window, page, lane)
            known = len(found)
            found |= {record.id: record for record in records}
            # A page that brings nothing new is the last one too, whatever its length says.
            more = len(records) == _PAGE and len(found) > known
            page += 1
        return list(found.values())

    def _records(self, connection: Connection, window: Mapping[str, Any], page: int, lane: Lane) -> list[Record]:
        query = {"page": page, "count": _PAGE, **_WHOLE, **window}
        answer = self._get(connection, f"/records/{connection.location_id}", query, lane)
        records = read(list[Record], answer or [])
        for record in records:
            _check(connection, record)
        return records

    def _get(self, connection: Connection, path: str, params: Mapping[str, Any], lane: Lane) -> Any:
        return self._transport.api("GET", path, params=params, lane=lane, location=connection.location_id)


def _check(connection: Connection, record: Record) -> None:
    """One token sees every location: an answer of another one is none of this tenant's business (data-model.md §7)."""
    if record.company_id not in (0, connection.location_id):
        raise CrmGoneError("the answer is about another location")


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())
