"""Altegio's memberships as they come, and what they mean (altegio.md §5.6)."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pydantic import Field

from comeback.adapters.crm.edge import Flag, Many, Maybe, Shape, Text, Whole
from comeback.adapters.crm.loyalty_dates import later, moment_of
from comeback.adapters.crm.loyalty_models import CardType, Status
from comeback.domain.ids import MembershipId
from comeback.domain.loyalty import Counter, Membership, MembershipStatus, Renewal

if TYPE_CHECKING:
    from datetime import datetime

    from comeback.domain.connection import Location

_ON_SALE = 1
_STATES = {1: MembershipStatus.ISSUED, 2: MembershipStatus.ACTIVE, 3: MembershipStatus.OVERDUE}
_RENEWING = "auto_renewal"
_RENEWALS = {"active": Renewal.ON, "suspended": Renewal.FAILED}


class _Link(Shape):
    count: Whole = 0
    is_unlimited: Flag = False
    category: Maybe[CardType] = None
    service: Maybe[CardType] = None

    def counter(self) -> Counter:
        """Sessions of one service, or of a category of them."""
        named = self.service or self.category or CardType()
        return Counter(named.id, named.title, 0 if self.is_unlimited else self.count, self.is_unlimited)


class _Container(Shape):
    links: Many[_Link] = Field(default_factory=list)


class _Recurring(Shape):
    subscription_status: Text = ""


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
    status: Maybe[Status] = None
    is_united_balance: Flag = False
    is_united_balance_unlimited: Flag = False
    united_balance_services_count: Whole = 0
    recurring_payment_info: Maybe[_Recurring] = None
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
            counters=counters, starts_at=moment_of(self.activated_date, zone), expires_at=self._expires_at(zone),
            frozen_until=moment_of(self.freeze_till, zone, time.max) if self.is_frozen else None,
            starts_by=self._starts_by(zone) if status is MembershipStatus.ISSUED else None,
            unlimited=self.is_united_balance and self.is_united_balance_unlimited, renewal=self._renewal(),
        )  # fmt: skip

    def _starts_by(self, zone: ZoneInfo) -> datetime | None:
        """When it starts by itself: some time after the sale, even without a visit (loyalty-domain.md §9.4)."""
        sold = moment_of(self.created_date, zone)
        if sold is None or self.type is None or not self.type.autoactivation_time:
            return None
        return later(sold.astimezone(zone), self.type.autoactivation_time, self.type.autoactivation_time_unit_id)

    def _renewal(self) -> Renewal | None:
        """A renewing one without a running subscription ends like any other."""
        if self.type is None or self.type.category != _RENEWING:
            return None
        said = self.recurring_payment_info.subscription_status if self.recurring_payment_info else ""
        return _RENEWALS.get(said.lower(), Renewal.OFF)

    def _expires_at(self, zone: ZoneInfo) -> datetime | None:
        """As Altegio says, else the period from the start, longer by the days it was frozen; no period is for ever."""
        said = moment_of(self.expiration_date, zone, time.max)
        begin = moment_of(self.activated_date, zone)
        if begin is None and self.type and self.type.expiration_type_id == _ON_SALE:
            begin = moment_of(self.created_date, zone)
        if said or begin is None or not self.period:
            return said
        return later(begin.astimezone(zone), self.period, self.period_unit_id, self.freeze_period)
