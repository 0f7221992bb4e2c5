"""A person without a loyalty card of the program's type gets one in Altegio (loyalty-domain.md §5.2, `crm_card_type`)."""

from dataclasses import dataclass
from enum import StrEnum

from comeback.domain.card import Card, CardOrigin
from comeback.domain.crm_writing import Intent, WriteKind, WritePermit
from comeback.domain.customer import Profile
from comeback.domain.ids import ClientId, LocationId
from comeback.domain.program import Program
from comeback.messages import LoyaltyCardWanted, MirrorDue
from comeback.ports.crm import Lane
from comeback.ports.crm_writes import CrmWrites
from comeback.ports.customers import Customers
from comeback.ports.directory import Directory
from comeback.ports.loyalty import Loyalty
from comeback.ports.programs import Programs
from comeback.ports.queues import AccrualQueue
from comeback.ports.system import Clock
from comeback.usecases.write_once import About, Want, WriteOnce, Written
from comeback.usecases.write_permits import permits_of

_UNASKED = frozenset({"enrolment", "sweep", "audit"})


@dataclass(frozen=True, slots=True)
class WantLoyaltyCard:
    """A read has found none. A synchronisation writes nothing (§13.2): whom it brought in gets a card with the first event of
    their own.
    """

    queue: AccrualQueue

    def __call__(self, program: Program, card: Card, location: LocationId, source: str) -> bool:
        """Whether one is asked for. Raises QueueUnavailableError."""
        versions = program.rows.get(location)
        settings = versions[-1].settings if versions else None
        if settings is None or not settings.write_to_crm or settings.crm_card_type is None:
            return False
        if card.origin is CardOrigin.SYNC and source in _UNASKED:
            return False
        self.queue.send(LoyaltyCardWanted(card.tenant_id, card.customer_id, card.program_id))
        return True


class CardIssued(StrEnum):
    """What came of a wish for a loyalty card."""

    NOT_ALLOWED = "not_allowed"
    ISSUED = "issued"
    THERE_ALREADY = "there_already"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"


_OUTCOMES = {
    Written.WRITTEN: CardIssued.ISSUED,
    Written.FOUND: CardIssued.THERE_ALREADY,
    Written.BEFORE: CardIssued.THERE_ALREADY,
    Written.REFUSED: CardIssued.REFUSED,
    Written.UNCERTAIN: CardIssued.UNCERTAIN,
}


@dataclass(frozen=True, slots=True)
class IssueLoyaltyCard:
    """Once per customer and card type, ever: several programs may stand on one type, and a card that the owner has removed since
    is not issued again.
    """

    directory: Directory
    programs: Programs
    customers: Customers
    loyalty: Loyalty
    writes: CrmWrites
    write_once: WriteOnce
    queue: AccrualQueue
    clock: Clock

    def __call__(self, message: LoyaltyCardWanted) -> CardIssued:
        """Raises CrmError: the message has to come again."""
        tenant, program = message.tenant_id, self.programs.get(message.tenant_id, message.program_id)
        profile = self.customers.profile(tenant, message.customer_id)
        if program is None or profile is None:
            return CardIssued.NOT_ALLOWED
        for permit in permits_of(self.directory, program):
            client, card_type = profile.target_at(permit.connection.location_id), permit.settings.crm_card_type
            if client is not None and card_type is not None:
                return self._issue(program, profile, _Issue(self, permit, client, profile.phone, card_type))
        return CardIssued.NOT_ALLOWED

    def _issue(self, program: Program, profile: Profile, effect: "_Issue") -> CardIssued:
        location, subject = effect.permit.connection.location_id, str(effect.card_type)
        about = About(location, program.id)
        written = self.write_once(Want(profile.tenant_id, profile.id, WriteKind.LOYALTY_CARD, subject, about), effect)
        if written in (Written.WRITTEN, Written.FOUND):
            self._show(profile, location)
        return _OUTCOMES[written]

    def _show(self, profile: Profile, location: LocationId) -> None:
        """On every card that stands on a loyalty card: another program may have seen none a moment ago, too."""
        now = self.clock.now().isoformat()
        self.queue.send(MirrorDue(profile.tenant_id, now, "sweep", location_id=location, customer_id=profile.id))


@dataclass(frozen=True, slots=True)
class _Issue:
    """Altegio may give a person two cards of one type, so the list is read first; the number is ours."""

    ports: IssueLoyaltyCard
    permit: WritePermit
    client: ClientId
    phone: str
    card_type: int

    def is_done(self, intent: Intent) -> bool:
        del intent  # any card of the type is as good as ours
        cards = self.ports.loyalty.cards(self.permit.connection, self.client, Lane.SWEEP)
        return any(card.type_id == self.card_type for card in cards)

    def do(self, intent: Intent) -> None:
        self.ports.writes.issue_card(self.permit, self.phone, self.card_type, intent.number, Lane.SWEEP)
