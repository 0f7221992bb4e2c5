"""Altegio's loyalty answers as they come, and what they mean (altegio.md §5)."""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pydantic import Field

from comeback.adapters.crm.edge import Flag, Many, Maybe, Money, Shape, Text, Whole
from comeback.domain import loyalty
from comeback.domain.ids import LoyaltyCardId, MembershipId, VisitId
from comeback.domain.loyalty import Counter, LoyaltyCard, LoyaltyTransaction, Membership, MembershipStatus
from comeback.domain.money import to_minor

if TYPE_CHECKING:
    from comeback.domain.connection import Location

_AMOUNT = 2
_ON_SALE = 1
_DAYS = {1: 1, 2: 7}
_MONTHS = {3: 1, 4: 12}
_STATES = {1: MembershipStatus.ISSUED, 2: MembershipStatus.ACTIVE, 3: MembershipStatus.OVERDUE}


class _Group(Shape):
    id: Whole = 0


class CardType(Shape):
    """A type of cards or memberships."""

    id: Whole = 0
    title: Text = ""
    salon_group_id: Whole = 0
    salon_group: Maybe[_Group] = None
    expiration_type_id: Whole = 0

    @property
    def chain(self) -> int:
        """0: not said."""
        return self.salon_group_id or (self.salon_group.id if self.salon_group else 0)


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

    def promotion(self) -> loyalty.Promotion:
        """The same in our terms."""
        kind = self.loyalty_type or _PromotionType()
        return loyalty.Promotion(
            id=self.id, title=self.title, type_id=self.loyalty_type_id, value=self.value,
            unit="amount" if self.value_unit_id == _AMOUNT else "percent", cashback=kind.is_cashback,
            grows=kind.is_accumulative,
            thresholds=tuple(sorted(loyalty.Threshold(rule.parameter, rule.value) for rule in self.rules)),
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
        )  # fmt: skip


class _Link(Shape):
    count: Whole = 0
    category: Maybe[CardType] = None

    def counter(self) -> Counter:
        """Sessions of one service."""
        named = self.category or CardType()
        return Counter(named.id, named.title, self.count)


class _Container(Shape):
    links: Many[_Link] = Field(default_factory=list)


class _Status(Shape):
    id: Whole = 0


class Abonement(Shape):
    """A membership."""

    id: Whole
    number: Text = ""
    created_date: Text = ""
    activated_date: Text = ""
    expiration_date: Text = ""
    freeze_till: Text = ""
    is_frozen: Flag = False
    freeze_period: Whole = 0
    period: Whole = 0
    period_unit_id: Whole = 0
    status: Maybe[_Status] = None
    is_united_balance: Flag = False
    united_balance_services_count: Whole = 0
    balance_container: Maybe[_Container] = None
    type: Maybe[CardType] = None

    @property
    def chain(self) -> int:
        """0: not said."""
        return self.type.chain if self.type else 0

    def membership(self, location: Location) -> Membership:
        """The same in our terms."""
        status = _STATES.get(self.status.id if self.status else 0, MembershipStatus.OTHER)
        links = self.balance_container.links if self.balance_container else []
        counters = () if self.is_united_balance else tuple(link.counter() for link in links)
        zone = ZoneInfo(location.timezone)
        return Membership(
            id=MembershipId(self.id), number=self.number, title=self.type.title if self.type else "",
            status=MembershipStatus.FROZEN if self.is_frozen and status is not MembershipStatus.OVERDUE else status,
            sessions=self.united_balance_services_count if self.is_united_balance else sum(one.sessions for one in counters),
            counters=counters, starts_at=_moment(self.activated_date, zone), expires_at=self._expires_at(zone),
            frozen_until=_moment(self.freeze_till, zone, time.max) if self.is_frozen else None,
        )  # fmt: skip

    def _expires_at(self, zone: ZoneInfo) -> datetime | None:
        """As Altegio says, else the period from the start, longer by the days it was frozen; no period is for ever."""
        said = _moment(self.expiration_date, zone, time.max)
        begin = _moment(self.activated_date, zone)
        if begin is None and self.type and self.type.expiration_type_id == _ON_SALE:
            begin = _moment(self.created_date, zone)
        if said or begin is None or not self.period:
            return said
        return _later(begin.astimezone(zone), self.period, self.period_unit_id, self.freeze_period)


class Transaction(Shape):
    """A loyalty transaction."""

    id: Whole
    type_id: Whole = 0
    amount: Money = Decimal(0)
    card_id: Whole = 0
    abonement_id: Whole = 0
    visit_id: Whole = 0
    salon_group_id: Whole = 0

    @property
    def chain(self) -> int:
        """0: not said."""
        return self.salon_group_id

    def transaction(self, currency: str) -> LoyaltyTransaction:
        """The same in our terms."""
        return LoyaltyTransaction(
            self.id, self.type_id, to_minor(self.amount, currency), LoyaltyCardId(self.card_id),
            MembershipId(self.abonement_id), VisitId(self.visit_id),
        )  # fmt: skip


def _moment(text: str, zone: ZoneInfo, end: time = time.min) -> datetime | None:
    """A moment with or without offset; of a date alone, its beginning or `end`."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if len(text) <= len("2026-09-21"):
        moment = datetime.combine(moment.date(), end.replace(microsecond=0))
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _later(begin: datetime, period: int, unit: int, frozen_days: int) -> datetime | None:
    try:
        if unit in _MONTHS:
            months = begin.year * 12 + begin.month - 1 + period * _MONTHS[unit]
            year, month = divmod(months, 12)
            day = min(begin.day, monthrange(year, month + 1)[1])
            return begin.replace(year=year, month=month + 1, day=day) + timedelta(days=frozen_days)
        return begin + timedelta(days=period * _DAYS[unit] + frozen_days)
    except (KeyError, ValueError, OverflowError):
        return None
