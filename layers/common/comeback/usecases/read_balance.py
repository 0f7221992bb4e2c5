"""Ask Altegio for a balance that it owns, and for what changed it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from comeback.domain.connection import Connection
from comeback.domain.customer import Profile
from comeback.domain.ids import RecordId, VisitId
from comeback.domain.loyalty import LoyaltyCard, LoyaltyTransaction, TransactionType
from comeback.domain.mirror import Mirror, MirrorState, Seen
from comeback.domain.mirror_reading import cashback, discount, gift, multipass
from comeback.domain.mirror_reasons import Why, compared, fresh, why
from comeback.domain.program import Program, ProgramType
from comeback.domain.settings import CardSettings
from comeback.domain.visit import Attendance
from comeback.ports.connections import Connections
from comeback.ports.crm import Crm, CrmGoneError, CrmRefusedError, Lane
from comeback.ports.directory import Directory
from comeback.ports.loyalty import Loyalty
from comeback.ports.system import Clock
from comeback.usecases.watch_right import LOYALTY_RIGHT, note_right_lost, note_right_works

_APART_FROM_VISITS = (
    TransactionType.REFERRAL,
    TransactionType.ADDED_BY_HAND,
    TransactionType.TAKEN_BY_HAND,
    TransactionType.EXPIRED,
    TransactionType.SESSION,
    TransactionType.GIFT_CARD,
)


@dataclass(frozen=True, slots=True)
class Found:
    """What a read at a connection says, and the moment before it was sent."""

    connection: Connection
    seen: Seen
    as_of: datetime


class Heard(NamedTuple):
    """The visit and booking of an event, if it was about one."""

    visit_id: VisitId | None = None
    record_id: RecordId | None = None


@dataclass(frozen=True, slots=True)
class ReadBalance:
    """Always at the same place, whichever location an event came from: the first of the program that knows the person."""

    directory: Directory
    connections: Connections
    loyalty: Loyalty
    crm: Crm
    clock: Clock

    def __call__(self, program: Program, profile: Profile, before: Mirror | None, lane: Lane) -> Found | None:
        """None: Altegio does not know the person where the program runs. Raises CrmError."""
        for connection, settings in self._places(program):
            as_of = self.clock.now()
            try:
                seen = self._seen(program, profile, before, connection, settings, lane)
            except CrmRefusedError:
                note_right_lost(self.connections, connection, LOYALTY_RIGHT)
                raise
            if seen is not None:
                note_right_works(self.connections, connection, LOYALTY_RIGHT)
                return Found(connection, seen, as_of)
        return None

    def why(self, found: Found, before: Mirror, heard: Heard, lane: Lane) -> Why:
        """The transactions of the visit that we heard of, else the chain's of the last two days, else what the two reads tell of
        each other. Raises CrmUnavailableError.
        """
        try:
            said = fresh(self._transactions(found, heard.visit_id, lane), before, found.seen)
        except (CrmRefusedError, CrmGoneError):
            said = []
        if not said:
            return Why(compared(before.seen, found.seen, found.as_of))
        return why(said, found.connection.location.currency, self._missed(found, said, heard, lane))

    def _missed(self, found: Found, said: Sequence[LoyaltyTransaction], heard: Heard, lane: Lane) -> set[VisitId]:
        """Visits whose session was used although nobody came (loyalty-domain.md §9.6). One that still waits is such a visit only
        when nobody is at work on it, that is when no event of it has brought us here.
        """
        missed = set()
        for one in said:
            record = one.record_id or (heard.record_id if one.visit_id == heard.visit_id else None)
            if one.type_id == TransactionType.SESSION and record:
                busy = one.visit_id == heard.visit_id
                missed |= {one.visit_id} if self._is_missed(found, record, lane, busy=busy) else set()
        return missed

    def _is_missed(self, found: Found, record: RecordId, lane: Lane, *, busy: bool) -> bool:
        try:
            booking = self.crm.record(found.connection, record, lane).booking
        except (CrmRefusedError, CrmGoneError):
            return False
        if booking.deleted or booking.attendance == Attendance.NO_SHOW:
            return True
        return not busy and booking.attendance == Attendance.WAITING and booking.starts_at <= found.as_of

    def _places(self, program: Program) -> Iterator[tuple[Connection, CardSettings]]:
        for location in program.locations:
            connection, versions = self.directory.connection(location), program.rows.get(location)
            if connection and connection.tenant_id == program.tenant_id and connection.is_live and versions:
                yield connection, versions[-1].settings

    def _seen(
        self,
        program: Program,
        profile: Profile,
        before: Mirror | None,
        connection: Connection,
        settings: CardSettings,
        lane: Lane,
    ) -> Seen | None:
        if program.type is ProgramType.MULTIPASS:
            sold = self.loyalty.memberships(connection, profile.phone, lane)
            return multipass(sold, settings.services, self.clock.now())
        if program.type is ProgramType.GIFT:
            gifts = self.loyalty.gift_cards(connection, profile.phone, lane)
            return gift(gifts, settings.gift_card_types, before, self.clock.now())
        cards = self._cards(profile, connection, lane)
        if cards is None:
            return None
        shown = cashback if program.type is ProgramType.CASHBACK else discount
        seen = shown(cards, settings.crm_card_type, connection.location.currency)
        vanished = seen.state is MirrorState.NONE and before and before.seen.card_id
        if vanished and settings.crm_card_type not in self.loyalty.card_types(connection, lane):
            return Seen(MirrorState.ATTENTION)
        return seen

    def _cards(self, profile: Profile, connection: Connection, lane: Lane) -> Sequence[LoyaltyCard] | None:
        """Duplicates of a person have the same cards in Altegio: the newest that is not deleted is asked."""
        for client in sorted((one for place, one in profile.clients if place == connection.location_id), reverse=True):
            try:
                return self.loyalty.cards(connection, client, lane)
            except CrmGoneError:
                continue
        return None

    def _transactions(self, found: Found, visit: VisitId | None, lane: Lane) -> Sequence[LoyaltyTransaction]:
        if visit is not None:
            return self.loyalty.visit_transactions(found.connection, visit, lane)
        today = found.as_of.astimezone(ZoneInfo(found.connection.location.timezone)).date()
        yesterday = today - timedelta(days=1)
        return self.loyalty.transactions_between(found.connection, yesterday, today, _APART_FROM_VISITS, lane)
