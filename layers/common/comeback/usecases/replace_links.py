"""A card's link has come into the wrong hands: it gets new ones (ruling 17)."""

from dataclasses import dataclass, replace

from comeback.domain.card import Card, CardStatus
from comeback.domain.errors import CardClosed
from comeback.domain.ids import CardId, TenantId
from comeback.messages import CardNoteDue
from comeback.ports.ledger import Ledger, Posting
from comeback.ports.queues import AccrualQueue
from comeback.usecases.read_cards import ReadCard


@dataclass(frozen=True, slots=True)
class ReplaceLinks:
    """Whatever page link was given before leads nowhere; installed passes have a token of their own and go on."""

    read_card: ReadCard
    ledger: Ledger
    queue: AccrualQueue

    def __call__(self, tenant: TenantId, card_id: CardId) -> Card:
        """The head with the links' next version. Raises NotFound, CardClosed for an erased card; ClaimLost and
        QueueUnavailableError: ask again.
        """
        card = self.read_card(tenant, card_id)
        if card.status is CardStatus.ERASED:
            raise CardClosed(f"The card is {card.status.value}.")
        # The mark stays: no pass shows the link.
        after = replace(card, link_version=card.link_version + 1)
        self.ledger.commit(tenant, [], [Posting(after, card, ())])
        # But Altegio's note of the card does.
        self.queue.send(CardNoteDue(tenant, card.id))
        return after
