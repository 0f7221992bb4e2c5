"""What Google has been told of our cards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from comeback.domain.google_passes import GooglePass, GoogleState
from comeback.domain.ids import CardId


@dataclass(frozen=True, slots=True)
class Told:
    """A write that Google accepted. `at` is None for an insert, which is no news to anybody; `notified` replaces the list;
    `state` is what the answer showed, None: nothing new; `look` is what it says of its program.
    """

    mark: int
    balance: int
    at: datetime | None = None
    notified: tuple[datetime, ...] = ()
    state: GoogleState | None = None
    look: str = ""


class GooglePasses(Protocol):
    """One row per card that was ever offered. The card's id is known to be of the caller's tenant (`Directory.card`)."""

    def get(self, card: CardId) -> GooglePass | None:
        """None for a card that was never offered."""

    def get_all(self, cards: Sequence[CardId]) -> Mapping[CardId, GooglePass]:
        """Many at once; cards that were never offered are left out."""

    def offer(self, card: CardId) -> GooglePass:
        """The card's row, made as `offered` if there was none."""

    def claim(self, card: CardId, now: datetime, until: datetime) -> GooglePass | None:
        """The right to write the card's object, which knows no versions, until a moment.

        None: another one has it, or there is no such row.
        """

    def release(self, card: CardId, until: datetime) -> None:
        """Give back a claim; one that has passed to another stays with them."""

    def note_told(self, card: CardId, told: Told) -> None:
        """Remember a write; an older mark never replaces a newer one, and the same one only another look."""

    def note_seen(self, card: CardId, known: GoogleState, seen: GoogleState) -> bool:
        """Correct a state by what Google says of the object; False: it is not the known one any more."""

    def note_event(self, card: CardId, state: GoogleState, nonce: str, until: datetime) -> bool:
        """Store the state that a callback tells, and its nonce until it ends, in one; False: the nonce was there."""
