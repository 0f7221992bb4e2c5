"""From target to entries: post the difference, hold what goes down (loyalty-domain.md §6.6)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from comeback.domain.accrual import Verdict, judge_day
from comeback.domain.card import Card, CardStatus, next_mark
from comeback.domain.day import Accrual, Day, UnitState
from comeback.domain.ids import EntryId, LocationId, VisitId
from comeback.domain.ledger import Entry, EntryKind, last_carried
from comeback.domain.pen import Change, NewId, Past, Pen
from comeback.domain.program import Program, ReversalPolicy
from comeback.domain.question import Question


@dataclass(frozen=True, slots=True)
class CardDay:
    """One card on one date: what it should have earned, and the stored day."""

    on: date
    day: Day
    verdicts: Sequence[Verdict]


@dataclass(frozen=True, slots=True)
class Booked:
    """The head after booking, its new entries oldest first, per date the new states of the card's units, and the questions
    to the owner that arise (`asked`) or need no answer any more (`moot`).
    """

    card: Card
    entries: tuple[Entry, ...]
    states: Mapping[date, Sequence[UnitState]]
    asked: tuple[Question, ...] = ()
    moot: tuple[EntryId, ...] = ()


def book(
    card: Card,
    days: Iterable[CardDay],
    now: datetime,
    delay: timedelta,
    source: str,
    new_id: NewId,
    *,
    past: Past = tuple,
    policy: ReversalPolicy = "debt",
) -> Booked:
    """Post the differences of a card's units over one or more dates.

    Upward differences are posted at once. Downward ones wait for `delay`, unless the same visit makes good for them (it
    moved: one date shrinks, another grows) or their wait is over. A card that is not active keeps all. `past` is asked
    when stamps of the whole card go back; `policy` decides when a reward that was built on them is gone (§6.7).
    """
    days = list(days)
    if card.status is not CardStatus.ACTIVE:
        return Booked(card, (), {each.on: list(_own(card, each.day)) for each in days})
    changes = [change for each in days for change in _changes(card, each)]
    pen = Pen(card, now, delay, source, new_id, past, policy)
    # Accruals first: a balance never dips below zero between two rows of one booking.
    ordered = sorted(changes, key=lambda change: change.delta < 0)
    applied = _carry_over(pen, [(change, _apply(pen, change, made_good=_made_good(change, changes))) for change in ordered])
    states: dict[date, list[UnitState]] = {each.on: [] for each in days}
    for change, state in zip(ordered, applied, strict=True):
        states[change.on].append(state)
    held_before = sum(-state.held.delta for each in days for state in _own(card, each.day) if state.held)
    held_now = sum(-state.held.delta for own in states.values() for state in own if state.held)
    head = replace(pen.card, held=card.held - held_before + held_now)
    if pen.entries or head.carry != card.carry:
        head = replace(head, mark=next_mark(card.mark, now))
    return Booked(head, tuple(pen.entries), states, tuple(pen.asked), tuple(pen.moot))


def judged(program: Program, card: Card, on: date, day: Day) -> CardDay:
    """What a card's stored day should have earned."""
    return CardDay(on, day, judge_day(program, card, on, day.visits, day.scanned(program.id)))


def is_settled(card: Card, each: CardDay) -> bool:
    """Whether the date's units have what they should have, and nothing waits."""
    return not any(
        change.delta or change.state.held or change.carried != change.state.carried for change in _changes(card, each)
    )  # fmt: skip


def _own(card: Card, day: Day) -> Iterable[UnitState]:
    return (state for state in day.units.values() if state.program_id == card.program_id)


def _changes(card: Card, each: CardDay) -> Iterable[Change]:
    """Every unit that has earned or should have earned, judged ones first and in their order."""
    stored = {state.unit.key: state for state in _own(card, each.day)}
    for verdict in each.verdicts:
        state = stored.pop(verdict.unit.key, None)
        if state is None and verdict.target == 0 and not verdict.carried:
            continue
        about = _about(card, state, verdict)
        visits = _visits(about) | (_visits(state) if state else frozenset())
        counts = card.carry.counts(about.starts_at)
        yield Change(each.on, about, verdict, visits, verdict.carried if counts else about.carried)
    for state in stored.values():
        counts = card.carry.counts(state.starts_at)
        yield Change(each.on, state, None, _visits(state), () if counts else state.carried)


def _made_good(change: Change, changes: Iterable[Change]) -> bool:
    """Whether what the change takes is given again for the same visit in this very booking."""
    return sum(other.delta for other in changes if other.delta > 0 and other.visits & change.visits) >= -change.delta


def _visits(state: UnitState) -> frozenset[tuple[LocationId, VisitId]]:
    return frozenset((state.location_id, visit) for visit in state.visit_ids)


