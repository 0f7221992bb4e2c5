"""A card as its signed pass, for whoever holds one of its tokens."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from comeback.domain import links
from comeback.domain.card import Card, CardStatus
from comeback.domain.card_changes import LATEST_CHANGES
from comeback.domain.card_content import languages_of, pictured_size
from comeback.domain.design import artwork_version
from comeback.domain.ids import CardId
from comeback.domain.mirror import MIRRORED
from comeback.domain.pass_languages import in_all_languages
from comeback.domain.passes import PassContent
from comeback.domain.places import RECENT_ENTRIES, same_for_all, visited_in
from comeback.domain.poster_style import poster_of
from comeback.domain.program import Program
from comeback.domain.words import WordsFor
from comeback.ports.artwork import Artwork, ArtworkStore
from comeback.ports.connections import Connections
from comeback.ports.customers import Customers
from comeback.ports.directory import Directory
from comeback.ports.ledger import Ledger
from comeback.ports.mirrors import Mirrors
from comeback.ports.programs import Programs
from comeback.ports.signing import PassSigners
from comeback.usecases.program_zone import zone_of
from comeback.usecases.valid_places import valid_places


class ArtworkMissingError(Exception):
    """The pictures of a program were never drawn; a phone tries again by itself."""


@dataclass(frozen=True, slots=True)
class FindCard:
    """The card of a token or serial, if the token is the right one."""

    directory: Directory
    customers: Customers
    keys: links.LinkKeys

    def by_page_token(self, token: str) -> Card | None:
        """None for an unknown card and a wrong token alike, and for the card of somebody who was erased: its links are dead,
        while phones that have the pass still get its voided form.
        """
        claimed = links.card_of(token)
        card = self._card(claimed) if claimed else None
        if card is None or card.status is CardStatus.ERASED:
            return None
        return card if links.is_page_token(self.keys, card, token) else None

    def by_serial(self, serial: str, token: str) -> Card | None:
        """None for an unknown card and a wrong token alike, so that serials cannot be probed."""
        claimed = links.card_of(token)
        if claimed is None or claimed != serial:
            return None
        card = self._card(claimed)
        return card if card and links.is_apple_token(self.keys, card, token) else None

    def _card(self, card_id: CardId) -> Card | None:
        ref = self.directory.card(card_id)
        return self.customers.card(ref) if ref else None


@dataclass(frozen=True, slots=True)
class BuildPass:
    """The card's current state, whatever was missed before."""

    customers: Customers
    programs: Programs
    connections: Connections
    ledger: Ledger
    artwork: ArtworkStore
    signers: PassSigners
    keys: links.LinkKeys
    web_service_url: str
    mirrors: Mirrors
    words: WordsFor

    def __call__(self, card: Card, look_over: Callable[[Card, Program, dict[str, Any]], None] | None = None) -> bytes:
        """`look_over` may change what the pass says before it is signed. Raises ArtworkMissingError."""
        program = self._program_of(card)
        content = self._content(card, program)
        pictures, stamps = self._pictures(program, content)
        files = self.signers.files(card.tenant_id, program.signed_by(card.issued_at))
        document, strings = in_all_languages(content, files.identity)
        if look_over:
            look_over(card, program, document)
        if program.design.images.artwork:
            document["posterGeneric"] = poster_of(document["storeCard"])
        return files.build(document, pictures, stamps, strings)

    def pass_type_of(self, card: Card) -> str:
        """By which, with the card's id, phones know its pass."""
        return self.signers.names(card.tenant_id, self._program_of(card).signed_by(card.issued_at)).pass_type_id

    def _program_of(self, card: Card) -> Program:
        program = self.programs.get(card.tenant_id, card.program_id)
        if program is None:
            raise LookupError("a card without its program")
        return program

    def _content(self, card: Card, program: Program) -> PassContent:
        erased = card.status is CardStatus.ERASED
        profile = None if erased else self.customers.profile(card.tenant_id, card.customer_id)
        # One query either way; more of them only where cards differ in their places.
        read = LATEST_CHANGES if same_for_all(program) else RECENT_ENTRIES
        latest = () if erased else self.ledger.entries(card.tenant_id, card.id, read, None)[0]
        tenant = self.connections.tenant(card.tenant_id)
        words, others = languages_of(program, self.words)
        return PassContent(
            card=card,
            program=program,
            first_name=profile.first_name if profile else "",
            organization=tenant.title if tenant else "",
            latest=latest,
            visited=visited_in(latest),
            token=links.apple_token(self.keys, card),
            web_service_url=self.web_service_url,
            timezone=zone_of(self.connections, program),
            mirror=self.mirrors.of_cards(card.tenant_id, [card.ref]).get(card.ref) if card.type in MIRRORED else None,
            places=valid_places(self.connections, program),
            words=words,
            others=others,
        )

    def _pictures(self, program: Program, content: PassContent) -> tuple[Artwork, int | None]:
        """The strip belongs to the card's own size; a card older than the program's new size may be without one."""
        own = self.artwork.get(artwork_version(program.design, pictured_size(program, content.card.size)))
        if own:
            return own, 0 if content.card.type in MIRRORED else content.stamps_shown
        other = self.artwork.get(artwork_version(program.design, pictured_size(program)))
        if other is None:
            raise ArtworkMissingError(f"no pictures for program {program.id}")
        return other, None
