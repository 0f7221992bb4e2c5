"""What Altegio keeps for a client: loyalty cards, memberships, gift cards, and the transactions that changed them.

Money in minor units.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Literal, NamedTuple

from comeback.domain.ids import GiftCardId, LoyaltyCardId, MembershipId, RecordId, VisitId


class Threshold(NamedTuple):
    """From `reached` on (an amount as Altegio writes it, or visits) a growing promotion gives `value`."""

    reached: Decimal
    value: Decimal


@dataclass(frozen=True, slots=True)
class Promotion:
    """A discount or cashback attached to a card type. `value` is per cent or an amount, as Altegio writes it; `points_live`:
    after how long its points expire, where the card says so.
    """

    id: int
    title: str
    type_id: int
    value: Decimal
    unit: Literal["percent", "amount"]
    cashback: bool
    grows: bool
    thresholds: tuple[Threshold, ...] = ()
    points_live: str = ""


@dataclass(frozen=True, slots=True)
class LoyaltyCard:
    """A client's card. `balance` can be spent and may be negative after a reversal; `paid`, `sold` and `visits` are what
    its promotions count; `most_percent` and `most_amount` bound a discount (0: no bound).
    """

    id: LoyaltyCardId
    type_id: int
    number: str
    balance: int
    points: Decimal = Decimal(0)
    paid: int = 0
    sold: int = 0
    visits: int = 0
    promotions: tuple[Promotion, ...] = ()
    most_percent: Decimal = Decimal(0)
    most_amount: int = 0


class MembershipStatus(StrEnum):
    """`issued`: sold and not started. `other`: a state that Altegio does not document."""

    ISSUED = "issued"
    ACTIVE = "active"
    FROZEN = "frozen"
    OVERDUE = "overdue"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Counter:
    """Sessions left for one service of a membership with a split balance; `unlimited`: they are not counted."""

    service_id: int
    title: str
    sessions: int
    unlimited: bool = False


class Renewal(StrEnum):
    """Of a membership that renews itself: `on`, `off` (cancelled, so that it ends), `failed` (a charge did not go through)."""

    ON = "on"
    OFF = "off"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Membership:
    """Prepaid sessions: one pool of `sessions`, or the sum of `counters`; `unlimited`: they are not counted. `expires_at` None:
    never, or not known before it starts; `starts_by`: when it starts by itself. `renewal` None: it does not renew itself.
    """

    id: MembershipId
    number: str
    title: str
    status: MembershipStatus
    sessions: int
    counters: tuple[Counter, ...] = ()
    starts_at: datetime | None = None
    expires_at: datetime | None = None
    frozen_until: datetime | None = None
    starts_by: datetime | None = None
    unlimited: bool = False
    renewal: Renewal | None = None


@dataclass(frozen=True, slots=True)
class GiftCard:
    """Money on a code, not on a person. `balance` is what is left; `single`: the first payment takes it all; `restriction`: what
    it pays for, in Altegio's words; `active`: it can be used.
    """

    id: GiftCardId
    type_id: int
    code: str
    title: str
    balance: int
    single: bool = False
    restriction: str = ""
    active: bool = True
    expires_at: datetime | None = None

    def is_usable(self, now: datetime) -> bool:
        """Whether it still pays for something."""
        return self.active and self.balance > 0 and (self.expires_at is None or self.expires_at > now)


class TransactionType(IntEnum):
    """Altegio's numbers (altegio.md §5.4)."""

    DISCOUNT = 1
    ACCRUAL = 2
    WITHDRAWAL = 3
    REFERRAL = 4
    ADDED_BY_HAND = 5
    TAKEN_BY_HAND = 6
    EXPIRED = 7
    GIFT_CARD = 8
    SESSION = 9
    RECALCULATION = 10
    ACCOUNT = 11


@dataclass(frozen=True, slots=True)
class LoyaltyTransaction:
    """One movement. `type_id` may be one that we do not know; ids of what it did not touch are 0."""

    id: int
    type_id: int
    amount: int
    card_id: LoyaltyCardId
    membership_id: MembershipId
    visit_id: VisitId
    gift_card_id: GiftCardId | None = None
    record_id: RecordId | None = None
