"""Pictures of whole cards, as phones show them."""

from collections.abc import Sequence
from typing import Protocol

from comeback.domain.card_face import AppleFace, GoogleFace, ShownField


class CardPainter(Protocol):
    """Draws with a large library, for people who look at a design. PNGs, in twice the pixels that they are shown at."""

    def apple(self, face: AppleFace, logo: bytes, strip: bytes) -> bytes:
        """The front of a store card; `logo` and `strip` are PNGs at @2x, or nothing."""

    def google(self, face: GoogleFace, logo: bytes, hero: bytes) -> bytes:
        """The front of a loyalty card; `logo` and `hero` are what Google fetches for it, or nothing."""

    def details(self, fields: Sequence[ShownField]) -> bytes:
        """What is read on the back, or below the card."""
