"""An event about a booking: find whose days it touches and settle them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from comeback.domain.connection import Connection
from comeback.domain.ids import ClientId, CustomerId, RecordId
from comeback.domain.phone_mask import is_masked
from comeback.domain.visit import Place
from comeback.messages import VisitChanged
from comeback.ports.connections import MISSING_FOR, Connections
from comeback.ports.crm import Crm, CrmClient, CrmGoneError, CrmRecord, CrmRefusedError, CrmUnavailableError, Lane
from comeback.ports.directory import Directory, Resolution
from comeback.ports.ledger import Ledger
from comeback.ports.system import Clock
from comeback.usecases.identify_client import IdentifyClient
from comeback.usecases.note_event import note_event
from comeback.usecases.note_masked import NoteMasked
from comeback.usecases.settle_days import Hint, Outcome, Reading, SettleDays, Target
from comeback.usecases.tell_mirrors import TellMirrors

_CLOCKS_DIFFER = timedelta(seconds=2)  # between the functions that receive and those that ask
_LANES = {"webhook": Lane.LIVE, "api": Lane.REST, "sweep": Lane.SWEEP, "sync": Lane.SYNC, "audit": Lane.AUDIT}


class Skipped(StrEnum):
    """Why an event was finished without settling a day."""

    NOT_CONNECTED = "not_connected"
    NO_PROGRAM = "no_program"
    UNKNOWN_BOOKING = "unknown_booking"
    NO_CARD_HOLDER = "no_card_holder"


@dataclass(frozen=True, slots=True)
class BookVisit:
    """Everything but the location in the message is a hint. It saves calls when right and costs one more when wrong;
    what is booked depends on Altegio's answers alone.
    """

    directory: Directory
    ledger: Ledger
    crm: Crm
    identify_client: IdentifyClient
    settle_days: SettleDays
    connections: Connections
    clock: Clock
    tell_mirrors: TellMirrors
    note_masked: NoteMasked

    def __call__(self, message: VisitChanged) -> Outcome | Skipped:
        """Settle what the event touches. Raises CrmError and ClaimLost: the message has to come again."""
        client, record_id = message.client_id, message.record_id
        known = self.directory.resolve(message.location_id, client, record_id)
        connection = known.connection
        if connection is None or not connection.is_live or connection.tenant_id != message.tenant_id:
            return Skipped.NOT_CONNECTED
        note_event(self.connections, connection, message.source, message.received_at)
        if not connection.program_ids:
            return Skipped.NO_PROGRAM
        if record_id is None:
            return Skipped.UNKNOWN_BOOKING
        outcome = self._settle(connection, known, message, record_id)
        self.tell_mirrors.of_visit(connection, message)
        return outcome

    def _settle(self, connection: Connection, known: Resolution, message: VisitChanged, record_id: RecordId) -> Outcome | Skipped:
        hint = Hint(record_id, datetime.fromisoformat(message.received_at))
        lane = _LANES.get(message.source, Lane.LIVE)
        targets = self._hinted(connection, message, known)
        if targets:
            settled = self.settle_days(connection.tenant_id, targets, message.source, lane, hint)
            if settled.found:
                return settled.outcome
        if message.source == "webhook" and self._was_missing(known, hint):
            return Skipped.UNKNOWN_BOOKING
        return self._settle_where_it_is(connection, known, message, hint, lane)

    def _hinted(self, connection: Connection, message: VisitChanged, known: Resolution) -> list[Target]:
        """The days that the event and the past of the booking point at, if that may be all there is to it."""
        places = dict.fromkeys(known.places)
        clients: dict[CustomerId, ClientId] = {}
        if message.client_id and known.customer_id:
            clients[known.customer_id] = message.client_id
            if message.date:
                places[Place(known.customer_id, date.fromisoformat(message.date))] = None
        return self._targets(connection, places, clients, RecordId(message.record_id or 0))

    def _was_missing(self, known: Resolution, hint: Hint) -> bool:
        """Whether Altegio was asked for this booking after the event had come, and had none. Whoever knows a location's
        webhook can make numbers up, and each would cost a call; but the event of a booking made since waits, and is not
        dropped: raises CrmUnavailableError.
        """
        if known.missing_at is None or known.places:
            return False
        if known.missing_at >= hint.received_at + _CLOCKS_DIFFER:
            return True
        left = known.missing_at + MISSING_FOR - self.clock.now()
        if left > timedelta(0):
            raise CrmUnavailableError("Altegio had no such booking a moment ago", left.total_seconds())
        return False

    def _settle_where_it_is(
        self, connection: Connection, known: Resolution, message: VisitChanged, hint: Hint, lane: Lane
    ) -> Outcome | Skipped:
        """Ask Altegio for the booking itself, then settle its day and every day where it counted before."""
        asked_at = self.clock.now()
        try:
            record = self.crm.record(connection, hint.record_id, lane)
        except CrmGoneError:
            # Not a deletion by itself (ruling 8): the days where it counted are read as lists, and those decide.
            record = None
        places = dict.fromkeys(known.places)
        clients: dict[CustomerId, ClientId] = {}
        customer = self._customer_of(connection, record, lane)
        if record and record.client and customer:
            clients[customer] = record.client.client_id
            places[Place(customer, record.local_date)] = None
        targets = self._targets(connection, places, clients, hint.record_id)
        if record is None and not known.places:
            self.connections.note_missing(connection.tenant_id, connection.location_id, hint.record_id, asked_at)
        if not targets:
            return Skipped.UNKNOWN_BOOKING if record is None else Skipped.NO_CARD_HOLDER
        return self.settle_days(connection.tenant_id, targets, message.source, lane, hint).outcome

    def _customer_of(self, connection: Connection, record: CrmRecord | None, lane: Lane) -> CustomerId | None:
        if record is None or record.client is None:
            return None
        known = self.directory.resolve(connection.location_id, record.client.client_id, None)
        if known.customer_id:
            return known.customer_id
        client = self._unmasked(connection, record.client, lane)
        self.note_masked.of_client(connection, client)
        return self.identify_client(connection, client)

    def _unmasked(self, connection: Connection, client: CrmClient, lane: Lane) -> CrmClient:
        """Phones in bookings have a right of their own: the client may show what a booking hides."""
        if not is_masked(client.phone):
            return client
        try:
            return self.crm.client(connection, client.client_id, lane)
        except (CrmGoneError, CrmRefusedError):
            return client

    def _targets(
        self, connection: Connection, places: Iterable[Place], clients: dict[CustomerId, ClientId], record: RecordId
    ) -> list[Target]:
        targets = []
        for place in places:
            readers = {clients[place.customer_id]} if place.customer_id in clients else set()
            if not readers:
                day = self.ledger.day(connection.tenant_id, place)
                readers = {
                    facts.client_id
                    for facts in day.visits
                    if facts.client_id
                    and facts.location_id == connection.location_id
                    and any(booking.record_id == record for booking in facts.bookings)
                }
            if readers:
                targets.append(Target(place, tuple(Reading(connection, client) for client in sorted(readers))))
        return targets
