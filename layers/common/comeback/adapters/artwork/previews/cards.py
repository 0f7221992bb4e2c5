"""CardPainter over Pillow."""

from collections.abc import Sequence

from comeback.adapters.artwork.previews.apple_card import apple_card
from comeback.adapters.artwork.previews.details import details_list
from comeback.adapters.artwork.previews.google_card import google_card
from comeback.domain.card_face import AppleFace, GoogleFace, ShownField


class PillowCards:
    """Stateless; about a tenth of a second a card."""

    def apple(self, face: AppleFace, logo: bytes, strip: bytes) -> bytes:
        """As a phone shows it, without the phone."""
        return apple_card(face, logo, strip)

    def google(self, face: GoogleFace, logo: bytes, hero: bytes) -> bytes:
        """As Google shows it."""
        return google_card(face, logo, hero)

    def details(self, fields: Sequence[ShownField]) -> bytes:
        """One below the other."""
        return details_list(fields)
