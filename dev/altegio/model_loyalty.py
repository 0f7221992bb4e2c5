"""What a chain promises its clients: loyalty cards with promotions, memberships, gift cards, and what moved them."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

PROMOTIONS = (
    "discount_static", "discount_accumulative_visits", "discount_accumulative_sold", "discount_accumulative_paid",
    "cashback_static_sold", "cashback_static_paid", "cashback_accumulative_paid", "cashback_accumulative_sold",
    "cashback_accumulative_paid_visits", "cashback_accumulative_sold_visits", "cashback_sold_visits",
    "cashback_paid_visits", "package_discount",
)  # fmt: skip
"""Altegio's kinds of promotions in the order of their numbers, from 1."""


@dataclass(slots=True)
class Promotion:
    """A discount or cashback of a card type. `steps`: from which value of the card's counter it gives how much."""

    id: int
    title: str
    kind: str
    card_type: int
    value: Decimal
    percent: bool = True
    steps: dict[int, Decimal] = field(default_factory=dict)


@dataclass(slots=True)
class LoyaltyCard:
    """A card of a chain, known by the client's phone: bonus points, and what its promotions count."""

    id: int
    chain_id: int
    phone: str
    number: str
    balance: Decimal
    type_id: int = 10992
    paid: Decimal = Decimal(0)
    sold: Decimal = Decimal(0)
    visits: int = 0


@dataclass(slots=True)
class Membership:
    """A prepaid number of sessions of a chain: for one service, or a pool (`united`). `activated_at` None: not started;
    `expires_at` None: never. `starts_within`: days after which it starts by itself. `renewal`: the state of its subscription,
    nothing for one that does not renew itself.
    """

    id: int
    chain_id: int
    phone: str
    number: str
    title: str
    sessions: int
    created_at: datetime
    activated_at: datetime | None = None
    expires_at: datetime | None = None
    frozen_until: datetime | None = None
    united: bool = False
    service_id: int = 7182839
    unlimited: bool = False
    starts_within: int = 0
    renewal: str = ""


@dataclass(slots=True)
class GiftCard:
    """Money on a code. `par`: what it was sold for; `single`: its first payment takes all that is on it."""

    id: int
    chain_id: int
    phone: str
    code: str
    par: Decimal
    balance: Decimal
    created_at: datetime
    type_id: int = 27841
    expires_at: datetime | None = None
    single: bool = False
    restriction: int = 0


@dataclass(slots=True)
class Movement:
    """A loyalty transaction that no settlement stands for; ids of what it did not touch are 0."""

    id: int
    chain_id: int
    type_id: int
    amount: Decimal
    card_id: int
    membership_id: int
    visit_id: int
    at: datetime
    record_id: int = 0
