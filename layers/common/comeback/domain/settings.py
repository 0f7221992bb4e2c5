"""Settings of one program at one location: the keys of loyalty-domain.md §5.1, and their versions in time."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal


class CountBy(StrEnum):
    """The earning unit (loyalty-domain.md §6.3)."""

    BOOKING = "booking"
    VISIT = "visit"
    CLIENT_DAY = "client_day"


class PaymentGate(StrEnum):
    """How much must be paid before a visit earns (§5.2, §6.5)."""

    NONE = "none"
    ANY = "any"
    FULL = "full"


class Basis(StrEnum):
    """Which amount of a line counts (§6.4)."""

    SOLD = "sold"
    PAYABLE = "payable"
    PAID = "paid"


@dataclass(frozen=True, slots=True)
class Completed:
    """R1: `stamps` for a unit with at least one eligible line."""

    stamps: int = 1
    kind: Literal["completed"] = "completed"


@dataclass(frozen=True, slots=True)
class AmountOver:
    """R2: `stamps` when the basis is over `amount` (minor units); `inclusive` also when it is exactly that."""

    amount: int
    inclusive: bool = False
    stamps: int = 1
    kind: Literal["amount_over"] = "amount_over"


@dataclass(frozen=True, slots=True)
class EveryN:
    """R3: `stamps` for every `amount` (minor units) of the basis; the remainder is dropped or carried."""

    amount: int
    remainder: Literal["drop", "carry"] = "drop"
    stamps: int = 1
    kind: Literal["every_n"] = "every_n"


@dataclass(frozen=True, slots=True)
class Item:
    """A service or product by Altegio's id."""

    type: Literal["service", "product"]
    id: int


@dataclass(frozen=True, slots=True)
class Items:
    """R4: `stamps` once per receipt, or per quantity, of the listed items."""

    items: tuple[Item, ...]
    per: Literal["receipt", "quantity"] = "receipt"
    stamps: int = 1
    kind: Literal["items"] = "items"


AccrualRule = Completed | AmountOver | EveryN | Items


@dataclass(frozen=True, slots=True)
class CardSettings:
    """One settings row. Everything that writes to the CRM or to people is off unless switched on (ruling 12). Links are sent
    from `deliver_from` (`HH:MM`, the location's clock) to `deliver_until`.
    """

    crm_profile_wins: bool = True
    write_to_crm: bool = False
    deliver_via_crm: bool = False
    sms_via_crm: bool = False
    email_via_crm: bool = False
    create_crm_client: bool = False
    enrol_new_crm_clients: bool = True
    crm_card_type: int | None = None
    gift_card_types: Literal["all"] | tuple[int, ...] = "all"
    count_by: CountBy = CountBy.CLIENT_DAY
    payment_gate: PaymentGate = PaymentGate.FULL
    count_products: bool = False
    accrual_rule: AccrualRule = field(default_factory=Completed)
    basis: Basis | None = None
    max_per_unit: int | None = None
    max_per_day: int | None = None
    membership_visits_earn: bool = False
    scan_excludes_crm: bool = True
    services: Literal["all"] | tuple[int, ...] = "all"
    deliver_from: str = "09:00"
    deliver_until: str = "20:00"
    deliveries_per_hour: int = 20
    deliveries_per_day: int = 100

    @property
    def amount_basis(self) -> Basis:
        """The chosen basis, or the gate's own: paid behind a payment gate, payable without one (§6.4)."""
        if self.basis is not None:
            return self.basis
        return Basis.PAYABLE if self.payment_gate is PaymentGate.NONE else Basis.PAID


@dataclass(frozen=True, slots=True)
class SettingsVersion:
    """A row as it was written: it holds for visits that start at or after `effective_at` (ruling 7)."""

    version: int
    effective_at: datetime
    settings: CardSettings
