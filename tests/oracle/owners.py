"""Owners: a program with settings drawn from everything that may be chosen."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from comeback.domain.ids import LocationId
from comeback.domain.program import Pause, Program, Validity
from comeback.domain.settings import (
    AccrualRule,
    AmountOver,
    Basis,
    CardSettings,
    Completed,
    CountBy,
    EveryN,
    Item,
    Items,
    PaymentGate,
    SettingsVersion,
)
from tests.builders import LA_VISAGE, program
from tests.oracle.oracle import Life
from tests.oracle.shop import FIRST_DAY, ITEMS, SECOND


@dataclass(frozen=True)
class Owner:
    """The program, and the lives of its two cards."""

    program: Program
    lives: tuple[Life, Life]
    delay: timedelta


def owner(draw: Random) -> Owner:
    """One of them."""
    carries = draw.random() < 0.25
    scan_excludes = draw.random() < 0.8
    rows = {place: _versions(draw, carries=carries, scan_excludes=scan_excludes) for place in (LA_VISAGE, SECOND)}
    if draw.random() < 0.05:
        del rows[SECOND]
    of = program(size=draw.choice((1, 2, 2, 3, 10)), locations=(LA_VISAGE, SECOND), rows=rows)
    extras: dict[str, Any] = {"start_of_accrual": draw.choice((None, None, None, FIRST_DAY, FIRST_DAY + timedelta(days=1)))}
    extras["lookback_days"] = draw.choice((0, 0, 1, 3))
    if draw.random() < 0.1:
        since = datetime(2026, 9, 20, 6, tzinfo=UTC) + timedelta(hours=draw.randrange(60))
        extras["pauses"] = (Pause(since, since + timedelta(hours=draw.randrange(1, 40)), skipped=draw.random() < 0.7),)
    last = FIRST_DAY + timedelta(days=draw.choice((1, 2, 9)))
    days = Validity("days", days=draw.choice((1, 3)))
    extras["validity"] = draw.choice((*[Validity()] * 6, Validity("until", date=last), days))
    return Owner(_changed(of, extras), (_life(draw), _life(draw)), draw.choice((timedelta(), timedelta(minutes=15))))


def _changed(of: Program, extras: dict[str, Any]) -> Program:
    fields = {name: getattr(of, name) for name in Program.__slots__}
    return Program(**{**fields, **extras})


def _life(draw: Random) -> Life:
    issued = datetime(2026, 9, 20, 12, tzinfo=UTC) + timedelta(hours=draw.choice((-200, -200, -200, -9, 20, 30)))
    first_day = issued.date() - timedelta(days=draw.choice((0, 1, 2))) if draw.random() < 0.3 else None
    return Life(issued, first_day)


def _versions(draw: Random, *, carries: bool, scan_excludes: bool) -> tuple[SettingsVersion, ...]:
    moments = [datetime(2026, 9, 1, tzinfo=UTC), *(datetime(2026, 9, 20, tzinfo=UTC) for _ in range(draw.choice((0, 0, 1, 2))))]
    # No two rows are written at the same moment.
    moments = sorted(each + timedelta(seconds=draw.randrange(250_000)) for each in moments)
    return tuple(
        SettingsVersion(number, at, _settings(draw, carries=carries, scan_excludes=scan_excludes))
        for number, at in enumerate(moments, 1)
    )


def _settings(draw: Random, *, carries: bool, scan_excludes: bool) -> CardSettings:
    products = draw.random() < 0.4
    rule = _rule(draw, carries=carries, products=products)
    carried = isinstance(rule, EveryN) and rule.remainder == "carry"
    return CardSettings(
        count_by=draw.choice(tuple(CountBy)),
        payment_gate=draw.choice((PaymentGate.FULL, PaymentGate.FULL, PaymentGate.ANY, PaymentGate.NONE)),
        count_products=products,
        accrual_rule=rule,
        basis=draw.choice((None, None, *Basis)),
        max_per_unit=None if carried else draw.choice((None, None, None, 1, 2, 3)),
        max_per_day=None if carried else draw.choice((None, None, None, 2, 3, 4)),
        membership_visits_earn=draw.random() < 0.3,
        scan_excludes_crm=scan_excludes,
    )


def _rule(draw: Random, *, carries: bool, products: bool) -> AccrualRule:
    stamps = draw.choice((1, 1, 1, 2, 3))
    kind = draw.choice(("every_n", "every_n", "completed") if carries else ("completed", "amount_over", "every_n", "items"))
    if kind == "completed":
        return Completed(stamps)
    if kind == "amount_over":
        return AmountOver(draw.choice((0, 999, 1000, 1500, 2500)), draw.random() < 0.5, stamps)
    if kind == "every_n":
        remainder: Any = draw.choice(("carry", "carry", "drop")) if carries else "drop"
        return EveryN(draw.choice((333, 700, 1000, 1500, 2500)), remainder, stamps)
    types: tuple[Any, ...] = ("service", "product") if products else ("service",)
    items = {Item(draw.choice(types), draw.choice(ITEMS)) for _ in range(draw.choice((1, 2, 3)))}
    per: Any = draw.choice(("receipt", "quantity"))
    return Items(tuple(sorted(items, key=lambda item: (item.type, item.id))), per, stamps)


PLACES: tuple[LocationId, ...] = (LA_VISAGE, SECOND)
