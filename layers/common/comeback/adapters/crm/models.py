"""Altegio's answers as they come: types wobble between number, text and boolean, empty objects come as lists
(altegio.md §7). Here they become one form; nothing outside this package sees the raw shapes.
"""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

T = TypeVar("T")


def _whole(value: Any) -> Any:
    if value is None or value == "" or value == []:
        return 0
    return int(Decimal(str(value))) if not isinstance(value, bool) else int(value)


def _flag(value: Any) -> Any:
    return value not in (None, False, 0, "", "0", "false", [])


def _money(value: Any) -> Any:
    # Normalised, because 45 and 45.00 must give the same fingerprint.
    return Decimal(0) if value in (None, "", []) or isinstance(value, bool) else Decimal(str(value)).normalize()


def _wall_time(value: Any) -> Any:
    return datetime.fromisoformat(str(value).replace(" ", "T")[:19])


def _text(value: Any) -> Any:
    return "" if value is None or isinstance(value, list | dict | bool) else str(value)


def _none_if_empty(value: Any) -> Any:
    return None if value in ([], {}, "", 0) else value


def _list_if_empty(value: Any) -> Any:
    return [] if value in (None, {}, "") else value


Whole = Annotated[int, BeforeValidator(_whole)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Money = Annotated[Decimal, BeforeValidator(_money)]
Text = Annotated[str, BeforeValidator(_text)]
Maybe = Annotated[T | None, BeforeValidator(_none_if_empty)]
Many = Annotated[list[T], BeforeValidator(_list_if_empty)]


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Client(_Answer):
    """A client in a booking, a search or by itself."""

    id: Whole
    name: Text = ""
    surname: Text = ""
    phone: Text = ""
    email: Text = ""
    birthday: Text = ""
    birth_date: Text = ""

    @property
    def full_name(self) -> str:
        """Name and surname as one text."""
        return " ".join(part for part in (self.name.strip(), self.surname.strip()) if part)


class Service(_Answer):
    """A service of a booking; `cost` is the total after discount."""

    id: Whole
    title: Text = ""
    amount: Whole = 1
    first_cost: Money = Decimal(0)
    discount: Money = Decimal(0)
    cost: Money = Decimal(0)


class GoodsTransaction(_Answer):
    """A product sold in a booking; a membership or gift card when one of the loyalty ids is set."""

    id: Whole
    good_id: Whole = 0
    amount: Whole = 1
    cost: Money = Decimal(0)
    loyalty_abonement_id: Whole = 0
    loyalty_certificate_id: Whole = 0

    @property
    def is_prepayment(self) -> bool:
        """Whether something is bought that is used later."""
        return bool(self.loyalty_abonement_id or self.loyalty_certificate_id)


class FinanceTransaction(_Answer):
    """A payment in a list of bookings."""

    id: Whole
    amount: Money = Decimal(0)


class Record(_Answer):
    """A booking. `wall_time` is the scheduled start on the location's clock, naive: the offset that Altegio may write
    behind it is wrong around changes of daylight-saving time (pitfall 3).
    """

    id: Whole
    company_id: Whole = 0
    visit_id: Whole = 0
    client: Maybe[Client] = None
    wall_time: Annotated[datetime, BeforeValidator(_wall_time)] = Field(alias="date")
    attendance: Whole = 0
    deleted: Flag = False
    paid_full: Flag = False
    services: Many[Service] = Field(default_factory=list)
    goods_transactions: Many[GoodsTransaction] = Field(default_factory=list)
    finance_transactions: Many[FinanceTransaction] = Field(default_factory=list)
    last_change_date: Text = ""


class DetailItem(_Answer):
    """A line in the details of a visit. `id` is the goods transaction of a product."""

    id: Whole = 0
    item_id: Whole = 0
    item_type_id: Whole = 0
    record_id: Whole = 0
    item_title: Text = ""
    amount: Whole = 1
    first_cost: Money = Decimal(0)
    discount: Money = Decimal(0)
    cost: Money = Decimal(0)
    is_good: Flag = False


class PaymentTransaction(_Answer):
    """A payment in the details of a visit."""

    id: Whole
    amount: Money
    item_id: Whole = 0
    target_type_id: Whole = 0
    record_id: Whole = 0
    goods_transaction_id: Whole = 0


class LoyaltyTransaction(_Answer):
    """A use of loyalty in the details of a visit."""

    id: Whole
    type_id: Whole
    amount: Money
    item_id: Whole = 0
    item_type_id: Whole = 0
    item_record_id: Whole = 0
    goods_transaction_id: Whole = 0


class VisitDetails(_Answer):
    """Lines, payments and loyalty of a visit."""

    items: Many[DetailItem] = Field(default_factory=list)
    payment_transactions: Many[PaymentTransaction] = Field(default_factory=list)
    loyalty_transactions: Many[LoyaltyTransaction] = Field(default_factory=list)
