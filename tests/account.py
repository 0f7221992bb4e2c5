"""A card whose days are booked step by step."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count

from comeback.domain.accrual import judge_day
from comeback.domain.booking import Booked, CardDay, book
from comeback.domain.card import Card
from comeback.domain.day import Day
from comeback.domain.ids import EntryId
from comeback.domain.ledger import Entry, EntryKind
from comeback.domain.program import ReversalPolicy
from comeback.domain.question import Question
from comeback.domain.settings import CardSettings, CountBy
from comeback.domain.visit import VisitFacts
from tests.builders import DAY, card, program

NOW = datetime(2026, 9, 21, 21, tzinfo=UTC)
WAIT = timedelta(minutes=15)
BY_VISIT = CardSettings(count_by=CountBy.VISIT)


def numbered() -> Callable[[], EntryId]:
    numbers = count(1)
    return lambda: EntryId(f"en_{next(numbers)}")


class Account:
    """A card and its days, booked step by step."""

    def __init__(self, settings: CardSettings | None = None, head: Card | None = None, policy: ReversalPolicy = "debt") -> None:
        self.policy, self.entries, self.asked = policy, list[Entry](), list[Question]()
        self.program = program(settings)
        self.card = head or card()
        self.days = {DAY: Day(), DAY + timedelta(days=1): Day()}
        self.new_id = numbered()

    def see(
        self, *visits: VisitFacts, now: datetime = NOW, wait: timedelta = WAIT, tomorrow: Sequence[VisitFacts] | None = None
    ) -> Booked:
        seen = {DAY: visits} if tomorrow is None else {DAY: visits, DAY + timedelta(days=1): tuple(tomorrow)}
        days = [CardDay(on, self.days[on], judge_day(self.program, self.card, on, facts)) for on, facts in seen.items()]
        booked = book(self.card, days, now, wait, "webhook", self.new_id, past=lambda: reversed(self.entries), policy=self.policy)
        self.entries += booked.entries
        self.asked += booked.asked
        self.card = booked.card
        for on, states in booked.states.items():
            self.days[on] = Day(tuple(seen[on]), {(state.program_id, state.unit.key): state for state in states})
        return booked

    @property
    def held(self) -> list[int]:
        return [state.held.delta for day in self.days.values() for state in day.units.values() if state.held]


def amounts(booked: Booked) -> list[tuple[EntryKind, int]]:
    return [(entry.kind, entry.amount) for entry in booked.entries]
