"""What a world of locations consists of. Moments are aware UTC; `start` of a booking is the location's wall clock.

Phones are kept as digits with the country code, without plus. Money is Decimal in the location's currency.
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import IntEnum, StrEnum


class Attendance(IntEnum):
    """State of a booking as Altegio numbers it."""

    NO_SHOW = -1
    WAITING = 0
    ARRIVED = 1
    CONFIRMED = 2


class Kind(StrEnum):
    """What a line sells."""

    SERVICE = "service"
    PRODUCT = "product"


class Method(StrEnum):
    """How somebody settles a bill."""

    CASH = "cash"
    CARD = "card"
    ACCOUNT = "account"
    GIFT_CARD = "gift_card"
    BONUS = "bonus"
    SESSION = "session"


class Status(StrEnum):
    """State of the application in a location."""

    PENDING = "pending"
    ACTIVE = "active"
    FREEZED = "freezed"
    UNINSTALLED = "uninstalled"


@dataclass(slots=True)
class Item:
    """A service or product of a location's price list; `seconds` is a service's length."""

    id: int
    kind: Kind
    title: str
    price: Decimal
    seconds: int = 3600


@dataclass(slots=True)
class TeamMember:
    """Somebody who renders services."""

    id: int
    name: str


@dataclass(slots=True)
class User:
    """Somebody with access to a location's back office. `rights` are exceptions to the role's."""

    id: int
    name: str
    phone: str
    email: str
    role: str
    approved: bool = True
    rights: dict[str, bool] = field(default_factory=dict)


@dataclass(slots=True)
class Hook:
    """A receiver of location events with its flags."""

    url: str
    flags: dict[str, int]


@dataclass(slots=True)
class StatusChange:
    """A line in the application's log of a location."""

    at: datetime
    before: Status
    after: Status
    source: str


@dataclass(slots=True)
class Installation:
    """Our application in one location. `rights` of its system user hold only what was taken away."""

    status: Status
    created_at: datetime
    webhook_urls: list[str] = field(default_factory=list)
    log: list[StatusChange] = field(default_factory=list)
    rights: dict[str, bool] = field(default_factory=dict)
    masking: str = "partial"


@dataclass(slots=True)
class Location:
    """A shop. `chain_id` 0 stands for none. `client_fields`: the titles of its own fields of clients, by code."""

    id: int
    title: str
    zone: str
    currency: str
    chain_id: int
    phone: str
    country_id: int = 2
    country: str = "United States"
    city: str = "New York"
    position: tuple[float, float] = (40.7484, -73.9857)
    items: list[Item] = field(default_factory=list)
    team: list[TeamMember] = field(default_factory=list)
    users: list[User] = field(default_factory=list)
    hooks: list[Hook] = field(default_factory=list)
    installation: Installation | None = None
    client_fields: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Client:
    """A client of one location."""

    id: int
    location_id: int
    name: str
    surname: str
    phone: str
    email: str
    birth_date: str
    created_at: datetime
    changed_at: datetime
    deleted: bool = False
    custom_fields: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Comment:
    """A note at a client."""

    id: int
    location_id: int
    client_id: int
    text: str
    at: datetime


@dataclass(slots=True)
class Message:
    """A text that was sent to a client."""

    id: int
    location_id: int
    client_id: int
    text: str
    at: datetime


@dataclass(slots=True)
class Line:
    """A sold thing in a booking. `cost` is the total for its quantity after `discount` (percent).

    `id` is the goods transaction of a product; services have none in Altegio, ours is for the desk only.
    """

    id: int
    kind: Kind
    item_id: int
    title: str
    amount: int
    price: Decimal
    discount: Decimal
    cost: Decimal
    document_id: int
    created_at: datetime
    membership_id: int = 0
    certificate_id: int = 0


@dataclass(slots=True)
class Record:
    """A booking; several may share a visit. `start` is naive local time."""

    id: int
    location_id: int
    visit_id: int
    client_id: int
    team_member_id: int
    start: datetime
    seconds: int
    document_id: int
    created_at: datetime
    changed_at: datetime
    attendance: Attendance = Attendance.WAITING
    deleted: bool = False
    comment: str = ""
    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Settlement:
    """A payment or a use of loyalty in a visit. `record_id` 0: only the visit is named; `line_id` 0: no line is;
    `membership_id` and `certificate_id` are what was used, if anything of the kind was.
    """

    id: int
    location_id: int
    visit_id: int
    record_id: int
    line_id: int
    client_id: int
    method: Method
    amount: Decimal
    document_id: int
    at: datetime
    changed_at: datetime
    deleted: bool = False
    membership_id: int = 0
    certificate_id: int = 0

    @property
    def money(self) -> bool:
        """Whether Altegio shows it as a payment transaction and not as a loyalty transaction."""
        return self.method in (Method.CASH, Method.CARD)
