"""The way of a card into Google Wallet: the object first, then the link to it."""

from dataclasses import dataclass

from comeback.domain.card import Card
from comeback.domain.google_passes import object_id
from comeback.ports.customers import Customers
from comeback.ports.google_passes import GooglePasses
from comeback.usecases.read_pass import FindCard
from comeback.usecases.write_google_object import WriteGoogleObject, told_of


@dataclass(frozen=True, slots=True)
class OfferGoogle:
    """A link to an object that does not exist shows an error page, so it is inserted before (wallets.md §4.4)."""

    find: FindCard
    customers: Customers
    passes: GooglePasses
    write: WriteGoogleObject

    def __call__(self, token: str) -> str | None:
        """The save link; None: 404. Raises GoogleError."""
        card = self.find.by_page_token(token)
        if card is None:
            return None
        # From here on every change of the card is told to Google, so that none falls between this row and the insert.
        if not self.passes.offer(card.id).pushed:
            self._insert(self.customers.card(card.ref) or card)
        google = self.write.google
        return google.save_link(object_id(google.issuer_id, card.id))

    def _insert(self, card: Card) -> None:
        """An object that is there already belongs to somebody who inserts it at this moment, and tells the newest."""
        content = self.write.read(card)
        if self.write.insert(content):
            self.passes.note_told(card.id, told_of(content))
