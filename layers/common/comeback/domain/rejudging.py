"""A card's stored days judged anew and what is booked for it: the same steps for a preview and for the commit."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain, count

from comeback.domain.booking import Booked, CardDay, book, is_settled, judged
from comeback.domain.card import Card, CardStatus
from comeback.domain.day import Day
from comeback.domain.ids import EntryId
from comeback.domain.ledger import Entry
from comeback.domain.pen import NewId, Past
from comeback.domain.program import Program
from comeback.domain.recalculation import SOURCE

_MOST_LEGS = 80
"""Of one transaction, which has at most a hundred, as far as days and entries are foreseen."""


@dataclass(frozen=True, slots=True)
class Open:
    """Days of a card that have not what they should have, and how many wait for a held correction."""

    days: tuple[CardDay, ...]
    waiting: int


def open_days(program: Program, card: Card, days: Iterable[tuple[date, Day]], start: date, end: date) -> Open:
    """The dates from `start` to before `end`. A held difference is left to its hold: the reception may be at work on it, and
    it is judged by the same rules when it is due. A card that is not active keeps all.
    """
    if card.status is not CardStatus.ACTIVE:
        return Open((), 0)
    within = [(on, day) for on, day in days if start <= on < end]
    still = [(on, day) for on, day in within if not _waits(card, day)]
    differing = [each for each in (judged(program, card, on, day) for on, day in still) if not is_settled(card, each)]
    # What goes up first: a balance does not dip below zero between two transactions.
    return Open(tuple(sorted(differing, key=lambda each: (-_net(card, each), each.on))), len(within) - len(still))


def in_transactions(days: Sequence[CardDay]) -> Iterator[Sequence[CardDay]]:
    """Days that are booked together."""
    group: list[CardDay] = []
    legs = 0
    for each in days:
        own = 1 + len(each.verdicts) + 3 * sum(len(state.accruals) for state in each.day.units.values())
        if group and legs + own > _MOST_LEGS:
            yield group
            group, legs = [], 0
        group.append(each)
        legs += own
    if group:
        yield group


def rebook(program: Program, card: Card, days: Sequence[CardDay], now: datetime, new_id: NewId, past: Past) -> Booked:
    """One transaction: nothing is held, because an owner has decided."""
    return book(card, days, now, timedelta(0), SOURCE, new_id, past=past, policy=program.reversal_policy)


def foreseen(program: Program, card: Card, days: Sequence[CardDay], now: datetime, past: Past) -> list[Entry]:
    """The entries that a commit would book, with ids of no meaning."""
    entries: list[Entry] = []
    numbers = count()
    for group in in_transactions(days):
        booked = rebook(
            program, card, group, now, lambda: EntryId(f"foreseen_{next(numbers)}"), lambda: chain(reversed(entries), past())
        )  # fmt: skip
        card = booked.card
        entries.extend(booked.entries)
    return entries


def again(program: Program, card: Card, on: date, day: Day) -> CardDay | None:
    """A day as it was read under its claim; None when it needs nothing, or not now."""
    (each,) = open_days(program, card, [(on, day)], on, on + timedelta(days=1)).days or (None,)
    return each


def _waits(card: Card, day: Day) -> bool:
    return any(state.held for state in day.units.values() if state.program_id == card.program_id)


def _net(card: Card, each: CardDay) -> int:
    granted = sum(state.granted for state in each.day.units.values() if state.program_id == card.program_id)
    return sum(verdict.target for verdict in each.verdicts) - granted
