"""Altegio's loyalty cards, gift cards and transactions as they come, and what they mean (altegio.md §5)."""

from __future__ import annotations

from datetime import time
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pydantic import Field

from comeback.adapters.crm.edge import Flag, Many, Maybe, Money, Shape, Text, Whole
from comeback.adapters.crm.loyalty_dates import length_of, moment_of
from comeback.domain import loyalty
from comeback.domain.ids import GiftCardId, LoyaltyCardId, MembershipId, RecordId, VisitId
from comeback.domain.loyalty import GiftCard, LoyaltyCard, LoyaltyTransaction
from comeback.domain.money import to_minor

if TYPE_CHECKING:
    from comeback.domain.connection import Location

_AMOUNT = 2
_ACTIVATED = 2
# Altegio numbers its kinds of promotions in the order of their names (altegio.md §5.5).
_CASHBACKS = range(5, 13)


class _Group(Shape):
    id: Whole = 0


class _Named(Shape):
    title: Text = ""


class CardType(Shape):
    """A type of loyalty cards, memberships or gift cards, or a service of the price list."""

    id: Whole = 0
    title: Text = ""
    salon_group_id: Whole = 0
    salon_group: Maybe[_Group] = None
    company_group_id: Whole = 0
    expiration_type_id: Whole = 0
    autoactivation_time: Whole = 0
    autoactivation_time_unit_id: Whole = 0
    category: Text = ""
    is_multi: Flag = True
    item_type: Maybe[_Named] = None

    @property
    def chain(self) -> int:
        """0: not said."""
        return self.salon_group_id or self.company_group_id or (self.salon_group.id if self.salon_group else 0)


class _Rule(Shape):
    value: Money = Decimal(0)
    parameter: Money = Decimal(0)


class _PromotionType(Shape):
    is_cashback: Flag = False
    is_accumulative: Flag = False


class Program(Shape):
    """A promotion of a card."""

    id: Whole
    title: Text = ""
    value: Money = Decimal(0)
    loyalty_type_id: Whole = 0
    value_unit_id: Whole = 0
    loyalty_type: Maybe[_PromotionType] = None
    rules: Many[_Rule] = Field(default_factory=list)
    expiration_timeout: Whole = 0
    expiration_timeout_unit_id: Whole = 0

    def promotion(self) -> loyalty.Promotion:
        """The same in our terms."""
        kind = self.loyalty_type or _PromotionType(is_cashback=self.loyalty_type_id in _CASHBACKS)
        return loyalty.Promotion(
            id=self.id, title=self.title, type_id=self.loyalty_type_id, value=self.value,
            unit="amount" if self.value_unit_id == _AMOUNT else "percent", cashback=kind.is_cashback,
            grows=kind.is_accumulative,
            thresholds=tuple(sorted(loyalty.Threshold(rule.parameter, rule.value) for rule in self.rules)),
            points_live=length_of(self.expiration_timeout, self.expiration_timeout_unit_id),
        )  # fmt: skip


class Card(Shape):
    """A client's loyalty card."""

    id: Whole
    balance: Money
    points: Money = Decimal(0)
    paid_amount: Money = Decimal(0)
    sold_amount: Money = Decimal(0)
    visits_count: Whole = 0
    number: Text = ""
    type_id: Whole = 0
    salon_group_id: Whole = 0
    type: Maybe[CardType] = None
    programs: Many[Program] = Field(default_factory=list)
    max_discount_percent: Money = Decimal(0)
    max_discount_amount: Money = Decimal(0)

    @property
    def chain(self) -> int:
        """0: not said."""
        return self.salon_group_id or (self.type.chain if self.type else 0)

    def card(self, currency: str) -> LoyaltyCard:
        """The same in our terms."""
        return LoyaltyCard(
            id=LoyaltyCardId(self.id), type_id=self.type_id or (self.type.id if self.type else 0), number=self.number,
            balance=to_minor(self.balance, currency), points=self.points, paid=to_minor(self.paid_amount, currency),
            sold=to_minor(self.sold_amount, currency), visits=self.visits_count,
            promotions=tuple(program.promotion() for program in self.programs),
            most_percent=self.max_discount_percent, most_amount=to_minor(self.max_discount_amount, currency),
        )  # fmt: skip


class Status(Shape):
    """A state by its number."""

    id: Whole = 0


class Certificate(Shape):
    """A gift card."""

    id: Whole
    number: Text = ""
    balance: Money
    type_id: Whole = 0
    status_id: Whole = 0
    expiration_date: Text = ""
    type: Maybe[CardType] = None
    status: Maybe[Status] = None

    @property
    def chain(self) -> int:
        """0: not said."""
        return self.type.chain if self.type else 0

    def gift_card(self, location: Location) -> GiftCard:
        """The same in our terms. Of its numbers of states Altegio documents one; a card without any can be used."""
        kind = self.type or CardType()
        state = self.status_id or (self.status.id if self.status else 0)
        return GiftCard(
            id=GiftCardId(self.id), type_id=self.type_id or kind.id, code=self.number, title=kind.title,
            balance=to_minor(self.balance, location.currency), single=not kind.is_multi,
            restriction=kind.item_type.title if kind.item_type else "", active=state in (0, _ACTIVATED),
            expires_at=moment_of(self.expiration_date, ZoneInfo(location.timezone), time.max),
        )  # fmt: skip


class Transaction(Shape):
    """A loyalty transaction."""

    id: Whole
    type_id: Whole = 0
    amount: Money = Decimal(0)
    card_id: Whole = 0
    abonement_id: Whole = 0
    certificate_id: Whole = 0
    visit_id: Whole = 0
    item_record_id: Whole = 0
    salon_group_id: Whole = 0

    @property
    def chain(self) -> int:
        """0: not said."""
        return self.salon_group_id

    def transaction(self, currency: str) -> LoyaltyTransaction:
        """The same in our terms."""
        return LoyaltyTransaction(
            self.id, self.type_id, to_minor(self.amount, currency), LoyaltyCardId(self.card_id),
            MembershipId(self.abonement_id), VisitId(self.visit_id), GiftCardId(self.certificate_id) or None,
            RecordId(self.item_record_id) or None,
        )  # fmt: skip
