"""What other settings would have given for the visits of the last days (loyalty-domain.md §5.1). Nothing is booked by it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from heapq import nlargest

from comeback.domain.accrual import judge_day
from comeback.domain.card import Card, CardStatus
from comeback.domain.carry import Carry
from comeback.domain.day import Day
from comeback.domain.ids import CardId, JobId, LocationId
from comeback.domain.program import Program
from comeback.domain.retroaction import Retroaction
from comeback.domain.settings import CardSettings, SettingsVersion

_EXAMPLES = 10
_DAYS_OF_EXAMPLE = 5


@dataclass(frozen=True, slots=True)
class DayDifference:
    """Stamps of a date under today's settings and under other ones."""

    on: date
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class CardExample:
    """A card that would have other stamps; the first of the `days` that differ."""

    card_id: CardId
    before: int
    after: int
    days: tuple[DayDifference, ...]


@dataclass(frozen=True, slots=True)
class SettingsPreview:
    """Sums over the cards that were looked at; `complete`: whether those were all. `visits` and `days_changed`: visits that
    took place, and dates of a card with another number of stamps. `rewards` that the stamps of these days alone would make.
    """

    start: date
    end: date
    cards: int = 0
    complete: bool = False
    visits: int = 0
    stamps_before: int = 0
    stamps_after: int = 0
    rewards_before: int = 0
    rewards_after: int = 0
    cards_changed: int = 0
    days_changed: int = 0
    examples: tuple[CardExample, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two programs, of which both judge the dates from `start` to before `end` by the settings that they have now."""

    today: Program
    other: Program
    start: date
    end: date

    def nothing_yet(self) -> SettingsPreview:
        """Before the first card."""
        return SettingsPreview(self.start, self.end)

    def with_card(self, so_far: SettingsPreview, card: Card, days: Sequence[tuple[date, Day]]) -> SettingsPreview:
        """With one more card and its stored days. A card that is not active earns nothing either way."""
        if card.status is not CardStatus.ACTIVE:
            return replace(so_far, cards=so_far.cards + 1)
        within = [(on, day) for on, day in days if self.start <= on < self.end]
        before, after = (_stamps(program, card, within) for program in (self.today, self.other))
        dates = (DayDifference(on, *both) for (on, _), *both in zip(within, before, after, strict=True))
        changed = tuple(one for one in dates if one.before != one.after)
        example = CardExample(card.id, sum(before), sum(after), changed[:_DAYS_OF_EXAMPLE])
        examples = (*so_far.examples, example) if changed else so_far.examples
        return replace(
            so_far,
            cards=so_far.cards + 1,
            visits=so_far.visits + sum(_visits(self.today, day) for _, day in within),
            stamps_before=so_far.stamps_before + example.before,
            stamps_after=so_far.stamps_after + example.after,
            rewards_before=so_far.rewards_before + example.before // card.size,
            rewards_after=so_far.rewards_after + example.after // card.size,
            cards_changed=so_far.cards_changed + bool(changed),
            days_changed=so_far.days_changed + len(changed),
            examples=tuple(nlargest(_EXAMPLES, examples, key=lambda one: abs(one.after - one.before))),
        )


def compare(program: Program, location: LocationId, settings: CardSettings, span: tuple[date, date], now: datetime) -> Comparison:
    """The program as it is and as the settings would make it, both looking at the dates of `span` with the eyes of now."""
    retroaction = Retroaction(JobId("preview"), *span, now)
    today = replace(program, retroactions=(*program.retroactions, retroaction))
    versions = program.rows.get(location, ())
    fresh = SettingsVersion(len(versions) + 1, now, settings)
    return Comparison(today, replace(today, rows={**program.rows, location: (*versions, fresh)}), *span)


def _stamps(program: Program, card: Card, days: Iterable[tuple[date, Day]]) -> list[int]:
    """Per date. Where a remainder is carried over, collecting begins with the first of them."""
    carry, found = Carry(), []
    for on, day in days:
        verdicts = judge_day(program, card, on, day.visits, day.scanned(program.id))
        after = carry.moved((), (pot for verdict in verdicts for pot in verdict.carried))
        found.append(sum(verdict.target for verdict in verdicts) + after.stamps - carry.stamps)
        carry = after
    return found


def _visits(program: Program, day: Day) -> int:
    own = (facts for facts in day.visits if facts.location_id in program.locations)
    return sum(any(not booking.deleted for booking in facts.bookings) for facts in own)
