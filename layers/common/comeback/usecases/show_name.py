"""A card says its holder's first name: wallets hear of another one (loyalty-domain.md §12.1)."""

from contextlib import suppress
from dataclasses import dataclass, replace

from comeback.domain.card import CardStatus, next_mark
from comeback.domain.customer import Profile
from comeback.ports.customers import Customers
from comeback.ports.ledger import ClaimLost, Ledger, Posting
from comeback.ports.system import Clock


@dataclass(frozen=True, slots=True)
class ShowName:
    """Moves the change marks of the person's cards. Who changes a card at the same moment has moved its mark as well."""

    customers: Customers
    ledger: Ledger
    clock: Clock

    def __call__(self, before: Profile, after: Profile) -> int:
        """How many cards have another name on them now."""
        if before.first_name == after.first_name:
            return 0
        cards = self.customers.cards(after.tenant_id, after.id)
        for card in cards:
            if card.status is not CardStatus.ERASED:
                moved = replace(card, mark=next_mark(card.mark, self.clock.now()))
                with suppress(ClaimLost):
                    self.ledger.commit(after.tenant_id, [], [Posting(moved, card, ())])
        return len(cards)
