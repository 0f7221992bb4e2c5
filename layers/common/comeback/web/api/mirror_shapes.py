"""Balances that Altegio owns as JSON (interfaces.md §5, ruling 14)."""

from typing import Literal, Self

from comeback.domain.card import Card
from comeback.domain.levels import GrowsWith, Level
from comeback.domain.loyalty import GiftCard, MembershipStatus, Renewal
from comeback.domain.mirror import UNITS, Mirror, MirrorState, Part, Seen
from comeback.domain.mirror_content import percent_number
from comeback.domain.program import ProgramType
from comeback.web.api.shapes import Answer, Instant


class ServiceAnswer(Answer):
    """Sessions left for one service."""

    title: str
    sessions: int


class PartAnswer(Answer):
    """A membership; `services` is empty where any included service takes from one pool, `unlimited` where sessions are not
    counted. `starts_by`: when one that has not started starts by itself; `renewal` is null where it does not renew itself.
    """

    membership_id: int
    number: str
    title: str
    sessions: int
    unlimited: bool
    services: list[ServiceAnswer]
    status: MembershipStatus
    starts_at: Instant | None
    starts_by: Instant | None
    expires_at: Instant | None
    frozen_until: Instant | None
    renewal: Renewal | None

    @classmethod
    def of(cls, part: Part) -> Self:
        """A membership as the card shows it."""
        return cls(
            membership_id=part.membership_id, number=part.number, title=part.title, sessions=part.sessions,
            unlimited=part.unlimited, status=part.status, starts_at=part.starts_at, starts_by=part.starts_by,
            expires_at=part.expires_at, frozen_until=part.frozen_until, renewal=part.renewal,
            services=[ServiceAnswer(title=one.title, sessions=one.sessions) for one in part.services],
        )  # fmt: skip


class GiftPartAnswer(Answer):
    """A gift card. `single`: the first payment uses it up; `restriction`: what it pays for, in Altegio's words."""

    gift_card_id: int
    code: str
    title: str
    balance: int
    single: bool
    restriction: str
    expires_at: Instant | None

    @classmethod
    def of(cls, one: GiftCard) -> Self:
        """A gift card as the card shows it."""
        return cls(
            gift_card_id=one.id, code=one.code, title=one.title, balance=one.balance, single=one.single,
            restriction=one.restriction, expires_at=one.expires_at,
        )  # fmt: skip


class NextLevelAnswer(Answer):
    """The next level and what its counter lacks: minor units, or visits."""

    value: int | float
    lacking: int
    counter: GrowsWith


class LevelAnswer(Answer):
    """What the card's best promotion gives now: per cent, or minor units. `every`: it is for each so many services."""

    title: str
    value: int | float
    unit: Literal["percent", "minor"]
    every: int | None
    next: NextLevelAnswer | None

    @classmethod
    def of(cls, level: Level) -> Self:
        """A level as the card shows it."""
        step = level.next
        return cls(
            title=level.title, value=_number(level, level.value), unit=level.unit, every=level.every or None,
            next=NextLevelAnswer(value=_number(level, step.value), lacking=step.lacking, counter=step.counter) if step else None,
        )  # fmt: skip


class MirrorBalanceAnswer(Answer):
    """What Altegio said last: money in minor units, usable sessions, or the discount of `level` (ruling 14). Below zero `value`
    is 0 and `debt` the rest. `as_of` is null until Altegio was asked; `state` is `attention` when the card type is gone and an
    older balance is shown. `number` is the loyalty card's, or the gift card's code; `parts` are memberships, or gift cards of
    which the first is the one that is shown.
    """

    unit: Literal["minor", "sessions", "percent"]
    value: int | float
    rewards: Literal[0] = 0
    debt: int
    size: None = None
    lifetime_earned: Literal[0] = 0
    as_of: Instant | None
    state: MirrorState
    number: str
    several: bool
    level: LevelAnswer | None
    parts: list[PartAnswer | GiftPartAnswer]

    @classmethod
    def of(cls, card: Card, mirror: Mirror | None) -> Self:
        """The balance of a card that Altegio owns."""
        seen = mirror.seen if mirror else Seen(MirrorState.NONE)
        level = LevelAnswer.of(seen.levels[0]) if seen.levels else None
        unit: Literal["minor", "sessions", "percent"] = UNITS[card.type]
        value: int | float = max(card.balance, 0)
        if card.type is ProgramType.DISCOUNT:
            unit, value = (level.unit, level.value) if level else ("percent", 0)
        return cls(
            unit=unit, value=value, debt=max(-card.balance, 0), as_of=mirror.as_of if mirror else None, state=seen.state,
            number=seen.number, several=seen.several, level=level,
            parts=[*(PartAnswer.of(part) for part in seen.parts), *(GiftPartAnswer.of(one) for one in seen.gifts)],
        )  # fmt: skip


def _number(level: Level, value: int) -> int | float:
    return percent_number(value) if level.unit == "percent" else value
