"""A card is active again: book what came while it was not (edge case 38)."""

from dataclasses import dataclass

from comeback.domain.booking import is_settled, judged
from comeback.domain.card import CardStatus
from comeback.messages import CardReopened
from comeback.ports.crm import Lane
from comeback.ports.ledger import Ledger
from comeback.usecases.settle_days import SettleDays, Target


@dataclass(frozen=True, slots=True)
class SettleReopenedCard:
    """Judges the stored days, which were kept up to date meanwhile, and settles those that differ; asks Altegio nothing."""

    ledger: Ledger
    settle_days: SettleDays

    def __call__(self, message: CardReopened) -> int:
        """How many days differed. Raises ClaimLost: the message has to come again, and finds the rest."""
        tenant, differed = message.tenant_id, 0
        standing = self.ledger.standing(tenant, message.customer_id, [message.program_id])
        for program, card in zip(standing.programs, standing.cards, strict=False):
            if card.status is not CardStatus.ACTIVE:
                continue
            for place, day in self.ledger.days_of(tenant, message.customer_id):
                if not is_settled(card, judged(program, card, place.date, day)):
                    self.settle_days(tenant, [Target(place, programs=(program.id,))], "unblock", Lane.REST)
                    differed += 1
        return differed
