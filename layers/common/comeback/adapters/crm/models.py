"""Altegio's answers as they come; nothing outside this package sees the raw shapes."""

from decimal import Decimal

from pydantic import Field

from comeback.adapters.crm.edge import Flag, Many, Maybe, Money, Shape, Text, WallTime, Whole


class Client(Shape):
    """A client in a booking, a search or by itself."""

    id: Whole
    name: Text = ""
    surname: Text = ""
    phone: Text = ""
    email: Text = ""
    birthday: Text = ""
    birth_date: Text = ""
    gender_id: Whole = 0
    last_change_date: Text = ""

    @property
    def full_name(self) -> str:
        """Name and surname as one text."""
        return " ".join(part for part in (self.name.strip(), self.surname.strip()) if part)


class Service(Shape):
    """A service of a booking; `cost` is the total after discount."""

    id: Whole
    title: Text = ""
    amount: Whole = 1
    first_cost: Money = Decimal(0)
    discount: Money = Decimal(0)
    cost: Money = Decimal(0)


class GoodsTransaction(Shape):
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


class FinanceTransaction(Shape):
    """A payment in a list of bookings."""

    id: Whole
    amount: Money = Decimal(0)


class Record(Shape):
    """A booking. `wall_time` is the scheduled start on the location's clock."""

    id: Whole
    company_id: Whole = 0
    visit_id: Whole = 0
    client: Maybe[Client] = None
    wall_time: WallTime = Field(alias="date")
    attendance: Whole = 0
    deleted: Flag = False
    paid_full: Flag = False
    services: Many[Service] = Field(default_factory=list)
    goods_transactions: Many[GoodsTransaction] = Field(default_factory=list)
    finance_transactions: Many[FinanceTransaction] = Field(default_factory=list)
    last_change_date: Text = ""


class DetailItem(Shape):
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


class PaymentTransaction(Shape):
    """A payment in the details of a visit."""

    id: Whole
    amount: Money
    item_id: Whole = 0
    target_type_id: Whole = 0
    record_id: Whole = 0
    goods_transaction_id: Whole = 0


class LoyaltyTransaction(Shape):
    """A use of loyalty in the details of a visit."""

    id: Whole
    type_id: Whole
    amount: Money
    item_id: Whole = 0
    item_type_id: Whole = 0
    item_record_id: Whole = 0
    goods_transaction_id: Whole = 0


class VisitDetails(Shape):
    """Lines, payments and loyalty of a visit."""

    items: Many[DetailItem] = Field(default_factory=list)
    payment_transactions: Many[PaymentTransaction] = Field(default_factory=list)
    loyalty_transactions: Many[LoyaltyTransaction] = Field(default_factory=list)
