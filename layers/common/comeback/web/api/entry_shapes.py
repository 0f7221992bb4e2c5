"""Ledger entries and explanations as JSON (interfaces.md §9)."""

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import Field

from comeback.domain.ledger import EarningUnit, Entry, EntryKind
from comeback.domain.settings import CountBy
from comeback.domain.words import Words
from comeback.usecases.explanation import Explanation, LineExplained, ProgramExplained
from comeback.web.api.settings_shapes import rule_fields
from comeback.web.api.shapes import Answer, Instant

LeftOut = Annotated[int | None, Field(exclude_if=lambda value: value is None)]


class UnitAnswer(Answer):
    """What earned once; keys that do not belong to the kind are left out."""

    kind: CountBy
    date: date
    location_id: LeftOut = None
    visit_id: LeftOut = None
    record_id: LeftOut = None

    @classmethod
    def of(cls, unit: EarningUnit | None) -> Self | None:
        """None stays None."""
        if unit is None:
            return None
        return cls(
            kind=unit.kind, date=unit.date, location_id=unit.location_id, visit_id=unit.visit_id, record_id=unit.record_id
        )  # fmt: skip


class CauseAnswer(Answer):
    """What in Altegio led to an entry."""

    location_id: int
    visit_ids: list[int]
    source: str


class RuleAnswer(Answer):
    """The rule that gave the target."""

    kind: str
    settings_version: int


class ActorAnswer(Answer):
    """Who asked for an entry that no visit caused."""

    kind: Literal["api_key", "person", "job", "operator"]
    id: str


class EntryAnswer(Answer):
    """One immutable row."""

    id: str
    seq: int
    kind: EntryKind
    amount: int
    balance_after: int
    unit: Literal["stamps", "minor", "sessions"]
    earning_unit: UnitAnswer | None
    cause: CauseAnswer | None
    rule: RuleAnswer | None
    reverses: str | None
    actor: ActorAnswer | None
    reason: str | None
    milestone: LeftOut = None
    effective_at: Instant
    booked_at: Instant

    @classmethod
    def of(cls, entry: Entry, **more: Any) -> Self:
        """An entry as booked."""
        cause, rule, actor = entry.cause, entry.rule, entry.actor
        return cls(
            id=entry.id, seq=entry.seq, kind=entry.kind, amount=entry.amount, balance_after=entry.balance_after,
            unit=entry.unit, earning_unit=UnitAnswer.of(entry.earning_unit),
            cause=CauseAnswer(location_id=cause.location_id, visit_ids=list(cause.visit_ids), source=cause.source)
            if cause else None,
            rule=RuleAnswer(kind=rule.kind, settings_version=rule.settings_version) if rule else None,
            reverses=entry.reverses, actor=ActorAnswer(kind=actor.kind, id=actor.id) if actor else None,
            reason=entry.reason, milestone=entry.milestone, effective_at=entry.effective_at, booked_at=entry.booked_at, **more,
        )  # fmt: skip


class TenantEntryAnswer(EntryAnswer):
    """A row of the tenant's ledger."""

    card_id: str
    program_id: str

    @classmethod
    def of(cls, entry: Entry, **more: Any) -> Self:
        """An entry with the card it belongs to."""
        return super().of(entry, card_id=entry.card_id, program_id=entry.program_id, **more)


class EntryPage(Answer):
    """A page of a card's entries, newest first."""

    items: list[EntryAnswer]
    next_cursor: str | None


class TenantEntryPage(Answer):
    """A page of the tenant's entries, oldest first."""

    items: list[TenantEntryAnswer]
    next_cursor: str | None


class LineAnswer(Answer):
    """A line of the visit, in minor units, and why it counts or not, in the language asked for and as a message id."""

    type: str
    id: int
    title: str
    payable: int
    paid: int
    eligible: bool
    reason: str
    reason_id: str


class GateAnswer(Answer):
    """How much had to be paid; `due`: what is left to pay."""

    kind: str
    open: bool
    due: int


class HeldAnswer(Answer):
    """A reversal that waits."""

    delta: int
    until: Instant


class ProgramExplainedAnswer(Answer):
    """What one program makes of the visit. `rule` has the rule's own keys and `settings_version`; `summary` is in the language
    asked for, its sentences are told by `summary_ids`.
    """

    program_id: str
    card_id: str | None
    earning_unit: UnitAnswer | None
    lines: list[LineAnswer]
    gate: GateAnswer
    basis: int
    rule: dict[str, Any] | None
    target: int
    granted: int
    held: HeldAnswer | None
    entries: list[str]
    summary: str
    summary_ids: list[str]
    recalculation: str | None

    @classmethod
    def of(cls, told: ProgramExplained, words: Words) -> Self:
        """One program's part."""
        return cls(
            program_id=told.program.id,
            card_id=told.card.id if told.card else None,
            earning_unit=UnitAnswer.of(told.unit),
            lines=[_line(line, words) for line in told.lines],
            gate=GateAnswer(kind=told.gate_kind, open=told.gate_open, due=told.due),
            basis=told.basis,
            rule={**rule_fields(told.rule), "settings_version": told.settings_version} if told.rule else None,
            target=told.target,
            granted=told.granted,
            held=HeldAnswer(delta=told.held.delta, until=told.held.until) if told.held else None,
            entries=list(told.entries),
            summary=" ".join(words.tell(sentence) for sentence in told.summary),
            summary_ids=[sentence.id for sentence in told.summary],
            recalculation=told.retroaction.job_id if told.retroaction else None,
        )


def _line(line: LineExplained, words: Words) -> LineAnswer:
    return LineAnswer(
        type=line.type, id=line.id, title=line.title, payable=line.payable, paid=line.paid, eligible=line.eligible,
        reason=words.tell(line.reason), reason_id=line.reason.id,
    )  # fmt: skip


class ExplanationAnswer(Answer):
    """Why a visit did or did not earn. `read_at`: when Altegio was last asked for it."""

    visit_id: int
    location_id: int
    read_at: Instant | None
    programs: list[ProgramExplainedAnswer]

    @classmethod
    def of(cls, told: Explanation, words: Words) -> Self:
        """The whole explanation."""
        programs = [ProgramExplainedAnswer.of(one, words) for one in told.programs]
        return cls(visit_id=told.visit_id, location_id=told.location_id, read_at=told.read_at, programs=programs)
