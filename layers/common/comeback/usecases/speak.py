"""A card speaks on a lock screen, if its messages of the day are not used up, and what phones were given is remembered."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from comeback.domain.card import Card
from comeback.domain.ids import CardId
from comeback.domain.look import look_of_passes
from comeback.domain.message_budget import Said, speaking_field
from comeback.domain.program import Program
from comeback.ports.messages import Messages
from comeback.ports.system import Clock

_TRIES = 4


@dataclass(frozen=True, slots=True)
class Speak:
    """Both wallets take their messages from the same budget."""

    messages: Messages
    clock: Clock

    def as_pass(self, card: Card, program: Program, document: dict[str, Any]) -> None:
        """Before a phone gets a changed pass: without room for a message, its field loses it and changes silently."""
        field, now = speaking_field(document), self.clock.now()
        said = self._given(card, program, lambda read: read.giving(str(field["value"]), now) if field else read)
        if field and said and not said.aloud:
            del field["changeMessage"]

    def as_first_pass(self, card: Card, program: Program, document: dict[str, Any]) -> None:
        """Before somebody adds the card, which says nothing."""
        field = speaking_field(document)
        self._given(card, program, lambda read: read.adding(str(field["value"])) if field else read)

    def _given(self, card: Card, program: Program, said_with: Callable[[Said], Said]) -> Said | None:
        """None: many phones of one card ask at this moment, and one of the others has counted the message."""
        look = look_of_passes(program)
        for _ in range(_TRIES):
            read = self.messages.of(card.id)
            said = said_with(replace(read, given=read.given.and_given(card.mark, look)))
            if said == read or self.messages.put(card.id, said):
                return said
        return None

    def has_room(self, card: CardId) -> bool:
        """Whether Google may be asked to notify."""
        return self.messages.of(card).has_room(self.clock.now())

    def count(self, card: CardId) -> None:
        """Google was asked to notify."""
        for _ in range(_TRIES):
            if self.messages.put(card, self.messages.of(card).with_message(self.clock.now())):
                return
