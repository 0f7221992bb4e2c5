"""What only a person can settle: noticed once, listed until it is settled (interfaces.md §5, `GET /attention`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from comeback.domain.ids import AttentionId, CardId, CustomerId, LocationId, ProgramId, render_id


class AttentionKind(StrEnum):
    """What is the matter. `redeemed_then_refunded` is a `Question` where the owner decides; missing rights are a connection's
    own. Nothing can be done about `reward_taken_back`: an unredeemed reward went back into stamps.
    """

    REDEEMED_THEN_REFUNDED = "redeemed_then_refunded"
    REWARD_TAKEN_BACK = "reward_taken_back"
    MISSING_RIGHTS = "missing_rights"
    PHONE_CHANGED = "phone_changed"
    MASKED_PHONES = "masked_phones"
    DUPLICATE_CARDS = "duplicate_cards"
    CARD_TYPE_MISSING = "card_type_missing"
    SERVICES_MISSING = "services_missing"
    PAID_NOT_ARRIVED = "paid_not_arrived"
    DRIFT = "drift"
    UNCERTAIN_WRITE = "uncertain_write"
    CERTIFICATE_ENDS = "certificate_ends"


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
        return attention_id(self.kind, self.subject)


def attention_id(kind: AttentionKind, subject: str) -> AttentionId:
    """The id of the item about a matter, whether there is one or not."""
    digest = sha256(f"{kind}|{subject}".encode()).digest()
    return AttentionId(render_id("at", int.from_bytes(digest[:6]), digest[6:16]))
