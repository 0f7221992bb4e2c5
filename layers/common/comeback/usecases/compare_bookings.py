"""Listed bookings against what was evaluated of them: what nobody told us (data-model.md §6)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from comeback.domain.connection import Connection
from comeback.domain.day import Day
from comeback.domain.ids import CustomerId, LocationId, RecordId
from comeback.domain.visit import Booking, Place
from comeback.ports.crm import CrmRecord
from comeback.ports.directory import Directory
from comeback.ports.ledger import Ledger
from comeback.ports.phones import PhoneProblem, Phones


@dataclass(frozen=True, slots=True)
class Unlike:
    """A booking that we have not evaluated as it is now. `stored`: how it stands here, None where it does not; `known`:
    whether its client is somebody to us.
    """

    record: CrmRecord
    stored: Booking | None
    known: bool


@dataclass(frozen=True, slots=True)
class CompareBookings:
    """A few batches for a page of bookings; Altegio is not asked."""

    directory: Directory
    ledger: Ledger
    phones: Phones

    def __call__(self, connection: Connection, listed: Sequence[CrmRecord]) -> Iterator[Unlike]:
        """Bookings that are not here as they are there; those that nobody can earn with are left out."""
        clients = {record.client.client_id for record in listed if record.client}
        known = self.directory.customers_of(connection.location_id, sorted(clients))
        places = {
            record.booking.record_id: Place(known[record.client.client_id], record.local_date)
            for record in listed
            if record.client and record.client.client_id in known
        }
        # A booking that another client's evaluation has brought here may still stand where it was.
        counted = self.directory.places_of(connection.location_id, sorted(places))
        wanted = {*places.values(), *(place for elsewhere in counted.values() for place in elsewhere)}
        days = dict(self.ledger.days(connection.tenant_id, sorted(wanted)))
        for record in listed:
            place = places.get(record.booking.record_id)
            if place is None:
                if self._may_concern(connection, record):
                    yield Unlike(record, None, known=False)
                continue
            elsewhere = counted.get(record.booking.record_id, frozenset()) - {place}
            here = _stored(days, [place], connection.location_id, record)
            there = _stored(days, sorted(elsewhere), connection.location_id, record, besides=place.customer_id)
            if here != record.booking or there is not None:
                yield Unlike(record, here or there, known=True)

    def _may_concern(self, connection: Connection, record: CrmRecord) -> bool:
        """A client whom we do not know yet and who may hold a card, or a booking that has counted for somebody else."""
        try:
            if record.client and self.phones.normalise_crm(record.client.phone, connection.location.country):
                return True
        except PhoneProblem:
            pass
        return bool(self.directory.resolve(connection.location_id, None, record.booking.record_id).places)


def bookings_of(day: Day, location: LocationId) -> dict[RecordId, Booking]:
    """What was evaluated at a location."""
    return {
        booking.record_id: booking
        for facts in day.visits
        if facts.location_id == location
        for booking in facts.bookings
    }  # fmt: skip


def _stored(
    days: Mapping[Place, Day], places: Sequence[Place], location: LocationId, record: CrmRecord,
    besides: CustomerId | None = None,
) -> Booking | None:  # fmt: skip
    """`besides`: whose client it is now. Days of the customer whose it was before they were merged, parted or forgotten keep what
    has counted there; a booking that moved from client to client does not stay.
    """
    for place in places:
        for facts in days[place].visits if place in days else ():
            followed = besides not in (None, place.customer_id) and record.client and facts.client_id == record.client.client_id
            if facts.location_id == location and not followed:
                for booking in facts.bookings:
                    if booking.record_id == record.booking.record_id:
                        return booking
    return None
