"""What Google is told: a card's current content as its object, a program as its class."""

from collections.abc import Sequence
from dataclasses import dataclass

from comeback.domain.card import Card, CardStatus
from comeback.domain.card_changes import LATEST_CHANGES
from comeback.domain.card_content import CardContent, languages_of
from comeback.domain.google_passes import class_json, object_json
from comeback.domain.ids import TenantId
from comeback.domain.ledger import Entry
from comeback.domain.look import look_of
from comeback.domain.mirror import MIRRORED
from comeback.domain.mirror_content import counted_by_figure
from comeback.domain.places import RECENT_ENTRIES, same_for_all, visited_in
from comeback.domain.program import Program, ProgramType
from comeback.domain.words import WordsFor
from comeback.ports.connections import Connections
from comeback.ports.customers import Customers
from comeback.ports.google_passes import Told
from comeback.ports.google_wallet import GoogleMissingError, GoogleWallet
from comeback.ports.ledger import Ledger
from comeback.ports.mirrors import Mirrors
from comeback.ports.programs import Programs
from comeback.usecases.program_zone import zone_of
from comeback.usecases.valid_places import valid_places


@dataclass(frozen=True, slots=True)
class ReadCardContent:
    """Completes a head to what a wallet shows of it."""

    customers: Customers
    programs: Programs
    connections: Connections
    ledger: Ledger
    mirrors: Mirrors
    words: WordsFor

    def __call__(self, card: Card) -> CardContent:
        """The content now; nobody's name once the card is erased."""
        program = self.programs.get(card.tenant_id, card.program_id)
        if program is None:
            raise LookupError("a card without its program")
        erased = card.status is CardStatus.ERASED
        profile = None if erased else self.customers.profile(card.tenant_id, card.customer_id)
        latest = () if erased else self._latest(card, program)
        words, others = languages_of(program, self.words)
        return CardContent(
            card=card,
            program=program,
            first_name=profile.first_name if profile else "",
            organization=self.organization(card.tenant_id),
            timezone=zone_of(self.connections, program),
            mirror=self.mirrors.of_cards(card.tenant_id, [card.ref]).get(card.ref) if card.type in MIRRORED else None,
            places=valid_places(self.connections, program),
            latest=latest,
            visited=visited_in(latest),
            words=words,
            others=others,
        )

    def _latest(self, card: Card, program: Program) -> Sequence[Entry]:
        """More of them where cards differ in their places, none where nobody reads them."""
        if not same_for_all(program):
            return self.ledger.entries(card.tenant_id, card.id, RECENT_ENTRIES, None)[0]
        tells = program.design.last_changes and card.type is not ProgramType.DISCOUNT
        return self.ledger.entries(card.tenant_id, card.id, LATEST_CHANGES, None)[0] if tells else ()

    def organization(self, tenant: TenantId) -> str:
        """The owner's name."""
        found = self.connections.tenant(tenant)
        return found.title if found else ""


@dataclass(frozen=True, slots=True)
class WriteGoogleObject:
    """Inserts and patches, whichever is needed."""

    read: ReadCardContent
    google: GoogleWallet
    base_url: str

    def insert(self, content: CardContent) -> bool:
        """Whether the object is new; one that is there stays as it is. A class that is missing is inserted first.

        Raises GoogleError.
        """
        document = object_json(content, self.google.issuer_id, self.base_url)
        try:
            return self.google.insert_object(document)
        except GoogleMissingError:
            self.put_class(content.program, content.organization)
            return self.google.insert_object(document)

    def put(self, content: CardContent, *, notify: bool) -> bool | None:
        """Patch the object, or insert one that is missing: a link was asked for, and its insert has not come to its end.

        Whether anybody has it. Raises GoogleError.
        """
        try:
            return self.patch(content, notify=notify)
        except GoogleMissingError:
            # Nobody has what is new.
            return False if self.insert(content) else self.patch(content, notify=notify)

    def patch(self, content: CardContent, *, notify: bool) -> bool | None:
        """Whether anybody has it. Raises GoogleError."""
        document = object_json(content, self.google.issuer_id, self.base_url)
        return self.google.patch_object(document, notify=notify)

    def put_class(self, program: Program, organization: str) -> None:
        """Raises GoogleError."""
        words, others = languages_of(program, self.read.words)
        issuer = self.google.issuer_id
        self.google.put_class(class_json(program, organization, issuer, self.base_url, words=words, others=others))


def told_of(content: CardContent) -> Told:
    """What is remembered of a write of this content."""
    return Told(content.card.mark, counted_by_figure(content.card, content.mirror), look=look_of(content.program).objects)
