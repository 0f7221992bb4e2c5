"""What only the owner can decide: a visit was taken back after the reward built on it was redeemed (loyalty-domain.md §6.7)."""

from dataclasses import dataclass
from datetime import datetime

from comeback.domain.ids import CardId, CustomerId, EntryId, ProgramId
from comeback.domain.ledger import Cause


@dataclass(frozen=True, slots=True)
class Question:
    """Are these `stamps`, which the reversal `id` took below zero, forgiven? Until somebody answers they are owed."""

    id: EntryId
    card_id: CardId
    customer_id: CustomerId
    program_id: ProgramId
    stamps: int
    cause: Cause
    asked_at: datetime
