"""What the desk gets back."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class ClientEntry:
    """A client of a location; `phone` in digits."""

    client_id: int
    location_id: int
    name: str
    surname: str
    phone: str
    email: str
    deleted: bool


@dataclass(frozen=True, slots=True)
class ClientSheet(ClientEntry):
    """A client with what was written to them: own fields by code, comments, messages, numbers of loyalty cards."""

    birth_date: str
    fields: dict[str, str]
    comments: list[str]
    messages: list[str]
    cards: list[str]


@dataclass(frozen=True, slots=True)
class Line:
    """A service or product of a booking; `cost` is its total after discount."""

    line_id: int
    kind: str
    item_id: int
    title: str
    amount: int
    cost: Decimal


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment or use of loyalty; `booking_id` and `line_id` None: not named."""

    payment_id: int
    amount: Decimal
    method: str
    booking_id: int | None
    line_id: int | None


@dataclass(frozen=True, slots=True)
class Booking:
    """A booking as it is now; `start` is the location's wall clock, `due` what is left to pay."""

    booking_id: int
    visit_id: int
    location_id: int
    client_id: int | None
    start: str
    attendance: str
    deleted: bool
    due: Decimal
    paid_full: bool
    lines: tuple[Line, ...]
    payments: tuple[Payment, ...]

    @classmethod
    def of(cls, data: dict[str, Any]) -> Self:
        """From the stand-in's answer."""
        lines = tuple(Line(**{**one, "cost": Decimal(one["cost"])}) for one in data["lines"])
        payments = tuple(Payment(**{**one, "amount": Decimal(one["amount"])}) for one in data["payments"])
        return cls(**{**data, "due": Decimal(data["due"]), "lines": lines, "payments": payments})


@dataclass(frozen=True, slots=True)
class Paid:
    """What the till did."""

    payment_ids: tuple[int, ...]
    booking: Booking

    @classmethod
    def of(cls, data: dict[str, Any]) -> Self:
        """From the stand-in's answer."""
        return cls(tuple(data["payment_ids"]), Booking.of(data["booking"]))


@dataclass(frozen=True, slots=True)
class CardEntry:
    """A loyalty card."""

    card_id: int
    number: str
    type_id: int
    balance: Decimal


@dataclass(frozen=True, slots=True)
class MembershipEntry:
    """A membership; times in UTC."""

    membership_id: int
    number: str
    title: str
    sessions: int
    expires_at: str | None
    frozen_until: str | None


@dataclass(frozen=True, slots=True)
class GiftCardEntry:
    """A gift card; times in UTC."""

    gift_card_id: int
    code: str
    balance: Decimal
    expires_at: str | None


@dataclass(frozen=True, slots=True)
class Redirect:
    """Where the browser goes after Connect: the query alone, and behind the redirect URL."""

    query: str
    url: str


@dataclass(frozen=True, slots=True)
class Counted:
    """Calls since the last reset, per route and status; webhooks planned, sent, retried, failed, lost, under way."""

    calls: int
    routes: dict[str, int]
    statuses: dict[str, int]
    too_many_requests: int
    faults: int
    webhooks: dict[str, int]
