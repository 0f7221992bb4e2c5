"""What only a person can settle: noticed once, listed until it is settled (interfaces.md §5, `GET /attention`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from comeback.domain.ids import AttentionId, CardId, CustomerId, LocationId, ProgramId, render_id


class AttentionKind(StrEnum):
    """What is the matter. `redeemed_then_refunded` is a `Question`, missing rights are a connection's own."""

    REDEEMED_THEN_REFUNDED = "redeemed_then_refunded"
    MISSING_RIGHTS = "missing_rights"
    PHONE_CHANGED = "phone_changed"
    MASKED_PHONES = "masked_phones"
    DUPLICATE_CARDS = "duplicate_cards"
    CARD_TYPE_MISSING = "card_type_missing"
    PAID_NOT_ARRIVED = "paid_not_arrived"
    DRIFT = "drift"
    UNCERTAIN_WRITE = "uncertain_write"


@dataclass(frozen=True, slots=True)
class AttentionItem:
    """`subject` is made of ids only and tells two matters of one kind apart; `facts` are numbers, ids and dates, nothing
    personal. `answers`: what a person may say to it; every item can be set aside with `done`.
    """

    kind: AttentionKind
    subject: str
    noticed_at: datetime
    location_id: LocationId | None = None
    program_id: ProgramId | None = None
    customer_id: CustomerId | None = None
    card_id: CardId | None = None
    facts: Mapping[str, str | int] = field(default_factory=dict)
    answers: tuple[str, ...] = ("done",)

    @property
    def id(self) -> AttentionId:
        """The same for the same matter, so that noticing it again changes nothing."""
        digest = sha256(f"{self.kind}|{self.subject}".encode()).digest()
        return AttentionId(render_id("at", int.from_bytes(digest[:6]), digest[6:16]))
