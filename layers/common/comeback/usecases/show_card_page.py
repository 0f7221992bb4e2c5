"""What the card's page shows to whoever has its link."""

from dataclasses import dataclass

from comeback.domain.card import Card
from comeback.domain.card_content import owner_of
from comeback.domain.google_passes import GoogleState
from comeback.domain.mirror import MIRRORED, Mirror
from comeback.domain.program import Program
from comeback.ports.connections import Connections
from comeback.ports.google_passes import GooglePasses
from comeback.ports.mirrors import Mirrors
from comeback.ports.passes import Passes
from comeback.ports.programs import Programs
from comeback.usecases.program_zone import zone_of
from comeback.usecases.read_pass import FindCard
from comeback.usecases.valid_places import valid_places


@dataclass(frozen=True, slots=True)
class CardPage:
    """A card, its program, the name of who gave it, the zone for dates, the wallets that have it, and where it holds. Nothing of
    the person: the page opens to anybody who types their phone into the join form.
    """

    card: Card
    program: Program
    owner: str
    timezone: str
    in_apple: bool
    in_google: bool
    mirror: Mirror | None = None
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShowCardPage:
    """The card as it is now."""

    find: FindCard
    programs: Programs
    connections: Connections
    passes: Passes
    google: GooglePasses
    mirrors: Mirrors

    def __call__(self, token: str) -> CardPage | None:
        """None for an unknown card and a wrong token alike."""
        card = self.find.by_page_token(token)
        if card is None:
            return None
        program = self.programs.get(card.tenant_id, card.program_id)
        if program is None:
            raise LookupError("a card without its program")
        tenant = self.connections.tenant(card.tenant_id)
        google = self.google.get(card.id)
        return CardPage(
            card=card,
            program=program,
            owner=owner_of(program, tenant.title if tenant else ""),
            timezone=zone_of(self.connections, program),
            in_apple=bool(self.passes.devices(card.id)),
            in_google=google is not None and google.state is GoogleState.SAVED,
            mirror=self.mirrors.of_cards(card.tenant_id, [card.ref]).get(card.ref) if card.type in MIRRORED else None,
            places=valid_places(self.connections, program),
        )
