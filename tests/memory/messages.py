"""What cards have said, in a plain dict (tests/contract/test_messages.py)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from comeback.domain.ids import CardId
from comeback.domain.message_budget import Said


class MemoryMessages:
    """Messages of one process."""

    def __init__(self) -> None:
        self.said: dict[CardId, Said] = {}

    def of(self, card: CardId) -> Said:
        return self.said.get(card, Said())

    def of_cards(self, cards: Sequence[CardId]) -> Mapping[CardId, Said]:
        return {card: self.said[card] for card in cards if card in self.said}

    def put(self, card: CardId, said: Said) -> bool:
        if self.of(card).revision != said.revision:
            return False
        self.said[card] = replace(said, revision=said.revision + 1)
        return True