def _about(card: Card, state: UnitState | None, verdict: Verdict) -> UnitState:
    """The unit's state, telling which visits it has earned for; while none does, those of its last entry."""
    giving = verdict.giving if verdict.target or verdict.carried else ()
    if state is not None and not giving:
        return state
    first = giving[0].visit
    visit_ids: tuple[VisitId, ...] = tuple(sorted({part.visit.visit_id for part in giving}))
    if state is None:
        return UnitState(card.program_id, verdict.unit, giving[0].starts_at, first.location_id, visit_ids)
    return replace(state, starts_at=giving[0].starts_at, location_id=first.location_id, visit_ids=visit_ids)


def _apply(pen: Pen, change: Change, *, made_good: bool) -> UnitState:
    """Book what is the unit's own."""
    state, delta = change.state, change.delta
    if delta == 0:
        return replace(state, held=None)
    if delta > 0:
        entry = pen.append(EntryKind.ACCRUAL, delta, change)
        version = entry.rule.settings_version if entry.rule else 0
        accruals = (*state.accruals, Accrual(entry.id, delta))
        state = replace(state, accruals=accruals, ordinal=entry.ordinal, settings_version=version, held=None)
        return pen.after_accrual(state, delta)
    if not made_good and pen.waits(state):
        return replace(state, held=pen.hold(state, delta))
    return pen.after_reversal(_reverse(pen, change), -delta)


def _reverse(pen: Pen, change: Change) -> UnitState:
    """Take back the newest accruals first, never more than is left of each (style.md §9.4)."""
    state, wanted = change.state, -change.delta
    kept = list(state.accruals)
    for place in reversed(range(len(kept))):
        part = min(kept[place].left, wanted)
        if part:
            entry = pen.append(EntryKind.REVERSAL, -part, replace(change, state=state), reverses=kept[place].entry_id)
            kept[place] = replace(kept[place], left=kept[place].left - part)
            state = replace(state, ordinal=entry.ordinal)
            wanted -= part
    return replace(state, accruals=tuple(one for one in kept if one.left), held=None)


def _carry_over(pen: Pen, applied: Sequence[tuple[Change, UnitState]]) -> list[UnitState]:
    """Bring the units' shares into the card's sums and post what those make more or less. A smaller share waits if it
    would take stamps, as any downward difference does; growing ones come first, so that a move is no loss.
    """
    states = [state for _, state in applied]
    before, last = pen.card.carry, None
    carry, losses = before, list[tuple[int, int]]()
    for place in sorted(range(len(applied)), key=lambda place: applied[place][0].share < 0):
        change, state = applied[place]
        after = carry.moved(change.state.carried, change.carried)
        lost = after.stamps - before.stamps
        if lost < 0 and change.share < 0 and pen.waits(change.state):
            held = pen.hold(change.state, lost + (state.held.delta if state.held else 0))
            states[place] = replace(state, held=held)
            continue
        if after != carry:
            losses.append((place, carry.stamps - after.stamps))
            carry, last = after, place
        states[place] = replace(state, carried=change.carried)
    pen.card = replace(pen.card, carry=carry)
    if last is not None:
        delta = carry.stamps - before.stamps
        growing = [place for place, (change, _) in enumerate(applied) if change.share > 0]
        named = growing[-1] if growing and delta > 0 else last
        states[named] = _post_carried(pen, replace(applied[named][0], state=states[named]), delta)
        if delta > 0:
            _take_again(pen, states, delta, growing)
        elif delta:
            _bear(pen, states, -delta, losses)
    return states


def _take_again(pen: Pen, states: list[UnitState], amount: int, growing: Iterable[int]) -> None:
    """What was forgiven for visits that count again is not given twice, in whose name ever the stamps come."""
    for place in growing:
        before = states[place]
        states[place] = pen.after_accrual(before, amount)
        amount -= before.forgiven - states[place].forgiven


def _bear(pen: Pen, states: list[UnitState], amount: int, losses: Sequence[tuple[int, int]]) -> None:
    """What the owner bears, or is asked, stands with the visits that took the stamps away, the last one first."""
    last, _ = losses[-1]
    before = states[last]
    after = pen.after_reversal(before, amount)
    borne, asked = after.forgiven - before.forgiven, after.asked[len(before.asked) :]
    for place, lost in reversed(losses):
        part = min(borne, max(lost, 0))
        borne -= part
        if lost > 0:
            state = states[place]
            states[place] = replace(state, forgiven=state.forgiven + part, asked=(*state.asked, *asked))


def _post_carried(pen: Pen, change: Change, delta: int) -> UnitState:
    """Stamps of the whole card, in the name of the unit that brought them or took them away."""
    state = change.state
    if delta > 0:
        entry = pen.append(EntryKind.ACCRUAL, delta, change, carried=True)
        return replace(state, ordinal=entry.ordinal)
    for accrual_id, part in last_carried(pen.past(), -delta) if delta else ():
        entry = pen.append(EntryKind.REVERSAL, -part, replace(change, state=state), accrual_id, carried=True)
        state = replace(state, ordinal=entry.ordinal)
    return state
