"""What Altegio says about a visit, in our terms. Money in minor units, times aware."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Literal, NamedTuple

from comeback.domain.ids import ClientId, CustomerId, LocationId, RecordId, VisitId


class Attendance(IntEnum):
    """Altegio's numbers (altegio.md §3.2). Only ARRIVED means that the person came."""

    NO_SHOW = -1
    WAITING = 0
    ARRIVED = 1
    CONFIRMED = 2


class Source(StrEnum):
    """How an amount was settled (loyalty-domain.md §1)."""

    MONEY = "money"
    BONUS = "bonus"
    GIFT_CARD = "gift_card"
    SESSION = "session"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Booking:
    """An Altegio record. `starts_at` is the scheduled start; its date in the location's zone is the visit's date.
    `fingerprint` covers everything in a list of bookings that may change what it earns.
    """

    record_id: RecordId
    visit_id: VisitId
    client_id: ClientId | None
    starts_at: datetime
    attendance: int
    deleted: bool
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A service or product of a visit. `payable` is the total after discounts for the whole `quantity`, `sold` the
    nominal total. `transaction_id` tells equal products apart. `prepaid`: a gift card, membership or top-up is sold.
    """

    type: Literal["service", "product"]
    item_id: int
    record_id: RecordId
    title: str
    quantity: int
    sold: int
    payable: int
    transaction_id: int = 0
    prepaid: bool = False


@dataclass(frozen=True, slots=True)
class Settlement:
    """A payment or a use of loyalty. Negative: a refund. It names a line, only a booking, or neither (ruling 5)."""

    id: int
    source: Source
    amount: int
    record_id: RecordId | None = None
    item_type: Literal["service", "product"] | None = None
    item_id: int | None = None
    transaction_id: int = 0


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """One visit at one location as last read. `fetched_at` is the moment *before* the reading request was sent,
    `timezone` the location's IANA name.
    """

    location_id: LocationId
    visit_id: VisitId
    timezone: str
    bookings: tuple[Booking, ...]
    lines: tuple[Line, ...]
    settlements: tuple[Settlement, ...]
    fetched_at: datetime

    @property
    def starts_at(self) -> datetime:
        """Start of the earliest booking that is not deleted; of the earliest at all if every one is."""
        live = [booking.starts_at for booking in self.bookings if not booking.deleted]
        return min(live or [booking.starts_at for booking in self.bookings])

    def without(self, records: Collection[RecordId]) -> "VisitFacts":
        """The visit without some of its bookings, their lines and the payments that name them."""
        if not any(booking.record_id in records for booking in self.bookings):
            return self
        return replace(
            self,
            bookings=tuple(one for one in self.bookings if one.record_id not in records),
            lines=tuple(one for one in self.lines if one.record_id not in records),
            settlements=tuple(one for one in self.settlements if one.record_id not in records),
        )

    @property
    def client_id(self) -> ClientId | None:
        """The client of the visit; Altegio keeps one per visit."""
        return self.bookings[0].client_id


class Place(NamedTuple):
    """Where a booking counts: whose day, and which."""

    customer_id: CustomerId
    date: date
