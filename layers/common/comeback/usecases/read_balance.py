"""Ask Altegio for a balance that it owns, and for what changed it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from comeback.domain.connection import Connection
from comeback.domain.customer import Profile
from comeback.domain.ids import VisitId
from comeback.domain.loyalty import LoyaltyTransaction, TransactionType
from comeback.domain.mirror import Mirror, MirrorState, Seen, Why, cashback, multipass, why
from comeback.domain.program import Program, ProgramType
from comeback.domain.settings import CardSettings
from comeback.ports.connections import Connections
from comeback.ports.crm import CrmGoneError, CrmRefusedError, Lane
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
)


@dataclass(frozen=True, slots=True)
class Found:
    """What a read at a connection says, and the moment before it was sent."""

    connection: Connection
    seen: Seen
    as_of: datetime


@dataclass(frozen=True, slots=True)
class ReadBalance:
    """Always at the same place, whichever location an event came from: the first of the program that knows the person."""

    directory: Directory
    connections: Connections
    loyalty: Loyalty
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

    def why(self, found: Found, before: Mirror | None, visit: VisitId | None, lane: Lane) -> Why:
        """The transactions of the visit that we heard of, else the chain's of the last two days; nothing where Altegio does not
        let us read them. Raises CrmUnavailableError.
        """
        try:
            listed = self._transactions(found, visit, lane)
        except (CrmRefusedError, CrmGoneError):
            return Why()
        return why(listed, before, found.seen, found.connection.location.currency)

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
        seen = self._card(profile, connection, settings, lane)
        vanished = seen and seen.state is MirrorState.NONE and before and before.seen.card_id
        if vanished and settings.crm_card_type not in self.loyalty.card_types(connection, lane):
            return Seen(MirrorState.ATTENTION)
        return seen

    def _card(self, profile: Profile, connection: Connection, settings: CardSettings, lane: Lane) -> Seen | None:
        """Duplicates of a person have the same cards in Altegio: the newest that is not deleted is asked."""
        for client in sorted((one for place, one in profile.clients if place == connection.location_id), reverse=True):
            try:
                return cashback(self.loyalty.cards(connection, client, lane), settings.crm_card_type)
            except CrmGoneError:
                continue
        return None

    def _transactions(self, found: Found, visit: VisitId | None, lane: Lane) -> Sequence[LoyaltyTransaction]:
        if visit is not None:
            return self.loyalty.visit_transactions(found.connection, visit, lane)
        today = found.as_of.astimezone(ZoneInfo(found.connection.location.timezone)).date()
        yesterday = today - timedelta(days=1)
        return self.loyalty.transactions_between(found.connection, yesterday, today, _APART_FROM_VISITS, lane)
