"""Ask Altegio for a balance that it owns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from comeback.domain.connection import Connection
from comeback.domain.customer import Profile
from comeback.domain.ids import ClientId
from comeback.domain.loyalty import LoyaltyCard
from comeback.domain.mirror import Mirror, MirrorState, Seen
from comeback.domain.mirror_reading import cashback, discount, gift, multipass
from comeback.domain.program import Program, ProgramType
from comeback.domain.settings import CardSettings
from comeback.ports.connections import Connections
from comeback.ports.crm import CrmGoneError, CrmRefusedError, Lane
from comeback.ports.directory import Directory
from comeback.ports.loyalty import Loyalty
from comeback.ports.system import Clock
from comeback.usecases.watch_right import LOYALTY_RIGHT, note_right_lost, note_right_works


@dataclass(frozen=True, slots=True)
class Found:
    """What a read at a connection says, the moment before it was sent, and the person's newest client there."""

    connection: Connection
    seen: Seen
    as_of: datetime
    client_id: ClientId | None = None


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
                return Found(connection, seen, as_of, next(iter(_clients(profile, connection)), None))
        return None

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
        for client in _clients(profile, connection):
            try:
                return self.loyalty.cards(connection, client, lane)
            except CrmGoneError:
                continue
        return None


def _clients(profile: Profile, connection: Connection) -> list[ClientId]:
    return sorted((one for place, one in profile.clients if place == connection.location_id), reverse=True)
