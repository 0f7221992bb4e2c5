"""A reception desk in plain objects: what happens at Altegio's locations, and the events that tell of it."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from typing import NamedTuple

from comeback.domain.ids import ClientId, LocationId, RecordId, VisitId
from comeback.domain.visit import Attendance, Line, Settlement, Source
from comeback.ports.crm import CrmClient
from comeback.ports.system import Clock
from tests.builders import LA_VISAGE


@dataclass(slots=True)
class Record:
    """A booking as the desk knows it. `start` is the location's wall clock, as `2026-09-21 12:00`."""

    id: RecordId
    location: LocationId
    visit: VisitId
    client: ClientId | None
    start: datetime
    changed_at: datetime
    attendance: int = Attendance.WAITING
    deleted: bool = False
    lines: list[Line] = field(default_factory=list)


class Happened(NamedTuple):
    """What a webhook would hint at; a payment's event has no date of the visit."""

    location: LocationId
    record: RecordId
    client: ClientId | None
    date: str | None


class MemoryDesk:
    """A payment changes its booking's change date if `payment_changes_record`. `happened`: events still on their way."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ids = count(1)
        self.records: dict[RecordId, Record] = {}
        self.settlements: dict[VisitId, list[Settlement]] = {}
        self.clients: dict[tuple[LocationId, ClientId], CrmClient] = {}
        self.touched: dict[tuple[LocationId, ClientId], datetime] = {}
        self.happened: list[Happened] = []
        self.payment_changes_record = True

    def add_client(self, phone: str = "+13155550175", name: str = "Jane Doe", location: LocationId = LA_VISAGE) -> ClientId:
        client = ClientId(next(self._ids))
        self.clients[location, client] = CrmClient(client, name, phone, "", "")
        return client

    def touch_client(self, client: ClientId, location: LocationId = LA_VISAGE) -> None:
        """Altegio's list of changes shows the client, though no event came."""
        self.touched[location, client] = self._clock.now()

    def book(
        self,
        client: ClientId | None,
        at: str,
        *costs: int,
        location: LocationId = LA_VISAGE,
        visit: VisitId | None = None,
    ) -> RecordId:
        """A booking of services; `visit` joins it to one that exists."""
        record = RecordId(next(self._ids))
        start = datetime.fromisoformat(at)
        held = Record(record, location, visit or VisitId(next(self._ids)), client, start, self._clock.now())
        self.records[record] = held
        for cost in costs or (4000,):
            self._add_line(held, cost)
        self._touch(held)
        return record

    def visit_of(self, record: RecordId) -> VisitId:
        return self.records[record].visit

    def attend(self, record: RecordId, attendance: int = Attendance.ARRIVED) -> None:
        self.records[record].attendance = attendance
        self._touch(self.records[record])

    def add_service(self, record: RecordId, cost: int) -> None:
        self._add_line(self.records[record], cost)
        self._touch(self.records[record])

    def add_line(self, record: RecordId, line: Line) -> None:
        """A line that the test has made; it is put into the booking."""
        self.records[record].lines.append(replace(line, record_id=record))
        self._touch(self.records[record])

    def pay(self, record: RecordId, amount: int | None = None, source: Source = Source.MONEY, line: Line | None = None) -> int:
        """A payment that names its booking (and line); without an amount all that the booking owes. 0: nothing was due."""
        held = self.records[record]
        due = self.owed(record) if amount is None else amount
        if not due:
            return 0
        paid = Settlement(next(self._ids), source, due, record, line.type if line else None, line.item_id if line else None)
        self.settlements.setdefault(held.visit, []).append(paid)
        self._touch_payment(held)
        return paid.id

    def owed(self, record: RecordId) -> int:
        """What is left to pay of a booking whose payments all name it."""
        held = self.records[record]
        settled = sum(one.amount for one in self.settlements.get(held.visit, ()) if one.record_id == record)
        return sum(line.payable for line in held.lines) - settled

    def delete_payments(self, record: RecordId) -> None:
        """All payments of a booking, as if they had never been."""
        held = self.records[record]
        kept = [one for one in self.settlements.get(held.visit, ()) if one.record_id != record]
        self.settlements[held.visit] = kept
        self._touch_payment(held)

    def cancel(self, record: RecordId) -> None:
        self.records[record].deleted = True
        self._touch(self.records[record])

    def restore(self, record: RecordId) -> None:
        self.records[record].deleted = False
        self._touch(self.records[record])

    def move(self, record: RecordId, at: str) -> None:
        self.records[record].start = datetime.fromisoformat(at)
        self._touch(self.records[record])

    def give_to(self, record: RecordId, client: ClientId | None) -> None:
        """Another client; the booking gets a visit of its own with the payments that name it."""
        held = self.records[record]
        ours = [one for one in self.settlements.get(held.visit, ()) if one.record_id == record]
        self.settlements[held.visit] = [one for one in self.settlements.get(held.visit, ()) if one not in ours]
        held.visit, held.client = VisitId(next(self._ids)), client
        self.settlements[held.visit] = ours
        self._touch(held)

    def _add_line(self, held: Record, cost: int) -> None:
        item = next(self._ids)
        held.lines.append(Line("service", item, held.id, f"service {item}", 1, cost, cost))

    def _touch(self, held: Record) -> None:
        held.changed_at = self._clock.now()
        self.happened.append(Happened(held.location, held.id, held.client, held.start.date().isoformat()))

    def _touch_payment(self, held: Record) -> None:
        self.happened.append(Happened(held.location, held.id, held.client, None))
        if self.payment_changes_record:
            self._touch(held)
