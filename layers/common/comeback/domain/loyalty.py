"""What Altegio keeps for a client: loyalty cards, memberships, and the transactions that changed them. Money in minor units."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Literal, NamedTuple

from comeback.domain.ids import LoyaltyCardId, MembershipId, VisitId


class Threshold(NamedTuple):
    """From `reached` on (minor units, or visits) a growing promotion gives `value`."""

    reached: Decimal
    value: Decimal


@dataclass(frozen=True, slots=True)
class Promotion:
    """A discount or cashback attached to a card type. `value` is per cent or an amount, as Altegio writes it."""

    id: int
    title: str
    type_id: int
    value: Decimal
    unit: Literal["percent", "amount"]
    cashback: bool
    grows: bool
    thresholds: tuple[Threshold, ...] = ()


@dataclass(frozen=True, slots=True)
class LoyaltyCard:
    """A client's card. `balance` can be spent and may be negative after a reversal; `paid`, `sold` and `visits` are what
    its promotions count.
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


class MembershipStatus(StrEnum):
    """`issued`: sold and not started. `other`: a state that Altegio does not document."""

    ISSUED = "issued"
    ACTIVE = "active"
    FROZEN = "frozen"
    OVERDUE = "overdue"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Counter:
    """Sessions left for one service of a membership with a split balance."""

    service_id: int
    title: str
    sessions: int


@dataclass(frozen=True, slots=True)
class Membership:
    """Prepaid sessions: one pool of `sessions`, or the sum of `counters`. `expires_at` None: never, or not known before it
    starts.
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
