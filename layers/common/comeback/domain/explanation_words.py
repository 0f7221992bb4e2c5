"""What an owner can read out to a customer about a visit: sentences, each with its message id (loyalty-domain.md §6, §7)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from comeback.domain.accrual import Part, Verdict
from comeback.domain.backfill import stamps_of
from comeback.domain.backfilled import Backfilled
from comeback.domain.card import Card, CardStatus
from comeback.domain.day import Held
from comeback.domain.program import Program, ProgramStatus
from comeback.domain.retroaction import Retroaction
from comeback.domain.words import Money, Phrase, Value


@dataclass(frozen=True, slots=True)
class Told:
    """A verdict, the `parts` of it that are the visit's, and what stands in the books: the stamps `granted`, the `past` that
    it was counted with, a reversal that waits, and the recalculation that judged it by later settings.
    """

    verdict: Verdict
    parts: Sequence[Part]
    granted: int
    past: Backfilled | None = None
    held: Held | None = None
    retroaction: Retroaction | None = None


def summary_of(program: Program, card: Card, told: Told) -> Iterable[Phrase]:
    """One to three sentences."""
    if told.held is not None:
        yield _held(told, told.held)
    elif program.status is not ProgramStatus.ACTIVE:
        yield Phrase(f"explain.program_{program.status.value}", {"given": _stamps(told.granted)})
    elif card.status is not CardStatus.ACTIVE:
        yield Phrase(f"explain.card_{card.status.value}", {"given": _stamps(told.granted)})
    else:
        yield from _judged(program, card, told)
    if told.retroaction is not None:
        yield Phrase("explain.recalculated", {"moment": _local(told.retroaction.as_of, told.parts)})


def _judged(program: Program, card: Card, told: Told) -> Iterable[Phrase]:
    verdict = told.verdict
    if verdict.by_hand:
        yield Phrase("explain.by_hand", {"stamps": _stamps(verdict.target), "scans": _stamps(verdict.by_hand)})
    elif not verdict.carried and verdict.target == 0:
        yield Phrase("explain.none", {"why": why_less(told.parts)})
    elif told.past is not None:
        yield _past(told.past, stamps_of(verdict))
    elif verdict.carried:
        yield _carried(program, card)
    else:
        gate = told.parts[0].gate.kind.value
        yield Phrase(f"explain.earned_{gate}", {"stamps": _stamps(verdict.target)})
        if len(verdict.parts) != len(told.parts):
            yield Phrase("explain.together")


def _held(told: Told, held: Held) -> Phrase:
    known: dict[str, Value] = {
        "given": _stamps(told.granted),
        "lost": _stamps(-held.delta),
        "until": _local(held.until, told.parts),
    }
    if told.verdict.by_hand:
        return Phrase("explain.held_by_hand", {**known, "scans": _stamps(told.verdict.by_hand)})
    return Phrase("explain.held", {**known, "why": why_less(told.parts)})


def _past(past: Backfilled, stamps: int) -> Phrase:
    known: dict[str, Value] = {
        "stamps": _stamps(stamps), "since": past.since, "until": past.until - timedelta(days=1), "counted": _stamps(past.counted),
    }  # fmt: skip
    if past.given < past.counted:
        return Phrase("explain.past_capped", {**known, "given": past.given})
    return Phrase("explain.past", known)


def _carried(program: Program, card: Card) -> Phrase:
    """What the whole card has earned, and what is missing to the next stamp."""
    stamps, rule = _stamps(card.carry.stamps), program.collecting
    if rule is None:
        return Phrase("explain.carried", {"stamps": stamps})
    more = Money(card.carry.lacking(rule.amount, rule.stamps), program.currency)
    return Phrase("explain.carried_next", {"stamps": stamps, "more": more})


def why_less(parts: Sequence[Part]) -> Phrase:
    """The first thing that stood in the way, as a clause."""
    lines = [line for part in parts for line in part.lines]
    if lines and not any(line.eligible for line in lines):
        return lines[0].reason
    closed = next((part.gate.why for part in parts if part.gate.why is not None), None)
    return closed or Phrase("why.rule" if lines else "why.no_lines")


def _stamps(number: int) -> Phrase:
    return Phrase("stamps.count", {"n": number})


def _local(moment: datetime, parts: Sequence[Part]) -> datetime:
    """As the clocks of the visit's location show it."""
    return moment.astimezone(ZoneInfo(parts[0].visit.timezone))
