"""What the promotions of a loyalty card give now, and what is lacking to more (loyalty-domain.md §10.2, §10.3).

Altegio numbers its kinds of promotions in the order of their names (altegio.md §5.5), of which the documented numbers
1, 6, 7 and 13 are a part. A kind without a number here is shown with its own value and no next step.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from comeback.domain.loyalty import LoyaltyCard, Promotion, Threshold
from comeback.domain.money import to_minor
from comeback.domain.words import Money, Percent, Phrase

_EVERY_NTH = 13
_LEAST = 1


class GrowsWith(StrEnum):
    """Which counter of the card lets a promotion grow: nominal prices, what was paid, or visits."""

    SOLD = "sold"
    PAID = "paid"
    VISITS = "visits"


_COUNTERS = {
    2: GrowsWith.VISITS, 3: GrowsWith.SOLD, 4: GrowsWith.PAID, 7: GrowsWith.PAID, 8: GrowsWith.SOLD, 9: GrowsWith.VISITS,
    10: GrowsWith.VISITS,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """The next level: its value, and how much (minor units, or visits) the counter lacks."""

    value: int
    lacking: int
    counter: GrowsWith


@dataclass(frozen=True, slots=True)
class Level:
    """A promotion as it holds for a card. `value`: hundredths of a per cent, or minor units. `every`: it is for each so many
    services, of which Altegio has counted `counted`. `points_live`: after how long points expire, if Altegio says so.
    """

    title: str
    value: int
    unit: Literal["percent", "minor"]
    next: Step | None = None
    every: int = 0
    counted: int = 0
    points_live: str = ""


def levels_of(card: LoyaltyCard, currency: str, *, cashback: bool) -> tuple[Level, ...]:
    """Of the card's promotions that give cashback, or of those that give a discount; per cent first, the greatest first."""
    fitting = [_level(one, card, currency) for one in card.promotions if one.cashback is cashback]
    return tuple(sorted(fitting, key=lambda level: (level.unit == "minor", bool(level.every), -level.value, level.title)))


def _level(one: Promotion, card: LoyaltyCard, currency: str) -> Level:
    unit: Literal["percent", "minor"] = "minor" if one.unit == "amount" else "percent"
    if one.type_id == _EVERY_NTH:
        every = int(one.thresholds[0].reached) if one.thresholds else 0
        return Level(one.title, _worth(one, one.value, currency), unit, every=max(every, _LEAST), counted=card.visits)
    counter = _COUNTERS.get(one.type_id)
    if counter is None or not one.thresholds:
        return Level(one.title, _worth(one, one.value, currency), unit, points_live=one.points_live)
    counted = {GrowsWith.SOLD: card.sold, GrowsWith.PAID: card.paid, GrowsWith.VISITS: card.visits}[counter]
    steps = [(_reached(step, counter, currency), _worth(one, step.value, currency)) for step in one.thresholds]
    value = next((worth for reached, worth in reversed(steps) if reached <= counted), 0)
    return Level(one.title, value, unit, _next(steps, counted, counter), points_live=one.points_live)


def _next(steps: Sequence[tuple[int, int]], counted: int, counter: GrowsWith) -> Step | None:
    return next((Step(worth, reached - counted, counter) for reached, worth in steps if reached > counted), None)


def _reached(step: Threshold, counter: GrowsWith, currency: str) -> int:
    return int(step.reached) if counter is GrowsWith.VISITS else to_minor(step.reached, currency)


def _worth(one: Promotion, value: Decimal, currency: str) -> int:
    return to_minor(value, currency) if one.unit == "amount" else int(value * 100)


def worth_of(value: int, unit: Literal["percent", "minor"], currency: str) -> Money | Percent:
    """`5%`, `7.5%`, `$10.00`."""
    return Money(value, currency) if unit == "minor" else Percent(value)


def percent_of(value: int) -> float:
    """Hundredths of a per cent as per cent."""
    return value / 100


def lacking_of(step: Step, currency: str) -> Money | Phrase:
    """What is lacking to the next level: `$40.00`, `3 visits`."""
    return Phrase("fact.visits", {"n": step.lacking}) if step.counter is GrowsWith.VISITS else Money(step.lacking, currency)
