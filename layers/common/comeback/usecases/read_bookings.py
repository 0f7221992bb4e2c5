"""Compare a location's bookings of some dates with what is stored: a page of two hundred for one call."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from comeback.domain.booking import is_settled, judged
from comeback.domain.card import CardStatus
from comeback.domain.connection import Connection
from comeback.domain.day import Day
from comeback.domain.ids import CustomerId
from comeback.domain.program import ProgramStatus, ProgramType
from comeback.domain.visit import Attendance, Place
from comeback.messages import AccrualMessage, BookingsDue, CardReopened
from comeback.ports.crm import Crm, CrmRecord, Lane
from comeback.ports.queues import AccrualQueue
from comeback.ports.system import Clock
from comeback.usecases.compare_bookings import CompareBookings
from comeback.usecases.sweep import visit_changed


@dataclass(frozen=True, slots=True)
class ReadBookings:
    """For cards that a synchronisation has made and for programs that are started again. What differs is settled as an event
    about it would be; days that are stored and were judged before there was a card are judged again. Everything goes in the
    lane of a synchronisation: no event waits for it.
    """

    compare: CompareBookings
    crm: Crm
    queue: AccrualQueue
    clock: Clock

    def __call__(self, message: BookingsDue) -> int:
        """How much is to be done. Raises CrmError: the message has to come again."""
        connection = self.compare.directory.connection(message.location_id)
        if connection is None or connection.tenant_id != message.tenant_id or not connection.is_live:
            return 0
        first, last = date.fromisoformat(message.first), date.fromisoformat(message.last)
        records, more = self.crm.records_between(connection, first, last, message.page, Lane.SYNC)
        found = [*self._changed(connection, records), *self._unjudged(connection, records)]
        self.queue.send_all(found)
        if more:
            self.queue.send(replace(message, page=message.page + 1, attempt=0))
        return len(found)

    def _changed(self, connection: Connection, records: Sequence[CrmRecord]) -> Iterator[AccrualMessage]:
        """One message for each client and day: its list is read whole."""
        now, seen = self.clock.now(), set()
        for one in self.compare(connection, records):
            record = one.record
            came = record.booking.attendance == Attendance.ARRIVED and not record.booking.deleted
            about = record.client.client_id if record.client else None, record.local_date
            if (came or one.stored is not None) and about not in seen:
                seen.add(about)
                yield visit_changed(connection, record, now, "sync")

    def _unjudged(self, connection: Connection, records: Sequence[CrmRecord]) -> Iterator[AccrualMessage]:
        """Days that are stored, of people whose card is new or still to be made."""
        clients = sorted({record.client.client_id for record in records if record.client})
        holders = self.compare.directory.customers_of(connection.location_id, clients)
        listed: dict[Place, CrmRecord] = {}
        for record in records:
            if record.client and record.client.client_id in holders:
                listed.setdefault(Place(holders[record.client.client_id], record.local_date), record)
        stored: dict[CustomerId, dict[Place, Day]] = defaultdict(dict)
        for place, day in self.compare.ledger.days(connection.tenant_id, sorted(listed)):
            stored[place.customer_id][place] = day
        for customer, days in stored.items():
            yield from self._behind(connection, customer, days, listed)

    def _behind(
        self, connection: Connection, customer: CustomerId, days: Mapping[Place, Day], listed: Mapping[Place, CrmRecord]
    ) -> Iterator[AccrualMessage]:
        standing = self.compare.ledger.standing(connection.tenant_id, customer, sorted(connection.program_ids))
        cards = {card.program_id: card for card in standing.cards}
        for program in standing.programs:
            if program.type is not ProgramType.STAMP or program.status is not ProgramStatus.ACTIVE:
                continue
            card = cards.get(program.id)
            if card is None:
                rows = program.rows.get(connection.location_id)
                if rows and rows[-1].settings.enrol_new_crm_clients:
                    yield from (visit_changed(connection, listed[place], self.clock.now(), "sync") for place in days)
            elif card.status is CardStatus.ACTIVE:
                verdicts = (judged(program, card, place.date, day) for place, day in days.items())
                if not all(is_settled(card, each) for each in verdicts):
                    yield CardReopened(connection.tenant_id, customer, program.id)
