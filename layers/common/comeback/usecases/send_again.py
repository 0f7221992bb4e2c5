"""Somebody presses *send again*, asks what became of a link, or how many would be sent."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from comeback.domain.attention import AttentionItem, AttentionKind
from comeback.domain.card import Card
from comeback.domain.crm_writing import Intent, IntentState, WriteKind, matter_of
from comeback.domain.customer import Profile
from comeback.domain.delivery import NoLink, Switch, why_not
from comeback.domain.errors import StateConflicted
from comeback.domain.ids import CardId, ProgramId, TenantId
from comeback.domain.program import Program
from comeback.messages import LinkDue
from comeback.ports.attention import Attention
from comeback.ports.customers import Customers
from comeback.ports.directory import Directory
from comeback.ports.intents import Intents, IntentTaken
from comeback.ports.programs import Programs
from comeback.ports.queues import AccrualQueue
from comeback.ports.system import Clock, Ids
from comeback.usecases.change_program import read_program
from comeback.usecases.deliver_link import postbox_of
from comeback.usecases.read_cards import ReadCard

_PAGE = 200
_MOST_CARDS = 2_000
_OPEN = (IntentState.PLANNED, IntentState.WAITING, IntentState.CALLING)
DAYS = 30

WHY: Mapping[NoLink, str] = {
    NoLink.STAMP_PROGRAM: "Links are not sent for stamp cards: messages to a whole client base would get the account blocked.",
    NoLink.PROGRAM_NOT_ACTIVE: "The program is not active.",
    NoLink.SWITCHED_OFF: "No location of the program sends links: switch deliver_via_crm, sms_via_crm or email_via_crm on.",
    NoLink.CARD_CLOSED: "The card is not active.",
    NoLink.NO_ADDRESS: "The person's e-mail address is not known.",
    NoLink.NO_CONSENT: "The person has agreed to no messages.",
    NoLink.NO_CLIENT: "Altegio knows no client of this person where links are sent.",
}


@dataclass(frozen=True, slots=True)
class SendAgain:
    """The one way to a second link. Consent, permitted hours and caps hold all the same."""

    read_card: ReadCard
    directory: Directory
    programs: Programs
    customers: Customers
    intents: Intents
    attention: Attention
    queue: AccrualQueue
    ids: Ids
    clock: Clock

    def __call__(self, tenant: TenantId, card_id: CardId) -> Intent:
        """The link that will be sent; one that is under way already stays the only one. Raises NotFound, StateConflicted with
        the reason, QueueUnavailableError.
        """
        card = self.read_card(tenant, card_id)
        self._check(card)
        stored = self.intents.get(tenant, card.customer_id, WriteKind.LINK, card.program_id)
        intent = stored if stored is not None and stored.state in _OPEN else self._renew(card, stored)
        self.queue.send(LinkDue(tenant, card.customer_id, card.program_id))
        return intent

    def state(self, tenant: TenantId, card_id: CardId) -> Intent | None:
        """What became of the last link. Raises NotFound."""
        card = self.read_card(tenant, card_id)
        return self.intents.get(tenant, card.customer_id, WriteKind.LINK, card.program_id)

    def _check(self, card: Card) -> None:
        program = read_program(self.programs, card.tenant_id, card.program_id)
        profile = self.customers.profile(card.tenant_id, card.customer_id)
        if profile is None:
            raise StateConflicted(WHY[NoLink.CARD_CLOSED])
        box = postbox_of(self.directory, program, profile)
        reason = why_not(card, program, box.switch, profile, by_person=True)
        if reason is not None or box.client is None:
            raise StateConflicted(WHY[reason or NoLink.NO_CLIENT])

    def _renew(self, card: Card, stored: Intent | None) -> Intent:
        token = self.ids.new("in")
        fresh = Intent(
            WriteKind.LINK, card.program_id, token, aim=token, by_person=True, revision=stored.revision if stored else 0
        )  # fmt: skip
        if stored is not None and stored.state is IntentState.UNCERTAIN:
            subject = matter_of(WriteKind.LINK, card.customer_id, card.program_id)
            self.attention.settle(
                card.tenant_id, AttentionItem(AttentionKind.UNCERTAIN_WRITE, subject, self.clock.now()).id
            )  # fmt: skip
        try:
            return self.intents.save(card.tenant_id, card.customer_id, fresh)
        except IntentTaken as taken:
            raise StateConflicted("Somebody else is sending this link at the moment.") from taken


@dataclass(frozen=True, slots=True)
class DeliveryPreview:
    """What the last days would have sent: `cards` that were looked at, by what forbids a link. `is_complete`: all were."""

    cards: int
    would_be_sent: int
    not_sent: Mapping[NoLink, int]
    is_complete: bool


@dataclass(frozen=True, slots=True)
class PreviewDeliveries:
    """Sends nothing. Switching delivery on sends nothing for cards that are there, so the past stands in for the future."""

    programs: Programs
    customers: Customers
    intents: Intents
    clock: Clock

    def __call__(self, tenant: TenantId, program_id: ProgramId) -> DeliveryPreview:
        """Had delivery by message been on for the last 30 days. Raises NotFound."""
        program = read_program(self.programs, tenant, program_id)
        verdicts: Counter[NoLink | None] = Counter()
        cursor: str | None = None
        while True:
            cards, cursor = self.customers.cards_of_program(tenant, program_id, _PAGE, cursor)
            verdicts.update(self._verdicts(program, list(cards)))
            if cursor is None or verdicts.total() >= _MOST_CARDS:
                break
        would = verdicts.pop(None, 0)
        reasons = {reason: count for reason, count in verdicts.items() if reason is not None}
        return DeliveryPreview(would + sum(reasons.values()), would, reasons, cursor is None)

    def _verdicts(self, program: Program, cards: list[Card]) -> Iterator[NoLink | None]:
        tenant, holders = program.tenant_id, [card.customer_id for card in cards]
        profiles = self.customers.profiles(tenant, holders)
        sent = self.intents.of_customers(tenant, holders, WriteKind.LINK, program.id)
        since = Switch(self.clock.now() - timedelta(days=DAYS))
        for card in cards:
            profile, intent = profiles.get(card.customer_id), sent.get(card.customer_id)
            if intent is not None and intent.state in (IntentState.DONE, IntentState.UNCERTAIN):
                yield NoLink.ALREADY_SENT
            elif profile is None:
                yield NoLink.CARD_CLOSED
            else:
                yield why_not(card, program, since, profile) or _unreachable(program, profile)


def _unreachable(program: Program, profile: Profile) -> NoLink | None:
    known = {location for location, _ in profile.live_clients}
    return None if known & set(program.locations) else NoLink.NO_CLIENT
