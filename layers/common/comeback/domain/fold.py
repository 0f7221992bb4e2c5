"""A card's head and days against its entries, which are the truth (loyalty-domain.md §11.1). Pure, and it changes nothing."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from comeback.domain.card import Card, CardStatus
from comeback.domain.carry import Carry, Pot
from comeback.domain.day import Day, UnitState
from comeback.domain.drift import DriftKind
from comeback.domain.ledger import Entry, EntryKind
from comeback.domain.program import ProgramType
from comeback.domain.visit import Place

_EARNED = frozenset({EntryKind.ACCRUAL, EntryKind.REVERSAL, EntryKind.SCAN, EntryKind.IMPORT})
_OF_UNITS = frozenset({EntryKind.ACCRUAL, EntryKind.REVERSAL})


@dataclass(frozen=True, slots=True)
class Finding:
    """What the entries say, and what is stored beside them."""

    kind: DriftKind
    expected: str
    found: str


def fold(card: Card, oldest_first: Sequence[Entry], days: Iterable[tuple[Place, Day]]) -> list[Finding]:
    """Everything that does not agree. The days of an erased card are not looked at: they may be gone with the person."""
    findings = [*_numbers(card, oldest_first), *_sums(card, oldest_first)]
    if card.type is ProgramType.STAMP and card.status is not CardStatus.ERASED:
        own = {
            (place.date, state.unit.key): state
            for place, day in days
            for state in day.units.values()
            if state.program_id == card.program_id
        }  # fmt: skip
        findings += [*_units(oldest_first, own), *_held(card, own.values()), *_carried(card, own.values())]
    return findings


def _numbers(card: Card, entries: Sequence[Entry]) -> Iterator[Finding]:
    """Sequence numbers 1…n without a gap, and a running balance that is the sum so far."""
    if [entry.seq for entry in entries] != list(range(1, card.seq + 1)):
        yield Finding(DriftKind.SEQUENCE, f"1 to {card.seq}", _ranges([entry.seq for entry in entries]))
    total = 0
    for entry in entries:
        total += entry.amount
        if entry.balance_after != total:
            yield Finding(DriftKind.RUNNING_BALANCE, f"{total} after entry {entry.seq}", str(entry.balance_after))
            return


def _sums(card: Card, entries: Sequence[Entry]) -> Iterator[Finding]:
    balance = sum(entry.amount for entry in entries)
    if balance != card.balance:
        yield Finding(DriftKind.BALANCE, str(balance), str(card.balance))
    earned = sum(entry.amount for entry in entries if entry.kind in _EARNED)
    if earned != card.lifetime_earned:
        yield Finding(DriftKind.LIFETIME_EARNED, str(earned), str(card.lifetime_earned))


def _units(entries: Sequence[Entry], own: dict[tuple[date, str], UnitState]) -> Iterator[Finding]:
    """What each earning unit was given, less what the whole card was given in its name."""
    whole = set[str]()
    given = Counter[tuple[date, str]]()
    for entry in entries:
        if (entry.rule and entry.rule.carried) or entry.reverses in whole:
            whole.add(entry.id)
        elif entry.earning_unit is not None and entry.kind in _OF_UNITS:
            given[entry.earning_unit.date, entry.earning_unit.key] += entry.amount
    for key in sorted({*given, *own}):
        granted = own[key].granted if key in own else 0
        if given[key] != granted:
            on, unit = key
            yield Finding(DriftKind.GRANTED, f"{given[key]} for {unit} on {on.isoformat()}", str(granted))


def _held(card: Card, states: Iterable[UnitState]) -> Iterator[Finding]:
    held = sum(-state.held.delta for state in states if state.held)
    if held != card.held:
        yield Finding(DriftKind.HELD, str(held), str(card.held))


def _carried(card: Card, states: Iterable[UnitState]) -> Iterator[Finding]:
    """The card's sums are those of its units that count still."""
    parts = [pot for state in states if card.carry.counts(state.starts_at) for pot in state.carried]
    pots = Carry(since=card.carry.since).moved((), parts).pots
    if pots != card.carry.pots:
        yield Finding(DriftKind.CARRY, _amounts(pots), _amounts(card.carry.pots))


def _amounts(pots: Iterable[Pot]) -> str:
    return ", ".join(f"{pot.basis} of {pot.amount}" for pot in pots) or "0"


def _ranges(numbers: Sequence[int]) -> str:
    """`1 to 3, 5`: short, however many there are."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    shown = ", ".join(str(first) if first == last else f"{first} to {last}" for first, last in runs[:5])
    return shown + (", …" if len(runs) > 5 else "") or "none"
