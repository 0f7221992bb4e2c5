"""A card speaks on a lock screen, if its messages of the day are not used up."""

from dataclasses import dataclass
from typing import Any

from comeback.domain.ids import CardId
from comeback.domain.message_budget import speaking_field
from comeback.ports.messages import Messages
from comeback.ports.system import Clock

_TRIES = 4


@dataclass(frozen=True, slots=True)
class Speak:
    """Both wallets take their messages from the same budget."""

    messages: Messages
    clock: Clock

    def as_pass(self, card: CardId, document: dict[str, Any]) -> None:
        """Before a phone gets a changed pass: without room for a message, its field loses it and changes silently."""
        field = speaking_field(document)
        if field is None:
            return
        figure = str(field["value"])
        for _ in range(_TRIES):
            read = self.messages.of(card)
            said = read.giving(figure, self.clock.now())
            if said is read or self.messages.put(card, said):
                if not said.aloud:
                    del field["changeMessage"]
                return
        # Many phones of one card ask at this moment; one of the others has counted the message.

    def has_room(self, card: CardId) -> bool:
        """Whether Google may be asked to notify."""
        return self.messages.of(card).has_room(self.clock.now())

    def count(self, card: CardId) -> None:
        """Google was asked to notify."""
        for _ in range(_TRIES):
            if self.messages.put(card, self.messages.of(card).with_message(self.clock.now())):
                return
