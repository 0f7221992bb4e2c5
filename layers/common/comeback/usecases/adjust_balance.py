"""A balance is corrected by hand."""

from dataclasses import dataclass

from comeback.domain.by_hand import adjust
from comeback.domain.ids import CardId, TenantId
from comeback.domain.ledger import Entry
from comeback.usecases.move_balance import Asked, MoveBalance, Movement


@dataclass(frozen=True, slots=True)
class AdjustBalance:
    """Stamps up or down, with the reason."""

    move: MoveBalance

    def __call__(self, tenant: TenantId, card: CardId, asked: Asked, amount: int, reason: str) -> Entry:
        """Raises FieldRefused for a balance below zero, NotFound, StateConflicted, ClaimLost."""
        return self.move(
            tenant, card, asked, Movement("adjustments", (amount, reason), lambda head: adjust(head, amount, reason))
        )  # fmt: skip
