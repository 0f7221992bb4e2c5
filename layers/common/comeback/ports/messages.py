"""What cards have said aloud, on either wallet."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from comeback.domain.ids import CardId
from comeback.domain.message_budget import Said


class Messages(Protocol):
    """One row per card that ever spoke. The card's id is known to be of the caller's tenant (`Directory.card`)."""

    def of(self, card: CardId) -> Said:
        """Nothing said, for a card that never spoke."""

    def of_cards(self, cards: Sequence[CardId]) -> Mapping[CardId, Said]:
        """Many at once; cards that never spoke are left out."""

    def put(self, card: CardId, said: Said) -> bool:
        """Replace what was read; False: somebody else has done so since."""
