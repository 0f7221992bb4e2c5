"""Find what no event told us: the repair behind every lost webhook (data-model.md §6)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from comeback.domain.connection import Connection
from comeback.domain.ids import LocationId
from comeback.messages import DayDue, VisitChanged
from comeback.ports.connections import Connections
from comeback.ports.crm import Crm, CrmBusyError, CrmError, CrmGoneError, CrmRecord, CrmRefusedError, Lane
from comeback.ports.directory import Directory
from comeback.ports.ledger import Ledger
from comeback.ports.queues import AccrualQueue
from comeback.ports.system import Clock
from comeback.usecases.compare_bookings import CompareBookings
from comeback.usecases.note_unarrived import NoteUnarrived
from comeback.usecases.sweep_clients import SweepClients
from comeback.usecases.swept_since import swept_since
from comeback.usecases.tell_untold import TellUntold
from comeback.usecases.watch_right import note_right_lost, note_right_works

_RECORDS = "records"
_DAYS_OF_PAYMENTS = 2
_LONGEST_WAIT = 15.0


@dataclass(frozen=True, slots=True)
class SweepReport:
    """Counts of one run. `due`: held reversals, `untold`: cards whose wallets were not told, both sent again; `failed`:
    locations that could not be read, the next run starts from their old watermark; `clients`: those whose event got lost.
    """

    locations: int = 0
    found: int = 0
    due: int = 0
    untold: int = 0
    failed: tuple[LocationId, ...] = ()
    clients: int = 0


@dataclass(frozen=True, slots=True)
class _Swept:
    """What came of one location. `again_after`: it was not our turn to ask, and is in so many seconds."""

    location: LocationId
    found: int = 0
    clients: int = 0
    failed: bool = False
    again_after: float = 0.0


@dataclass(frozen=True, slots=True)
class Sweep:
    """Only finds and enqueues; what is booked is decided where events are handled. A broken location does not stop
    the others, and one that others' calls kept from being read is read at the end: its next turn is an interval away.
    """

    connections: Connections
    directory: Directory
    ledger: Ledger
    crm: Crm
    queue: AccrualQueue
    compare: CompareBookings
    unarrived: NoteUnarrived
    clock: Clock
    tell_untold: TellUntold
    clients: SweepClients
    wait: Callable[[float], None]

    def __call__(self) -> SweepReport:
        """Sweep every live location, and bring back held reversals and changes of cards whose messages got lost."""
        swept = {one.location: one for _, location in self.connections.live_locations() for one in self._sweep(location)}
        busy = {location: one.again_after for location, one in swept.items() if one.again_after}
        if busy:
            self.wait(min(max(busy.values()), _LONGEST_WAIT))
            swept |= {one.location: one for location in busy for one in self._sweep(location)}
        done = swept.values()
        return SweepReport(
            locations=len(done), found=sum(one.found for one in done), due=self._due(), untold=self.tell_untold(),
            failed=tuple(one.location for one in done if one.failed), clients=sum(one.clients for one in done),
        )  # fmt: skip

    def _sweep(self, location: LocationId) -> Iterator[_Swept]:
        """Nothing for one that went away while we listed."""
        connection = self.directory.connection(location)
        if connection is None or not connection.is_live:
            return
        try:
            found = self._sweep_location(connection)
            clients = self.clients(connection, self.clock.now())
        except CrmError as problem:
            if isinstance(problem, CrmRefusedError | CrmGoneError):
                note_right_lost(self.connections, connection)
            again_after = problem.retry_after if isinstance(problem, CrmBusyError) else 0.0
            yield _Swept(location, failed=True, again_after=again_after)
        else:
            note_right_works(self.connections, connection)
            yield _Swept(location, found, clients)

    def _sweep_location(self, connection: Connection) -> int:
        now = self.clock.now()
        changed = list(self._changed(connection))
        listed = {record.booking.record_id: record for record in (*self._recent(connection, now), *changed)}
        found = [one.record for one in self.compare(connection, list(listed.values()))]
        self.queue.send_all([visit_changed(connection, record, now, "sweep") for record in found])
        # The watermark moves only after everything found is safely in the queue. It is Altegio's own date, not ours.
        known = swept_since(connection, _RECORDS).moment
        newest = max((record.changed_at for record in changed if record.changed_at), default=known)
        watermarks = {_RECORDS: newest.isoformat()} if newest > known else {}
        news = [one for one in changed if one.changed_at and one.changed_at > known]
        self._note_unarrived(connection, list(listed.values()), changed, [*found, *news])
        self.connections.advance(connection.tenant_id, connection.location_id, now, watermarks)
        return len(found)

    def _changed(self, connection: Connection) -> Iterator[CrmRecord]:
        since = swept_since(connection, _RECORDS).asked
        page, more = 1, True
        while more:
            records, more = self.crm.changed_records(connection, since, page, Lane.SWEEP)
            yield from records
            page += 1

    def _recent(self, connection: Connection, now: datetime) -> Iterator[CrmRecord]:
        """The last two days' bookings: a payment may not change a booking's change date (ruling 8)."""
        today = now.astimezone(ZoneInfo(connection.location.timezone)).date()
        page, more = 1, True
        while more:
            first = today - timedelta(days=_DAYS_OF_PAYMENTS - 1)
            records, more = self.crm.records_between(connection, first, today, page, Lane.SWEEP)
            yield from records
            page += 1

    def _note_unarrived(
        self, connection: Connection, listed: Sequence[CrmRecord], changed: Sequence[CrmRecord], news: Sequence[CrmRecord]
    ) -> None:
        """`news`: what has changed since the last sweep, whether its event has come or not."""
        self.unarrived.settle(connection, changed)
        fresh = {record.booking.record_id for record in news}
        self.unarrived.note(connection, listed, fresh, connection.last_sweep_at)

    def _due(self) -> int:
        due = self.ledger.due_days(self.clock.now(), limit=500)
        self.queue.send_all([DayDue(tenant, place.customer_id, place.date.isoformat()) for tenant, place in due])
        return len(due)


def visit_changed(connection: Connection, record: CrmRecord, now: datetime, source: str) -> VisitChanged:
    """The message that an event about a listed booking would have been."""
    return VisitChanged(
        tenant_id=connection.tenant_id,
        location_id=connection.location_id,
        record_id=record.booking.record_id,
        client_id=record.client.client_id if record.client else None,
        visit_id=record.booking.visit_id,
        date=record.local_date.isoformat(),
        received_at=now.isoformat(),
        source=source,
    )
