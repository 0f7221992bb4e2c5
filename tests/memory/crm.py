"""Altegio's answers about a memory desk, behind the port `Crm`."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from comeback.domain.connection import Connection
from comeback.domain.ids import ClientId, LocationId, RecordId, VisitId
from comeback.domain.visit import Attendance, Booking, Settlement, Source, VisitFacts
from comeback.ports.crm import (
    ChangedClient,
    CrmBusyError,
    CrmClient,
    CrmError,
    CrmGoneError,
    CrmRecord,
    CrmRefusedError,
    CrmUnavailableError,
    Lane,
)
from comeback.ports.system import Clock
from tests.memory.desk import MemoryDesk, Record

_ZONE = ZoneInfo("America/New_York")
_PAGE = 200


class MemoryCrm:
    """`down`: out of reach; `refused`, `gone`: locations for which every call answers 403 or 404. `hidden`: records that
    Altegio shows nobody any more; `unreadable`: clients that only lists show; `changes_fail_with`: the list of changed clients
    does. `calls` names every call; the one with
    the number `fails_at` is an outage, and so many of a location's calls as `busy` says are not its turn.
    """

    def __init__(self, desk: MemoryDesk, clock: Clock) -> None:
        self.desk = desk
        self._clock = clock
        self.calls: list[str] = []
        self.down = False
        self.refused: set[LocationId] = set()
        self.gone: set[LocationId] = set()
        self.hidden: set[RecordId] = set()
        self.fails_at = 0
        self.busy: dict[LocationId, int] = {}
        self.unreadable: set[ClientId] = set()
        self.changes_fail_with: CrmError | None = None

    def record(self, connection: Connection, record: RecordId, lane: Lane) -> CrmRecord:
        self._called("record", connection)
        held = self.desk.records.get(record)
        if held is None or held.location != connection.location_id or record in self.hidden:
            raise CrmGoneError("there is no such booking")
        return self._shown(held)

    def visits_of_day(
        self, connection: Connection, client: ClientId, day: date, known: Mapping[VisitId, VisitFacts], lane: Lane,
        reread: VisitId | None = None,
    ) -> Sequence[VisitFacts]:  # fmt: skip
        fetched_at = self._clock.now()
        self._called("list", connection)
        visits: dict[VisitId, list[Record]] = {}
        for held in self._listed(connection, day, day, client):
            visits.setdefault(held.visit, []).append(held)
        facts = []
        for visit, records in visits.items():
            bookings = tuple(self._booking(held) for held in sorted(records, key=lambda one: one.id))
            before = known.get(visit)
            if before and set(before.bookings) == set(bookings) and reread != visit:
                facts.append(before)
                continue
            facts.append(self._facts(connection, visit, bookings, fetched_at))
        return facts

    def changed_records(self, connection: Connection, since: datetime, page: int, lane: Lane) -> tuple[Sequence[CrmRecord], bool]:
        self._called("changed", connection)
        held = (one for one in self._listed(connection) if self._wall(one.changed_at) > since)
        return self._paged(list(held), page)

    def records_between(
        self, connection: Connection, first: date, last: date, page: int, lane: Lane, client: ClientId | None = None
    ) -> tuple[Sequence[CrmRecord], bool]:
        self._called("between", connection)
        return self._paged(list(self._listed(connection, first, last, client)), page)

    def client(self, connection: Connection, client: ClientId, lane: Lane) -> CrmClient:
        self._called("client", connection)
        found = self.desk.clients.get((connection.location_id, client))
        if found is None or client in self.unreadable:
            raise CrmGoneError("there is no such client")
        return found

    def changed_clients(
        self, connection: Connection, since: datetime, page: int, lane: Lane
    ) -> tuple[Sequence[ChangedClient], bool]:
        self._called("changed_clients", connection)
        if self.changes_fail_with:
            raise self.changes_fail_with
        here = [
            ChangedClient(self.desk.clients[key], at)
            for key, at in self.desk.touched.items()
            if key[0] == connection.location_id and key in self.desk.clients and self._wall(at) > since
        ]
        return here[(page - 1) * _PAGE : page * _PAGE], len(here) > page * _PAGE

    def has_client(self, connection: Connection, client: ClientId, lane: Lane) -> bool:
        self._called("has", connection)
        return (connection.location_id, client) in self.desk.clients

    def find_clients(self, connection: Connection, phone: str, lane: Lane) -> Sequence[CrmClient]:
        self._called("search", connection)
        here = (one for (location, _), one in self.desk.clients.items() if location == connection.location_id)
        return [one for one in here if one.phone == phone]

    def clients_page(self, connection: Connection, page: int, lane: Lane) -> tuple[Sequence[CrmClient], int]:
        self._called("clients", connection)
        here = [one for (location, _), one in sorted(self.desk.clients.items()) if location == connection.location_id]
        return here[(page - 1) * _PAGE : page * _PAGE], len(here)

    def _called(self, name: str, connection: Connection) -> None:
        self.calls.append(name)
        if self.down or len(self.calls) == self.fails_at:
            raise CrmUnavailableError("Altegio is out of reach")
        if self.busy.get(connection.location_id):
            self.busy[connection.location_id] -= 1
            raise CrmBusyError("others go first", 7)
        if connection.location_id in self.refused:
            raise CrmRefusedError("Altegio denies access")
        if connection.location_id in self.gone:
            raise CrmGoneError("Altegio knows no such location")

    def _listed(
        self, connection: Connection, first: date = date.min, last: date = date.max, client: ClientId | None = None
    ) -> Iterator[Record]:
        for held in self.desk.records.values():
            here = held.location == connection.location_id and held.id not in self.hidden
            if here and first <= held.start.date() <= last and client in (None, held.client):
                yield held

    def _paged(self, held: Sequence[Record], page: int) -> tuple[Sequence[CrmRecord], bool]:
        shown = [self._shown(one) for one in held[(page - 1) * _PAGE : page * _PAGE]]
        return shown, len(held) > page * _PAGE

    def _shown(self, held: Record) -> CrmRecord:
        client = self.desk.clients[held.location, held.client] if held.client is not None else None
        return CrmRecord(self._booking(held), held.start.date(), client, held.changed_at, sum(self._money(held)) > 0)

    def _money(self, held: Record) -> list[int]:
        settled = self.desk.settlements.get(held.visit, ())
        return [one.amount for one in settled if one.record_id == held.id and one.source is Source.MONEY]

    def _booking(self, held: Record) -> Booking:
        money = [
            one for one in self.desk.settlements.get(held.visit, ()) if one.record_id == held.id and one.source is Source.MONEY
        ]
        seen = (held.attendance, held.deleted, held.lines, money, held.changed_at, self.desk.owed(held.id) <= 0)
        fingerprint = sha256(repr(seen).encode()).hexdigest()[:16]
        starts_at = held.start.replace(tzinfo=_ZONE).astimezone(UTC)
        return Booking(held.id, held.visit, held.client, starts_at, held.attendance, held.deleted, fingerprint)

    def _facts(self, connection: Connection, visit: VisitId, bookings: tuple[Booking, ...], at: datetime) -> VisitFacts:
        """The details are another call; they show no deleted bookings, and are not asked for before somebody arrives."""
        records = [held for held in self.desk.records.values() if held.visit == visit and not held.deleted]
        settlements: tuple[Settlement, ...] = ()
        if any(one.attendance == Attendance.ARRIVED and not one.deleted for one in bookings):
            self._called("details", connection)
            settlements = tuple(self.desk.settlements.get(visit, ()))
        lines = tuple(line for held in records for line in held.lines)
        zone = connection.location.timezone
        return VisitFacts(connection.location_id, visit, zone, bookings, lines, settlements, at)

    def _wall(self, moment: datetime) -> datetime:
        return moment.astimezone(_ZONE).replace(tzinfo=None)
