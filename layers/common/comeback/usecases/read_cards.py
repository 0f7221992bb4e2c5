"""Cards as the owner's systems see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from comeback.domain.card import Card
from comeback.domain.customer import Profile
from comeback.domain.errors import FieldError, FieldRefused, NotFound
from comeback.domain.google_passes import GoogleState
from comeback.domain.ids import CardId, ProgramId, TenantId
from comeback.domain.links import LinkKeys, page_token
from comeback.domain.milestone import MilestoneState, states_of
from comeback.domain.mirror import MIRRORED, Mirror
from comeback.domain.program import Program
from comeback.ports.connections import Connections
from comeback.ports.customers import Customers
from comeback.ports.directory import Directory
from comeback.ports.google_passes import GooglePasses
from comeback.ports.messages import Messages
from comeback.ports.mirrors import Mirrors
from comeback.ports.passes import Passes
from comeback.ports.phones import Phones
from comeback.ports.programs import Programs
from comeback.ports.system import Clock
from comeback.usecases.change_program import read_program
from comeback.usecases.enrol_customer import read_phone


@dataclass(frozen=True, slots=True)
class CardView:
    """A card with its holder (None: erased), the number of Apple devices that have it, what Google has of it, the token
    of its page, and the moment for which all this is true. `mirror`: what Altegio said of its balance, if it owns that and was
    asked; `milestones`: those of its program; `messages`: what it has said aloud in the last 24 hours.
    """

    card: Card
    profile: Profile | None
    devices: int
    google: GoogleState
    page_token: str
    as_of: datetime
    mirror: Mirror | None = None
    milestones: tuple[MilestoneState, ...] = ()
    messages: int = 0


@dataclass(frozen=True, slots=True)
class ShowCard:
    """Completes a head to what is shown of it."""

    customers: Customers
    passes: Passes
    google: GooglePasses
    mirrors: Mirrors
    keys: LinkKeys
    clock: Clock
    programs: Programs
    messages: Messages

    def __call__(self, tenant: TenantId, cards: Sequence[Card]) -> list[CardView]:
        """The cards in their order."""
        now = self.clock.now()
        profiles = self.customers.profiles(tenant, [card.customer_id for card in cards])
        mirrored = [card.ref for card in cards if card.type in MIRRORED]
        mirrors = self.mirrors.of_cards(tenant, mirrored) if mirrored else {}
        said = self.messages.of_cards([card.id for card in cards])
        programs = {each: self.programs.get(tenant, each) for each in {card.program_id for card in cards}}
        return [
            CardView(
                card=card,
                profile=profiles.get(card.customer_id),
                devices=len(self.passes.devices(card.id)),
                google=google.state if (google := self.google.get(card.id)) else GoogleState.NONE,
                page_token=page_token(self.keys, card),
                as_of=now,
                mirror=mirrors.get(card.ref),
                milestones=_milestones(card, programs[card.program_id]),
                messages=said[card.id].today(now) if card.id in said else 0,
            )
            for card in cards
        ]


def _milestones(card: Card, program: Program | None) -> tuple[MilestoneState, ...]:
    return states_of(program.milestones, card.lifetime_earned, card.milestones) if program else ()


@dataclass(frozen=True, slots=True)
class ReadCard:
    """One card by its id."""

    directory: Directory
    customers: Customers

    def __call__(self, tenant: TenantId, card: CardId) -> Card:
        """The head. Raises NotFound, also for another tenant's card."""
        ref = self.directory.card(card)
        found = self.customers.card(ref) if ref is not None and ref.tenant_id == tenant else None
        if found is None:
            raise NotFound("There is no such card.")
        return found


@dataclass(frozen=True, slots=True)
class FindCards:
    """Cards by phone, by program, or by both."""

    programs: Programs
    connections: Connections
    customers: Customers
    phones: Phones

    def __call__(
        self, tenant: TenantId, phone: str | None, program: ProgramId | None, limit: int, cursor: str | None
    ) -> tuple[Sequence[Card], str | None]:
        """A page of cards and the next page's cursor. Raises FieldRefused, NotFound for an unknown program."""
        if program is not None:
            read_program(self.programs, tenant, program)
        if phone is not None:
            return self._of_person(tenant, phone, program, cursor), None
        if program is None:
            raise FieldRefused(FieldError("phone", "Name a phone, a program_id, or both."))
        return self.customers.cards_of_program(tenant, program, limit, cursor)

    def _of_person(self, tenant: TenantId, phone: str, program: ProgramId | None, cursor: str | None) -> Sequence[Card]:
        """A person has one card per program: these are never so many that they need pages."""
        if cursor is not None:
            raise FieldRefused(FieldError("cursor", "This is not a cursor of this list."))
        connections = self.connections.of_tenant(tenant)
        country = connections[0].location.country if connections else ""
        customer = self.customers.find_by_phone(tenant, read_phone(self.phones, phone, country))
        cards = self.customers.cards(tenant, customer) if customer else ()
        return [card for card in cards if program in (None, card.program_id)]
