"""A card is blocked and opened again."""

from dataclasses import dataclass, replace

from comeback.domain.card import Card, CardStatus, StatusNote, next_mark
from comeback.domain.errors import CardClosed
from comeback.domain.ids import CardId, TenantId
from comeback.domain.ledger import Actor
from comeback.messages import CardReopened
from comeback.ports.ledger import ClaimLost, Ledger, Posting
from comeback.ports.queues import AccrualQueue
from comeback.ports.system import Clock
from comeback.usecases.read_cards import ReadCard

_TRIES = 5


@dataclass(frozen=True, slots=True)
class SetStatus:
    """Moves a head between active and blocked, and leaves a note of who did it and why."""

    read_card: ReadCard
    ledger: Ledger
    clock: Clock

    def __call__(self, tenant: TenantId, card_id: CardId, actor: Actor, status: CardStatus, reason: str) -> Card:
        """The head; one that has the status already keeps its note. Raises NotFound, CardClosed, ClaimLost."""
        for _ in range(_TRIES - 1):
            try:
                return self._attempt(tenant, card_id, actor, status, reason)
            except ClaimLost:
                continue
        return self._attempt(tenant, card_id, actor, status, reason)

    def _attempt(self, tenant: TenantId, card_id: CardId, actor: Actor, status: CardStatus, reason: str) -> Card:
        card = self.read_card(tenant, card_id)
        if card.status is status:
            return card
        if card.status not in (CardStatus.ACTIVE, CardStatus.BLOCKED):
            raise CardClosed(f"The card is {card.status.value}.")
        now = self.clock.now()
        after = replace(card, status=status, status_note=StatusNote(actor, reason, now), mark=next_mark(card.mark, now))
        self.ledger.commit(tenant, [], [Posting(after, card, ())])
        return after


@dataclass(frozen=True, slots=True)
class BlockCard:
    """Nothing accrues to a blocked card and nothing is redeemed from it; its days go on being recorded."""

    set_status: SetStatus

    def __call__(self, tenant: TenantId, card: CardId, actor: Actor, reason: str) -> Card:
        """The blocked head. Raises NotFound, CardClosed, ClaimLost."""
        return self.set_status(tenant, card, actor, CardStatus.BLOCKED, reason)


@dataclass(frozen=True, slots=True)
class UnblockCard:
    """The card is active again, and what came meanwhile is booked behind the queue (edge case 38)."""

    set_status: SetStatus
    queue: AccrualQueue

    def __call__(self, tenant: TenantId, card: CardId, actor: Actor, reason: str) -> Card:
        """The active head. Raises NotFound, CardClosed, ClaimLost, QueueUnavailableError: ask again."""
        head = self.set_status(tenant, card, actor, CardStatus.ACTIVE, reason)
        # Also for a card that is active already: its first message may not have been sent, and a second one is harmless.
        self.queue.send(CardReopened(tenant, head.customer_id, head.program_id))
        return head
