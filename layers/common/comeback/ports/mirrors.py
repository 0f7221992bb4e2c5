"""Mirrors of balances that Altegio owns, beside the heads they belong to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from comeback.domain.card import Card, CardRef
from comeback.domain.ids import CustomerId, LoyaltyCardId, TenantId
from comeback.domain.mirror import Mirror
from comeback.ports.ledger import Posting


@dataclass(frozen=True, slots=True)
class MirrorWrite:
    """A card's mirror after a read of Altegio, the stored one from before that read, and what the head makes of it (None: the
    card shows what it did before).
    """

    card: Card
    read: Mirror | None
    mirror: Mirror
    posting: Posting | None = None


class Mirrors(Protocol):
    """Every read of Altegio is stored, so that of two at a time the one that began on older ground loses."""

    def of_cards(self, tenant: TenantId, cards: Sequence[CardRef]) -> Mapping[CardRef, Mirror]:
        """Stored mirrors, strongly consistent; a card that was never read has none."""

    def save(self, tenant: TenantId, write: MirrorWrite) -> None:
        """Mirror, head and entry in one transaction.

        Raises ClaimLost when the mirror was written since it was read, or the head is not as it was read.
        """

    def holder(self, tenant: TenantId, card: LoyaltyCardId) -> CustomerId | None:
        """Whose mirror shows, or has shown, this loyalty card."""
