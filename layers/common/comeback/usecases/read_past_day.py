"""One day of a location's past: the visits of card holders are stored as facts (loyalty-domain.md §13.3).

A day is one call for its bookings and two for each client who came: the list that decides is read after the claim, as for
an event. What is stored already is not read again, so a message that comes back goes on where it was.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import ceil

from comeback.domain.accrual import opens_on
from comeback.domain.card import CardStatus
from comeback.domain.connection import Connection
from comeback.domain.day import Day
from comeback.domain.ids import ClientId, CustomerId, ProgramId
from comeback.domain.sync import SyncJob
from comeback.domain.visit import Attendance, Booking, Place
from comeback.messages import PastDayDue
from comeback.ports.crm import Crm, CrmGoneError, CrmRefusedError, CrmUnavailableError, Lane
from comeback.ports.ledger import Ledger
from comeback.usecases.settle_days import Reading, SettleDays, Target
from comeback.usecases.sync_phases import SyncOutcome, SyncPhases

_SOURCE = "sync"
_TURN = 10
"""Days of clients that one message reads: some twenty calls, which a function has time to wait for."""
_LONGEST_DELAY = 900


@dataclass(frozen=True, slots=True)
class ReadPastDay:
    """Never issues a card. Days on which a card earns by itself are settled as events would, but not by a preview."""

    phases: SyncPhases
    ledger: Ledger
    crm: Crm
    settle_days: SettleDays

    def __call__(self, message: PastDayDue) -> SyncOutcome:
        """Read the day, or a part of it. Raises CrmUnavailableError when nothing of it could be read, and ClaimLost."""
        job = self.phases.open_job(message.tenant_id, message.job_id)
        if job is None:
            return SyncOutcome.ENDED
        if message.number in job.days_done:
            self.phases.after_day(job, message.number)
            return SyncOutcome.READ_BEFORE
        connection = self.phases.connection(message.tenant_id, message.location_id)
        if connection is None:
            return self.phases.disconnected(job)
        try:
            again = self._read(job, connection, job.day(message.number))
        except (CrmRefusedError, CrmGoneError):
            return self.phases.fail(job, "Altegio does not let us read the bookings: grant the right to see them")
        if again is not None:
            # It got on, so it does not count as a try.
            self.phases.queue.send(replace(message, attempt=0), delay_seconds=again)
            return SyncOutcome.PARTLY
        after = self.phases.jobs.finish_day(job.tenant_id, job.id, message.number)
        if after is not None:
            self.phases.after_day(after, message.number)
        return SyncOutcome.READ

    def _read(self, job: SyncJob, connection: Connection, on: date) -> int | None:
        """None: all of the day is stored; else in how many seconds to go on."""
        for count, target in enumerate(self._targets(job, connection, on)):
            if count == _TURN:
                return 0
            try:
                self.settle_days(job.tenant_id, [target], _SOURCE, Lane.SYNC)
            except CrmUnavailableError as problem:
                if not count:
                    raise
                return min(max(ceil(problem.retry_after), 1), _LONGEST_DELAY)
        return None

    def _targets(self, job: SyncJob, connection: Connection, on: date) -> Iterator[Target]:
        """Days of customers that are not stored as Altegio has them now."""
        came = self._came(connection, on)
        known = self.phases.directory.customers_of(connection.location_id, sorted(came))
        people: dict[CustomerId, list[ClientId]] = defaultdict(list)
        for client, customer in known.items():
            people[customer].append(client)
        stored = dict(self.ledger.days(job.tenant_id, [Place(customer, on) for customer in people]))
        programs = [program.id for program in self.phases.stamp_programs(connection)]
        # A connection without programs: facts alone make no card and feed none.
        bare = replace(connection, program_ids=())
        for customer, clients in people.items():
            place = Place(customer, on)
            has = _bookings(stored.get(place, Day()), connection)
            left = [client for client in sorted(clients) if not came[client] <= has]
            earning = self._earning(job, connection, place, programs) if left else None
            if earning is not None:
                yield Target(place, tuple(Reading(bare, client) for client in left), earning)

    def _came(self, connection: Connection, on: date) -> Mapping[ClientId, set[Booking]]:
        came: dict[ClientId, set[Booking]] = defaultdict(set)
        page, more = 1, True
        while more:
            records, more = self.crm.records_between(connection, on, on, page, Lane.SYNC)
            for record in records:
                if record.client and record.booking.attendance == Attendance.ARRIVED and not record.booking.deleted:
                    came[record.client.client_id].add(record.booking)
            page += 1
        return came

    def _earning(
        self, job: SyncJob, connection: Connection, place: Place, programs: list[ProgramId]
    ) -> tuple[ProgramId, ...] | None:
        """Programs in which the day earns by itself; None where nobody asks for its facts."""
        standing = self.ledger.standing(job.tenant_id, place.customer_id, programs)
        by_id = {program.id: program for program in standing.programs}
        cards = [card for card in standing.cards if card.status is CardStatus.ACTIVE]
        zone = connection.location.timezone
        earning = tuple(card.program_id for card in cards if place.date >= opens_on(by_id[card.program_id], card, zone))
        if not job.gives:
            return () if len(earning) < len(cards) else None
        return earning if cards else None


def _bookings(day: Day, connection: Connection) -> set[Booking]:
    here = (facts for facts in day.visits if facts.location_id == connection.location_id)
    return {booking for facts in here for booking in facts.bookings}
