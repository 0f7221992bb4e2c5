"""What of a card may change while its page is open."""

from dataclasses import dataclass

from comeback.domain.google_passes import GoogleState
from comeback.ports.google_passes import GooglePasses
from comeback.ports.passes import Passes
from comeback.usecases.read_pass import FindCard


@dataclass(frozen=True, slots=True)
class CardState:
    """The change mark, and which wallets have the card."""

    mark: int
    in_apple: bool
    in_google: bool


@dataclass(frozen=True, slots=True)
class ShowCardState:
    """Asked every few seconds, so it reads no more than it must."""

    find: FindCard
    passes: Passes
    google: GooglePasses

    def __call__(self, token: str) -> CardState | None:
        """None for an unknown card and a wrong token alike."""
        card = self.find.by_page_token(token)
        if card is None:
            return None
        google = self.google.get(card.id)
        saved = google is not None and google.state is GoogleState.SAVED
        return CardState(card.mark, bool(self.passes.devices(card.id)), saved)
