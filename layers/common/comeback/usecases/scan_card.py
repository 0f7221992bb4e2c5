"""Staff give a stamp at the desk."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from comeback.domain.booking import book, judged
from comeback.domain.by_hand import Draft
from comeback.domain.card import Card
from comeback.domain.connection import Connection
from comeback.domain.day import Scan
from comeback.domain.errors import FieldError, FieldRefused, StateConflicted
from comeback.domain.ids import CardId, EntryId, LocationId, ProgramId, TenantId
from comeback.domain.ledger import Cause, Entry, EntryKind
from comeback.domain.program import Program, ProgramStatus
from comeback.domain.visit import Place
from comeback.ports.connections import Connections
from comeback.ports.ledger import DayWrite, Posting
from comeback.ports.programs import Programs
from comeback.usecases.change_program import read_program
from comeback.usecases.move_balance import Asked, MoveBalance, Movement
from comeback.usecases.past_entries import newest_first
from comeback.usecases.settle_days import with_states

# Clocks of the owner's systems may be a little ahead of ours.
_AHEAD = timedelta(minutes=5)
# As far back as a program may look for visits.
_LONGEST_AGO = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Stamped:
    """Stamps given at a location; `at` is None for now."""

    stamps: int
    location_id: LocationId
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ScanCard:
    """The day remembers what was given by hand, so that a visit of the same date, seen before or after, does not give it
    again (edge case 40). A visit that has earned already gives its stamp back as any other correction: after a wait.
    """

    move: MoveBalance
    programs: Programs
    connections: Connections
    reversal_delay: timedelta

    def __call__(self, tenant: TenantId, card: CardId, asked: Asked, stamped: Stamped) -> Entry:
        """Raises FieldRefused, StateConflicted for a program that is not active, and what moving a balance raises."""

        def draft(_: Card) -> Draft:
            cause = Cause(stamped.location_id, (), "scan")
            return Draft(EntryKind.SCAN, stamped.stamps, cause=cause, effective_at=self._moment(stamped))

        def along(posting: Posting) -> tuple[Posting, Sequence[DayWrite]]:
            return self._with_day(tenant, posting, stamped)

        inputs = (stamped.stamps, stamped.location_id, stamped.at and stamped.at.timestamp())
        return self.move(tenant, card, asked, Movement("scans", inputs, draft, along))

    def _moment(self, stamped: Stamped) -> datetime:
        now = self.move.clock.now()
        if stamped.at is not None and stamped.at > now + _AHEAD:
            raise FieldRefused(FieldError("at", "This is in the future."))
        if stamped.at is not None and stamped.at < now - _LONGEST_AGO:
            raise FieldRefused(FieldError("at", "This is more than a year ago."))
        return stamped.at or now

    def _program(self, tenant: TenantId, program_id: ProgramId, stamped: Stamped) -> Program:
        program = read_program(self.programs, tenant, program_id)
        if program.status is not ProgramStatus.ACTIVE:
            raise StateConflicted(f"The program is {program.status.value}.")
        if stamped.location_id not in program.locations:
            raise FieldRefused(FieldError("location_id", "The program does not run at this location."))
        return program

    def _connection(self, tenant: TenantId, stamped: Stamped) -> Connection:
        connection = self.connections.get(tenant, stamped.location_id)
        if connection is None:
            raise FieldRefused(FieldError("location_id", "This location is not connected."))
        return connection

    def _with_day(self, tenant: TenantId, posting: Posting, stamped: Stamped) -> tuple[Posting, Sequence[DayWrite]]:
        """The date's units are settled beside the scan, in the same transaction."""
        (entry,), card, now = posting.entries, posting.card, self.move.clock.now()
        program = self._program(tenant, card.program_id, stamped)
        zone = ZoneInfo(self._connection(tenant, stamped).location.timezone)
        place = Place(card.customer_id, entry.effective_at.astimezone(zone).date())
        claim = self.move.ledger.claim(tenant, place, now)
        day = replace(claim.day, scans=(*claim.day.scans, Scan(card.program_id, entry.id, stamped.stamps)))
        past = partial(newest_first, self.move.ledger, tenant, posting.read)
        own = [judged(program, card, place.date, day)]
        booked = book(card, own, now, self.reversal_delay, "scan", self._new_entry_id, past=past, policy=program.reversal_policy)
        day = with_states(day, card, booked.states[place.date])
        posting = Posting(booked.card, posting.read, (entry, *booked.entries), booked.asked, booked.moot)
        return posting, [DayWrite(claim, day)]

    def _new_entry_id(self) -> EntryId:
        return EntryId(self.move.ids.new("en"))
