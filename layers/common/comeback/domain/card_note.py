"""What is noted of a person's cards at their client in Altegio (loyalty-domain.md §5.2, `write_to_crm`)."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from comeback.domain.card import Card, CardStatus


@dataclass(frozen=True, slots=True)
class NotedCard:
    """A card with where it is installed and the address of its page."""

    card: Card
    in_apple: bool
    in_google: bool
    link: str


def note_of(cards: Iterable[NotedCard]) -> str:
    """One line per card, always in the same order; nothing when there is none to be told of."""
    known = sorted((one for one in cards if one.card.status is not CardStatus.ERASED), key=lambda one: one.card.id)
    return "\n".join(f"Comeback card {one.card.id} ({one.card.type}, {_state(one)}): {one.link}" for one in known)


def mark_of(text: str, client: int) -> str:
    """Tells two notes apart without keeping what they say."""
    return sha256(f"{client}\n{text}".encode()).hexdigest()[:32]


def _state(noted: NotedCard) -> str:
    if noted.card.status is not CardStatus.ACTIVE:
        return noted.card.status.value
    wallets = [name for name, there in (("Apple Wallet", noted.in_apple), ("Google Wallet", noted.in_google)) if there]
    return f"in {' and '.join(wallets)}" if wallets else "not installed"
