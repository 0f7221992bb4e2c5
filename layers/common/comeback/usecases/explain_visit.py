"""Why a visit did or did not earn, from what was last read and booked (interfaces.md §5, §9)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from comeback.domain.accrual import Part, Verdict, judge_day
from comeback.domain.backfill import judge_past, stamps_of
from comeback.domain.backfilled import Backfilled
from comeback.domain.card import Card
from comeback.domain.day import Day, UnitState
from comeback.domain.errors import NotFound
from comeback.domain.explanation_words import Told, summary_of
from comeback.domain.ids import EntryId, LocationId, TenantId, VisitId
from comeback.domain.ledger import EarningUnit, EntryKind
from comeback.domain.program import Program, ProgramType
from comeback.domain.retroaction import Retroaction
from comeback.domain.visit import Place
from comeback.domain.words import Phrase
from comeback.ports.connections import Connections
from comeback.ports.directory import Directory
from comeback.ports.ledger import Ledger
from comeback.usecases.explanation import Explanation, LineExplained, ProgramExplained


@dataclass(frozen=True, slots=True)
class ExplainVisit:
    """Judges the stored facts with the code that books, so that the answer cannot differ from what was done."""

    connections: Connections
    directory: Directory
    ledger: Ledger

    def __call__(self, tenant: TenantId, location: LocationId, visit: VisitId) -> Explanation:
        """Raises NotFound for another tenant's location and for a visit never seen."""
        connection = self.connections.get(tenant, location)
        if connection is None:
            raise NotFound("This location is not connected.")
        places = self.directory.places_of_visit(location, visit)
        days = dict(self.ledger.days(tenant, sorted(places)))
        holding = [place for place, day in days.items() if day.visit(location, visit)]
        # A moved visit has left traces on several days; the one that holds it now is last.
        place = max(holding or days, key=lambda one: one.date, default=None)
        if place is None:
            raise NotFound("No visit with this id has been seen at this location.")
        day = days[place]
        facts = day.visit(location, visit)
        wanted = sorted({*connection.program_ids, *(program for program, _ in day.units)})
        standing = self.ledger.standing(tenant, place.customer_id, wanted)
        cards = {card.program_id: card for card in standing.cards}
        explained = tuple(
            self._explain(tenant, program, cards.get(program.id), place, day, (location, visit))
            for program in standing.programs
            if program.type is ProgramType.STAMP
        )
        return Explanation(visit, location, facts.fetched_at if facts else None, explained)

    def _explain(
        self, tenant: TenantId, program: Program, card: Card | None, place: Place, day: Day,
        visit: tuple[LocationId, VisitId],
    ) -> ProgramExplained:  # fmt: skip
        if card is None:
            return _empty(program, Phrase("explain.no_card"))
        verdicts = _judged(program, card, place.date, day)
        for verdict in verdicts:
            parts = [part for part in verdict.parts if (part.visit.location_id, part.visit.visit_id) == visit]
            if parts:
                state = day.units.get((program.id, verdict.unit.key))
                return self._of_unit(tenant, program, card, verdict, parts, state)
        return _empty(program, Phrase("explain.moved_away"), card)

    def _of_unit(
        self, tenant: TenantId, program: Program, card: Card, verdict: Verdict, parts: Sequence[Part],
        state: UnitState | None,
    ) -> ProgramExplained:  # fmt: skip
        row, past = verdict.row, _past_of(card, verdict.unit)
        held = state.held if state else None
        granted, target = _of_card(card, verdict, state)
        retroaction = _retroaction_of(program, verdict.unit, parts[0]) if past is None else None
        return ProgramExplained(
            program=program,
            card=card,
            unit=verdict.unit,
            lines=tuple(_lines(parts)),
            gate_kind=parts[0].gate.kind,
            gate_open=all(part.gate.open for part in parts),
            due=sum(part.gate.due for part in parts),
            basis=verdict.basis,
            rule=row.settings.accrual_rule if row else None,
            settings_version=row.version if row else None,
            target=target,
            granted=granted,
            held=held,
            entries=tuple(self._entries_of(tenant, card, verdict.unit)) if past or (state and state.ordinal) else (),
            summary=tuple(summary_of(program, card, Told(verdict, parts, granted, past, held, retroaction))),
            retroaction=retroaction,
        )

    def _entries_of(self, tenant: TenantId, card: Card, unit: EarningUnit) -> Iterable[EntryId]:
        """The unit's entries, or the imports that count it, oldest first, among the card's newest hundred."""
        entries, _ = self.ledger.entries(tenant, card.id, 100, None)
        past = _past_of(card, unit) is not None
        return [one.id for one in reversed(entries) if (one.kind is EntryKind.IMPORT if past else one.earning_unit == unit)]


def _judged(program: Program, card: Card, on: date, day: Day) -> list[Verdict]:
    """As it was counted: by itself, or with the visits from before the card."""
    past = card.backfilled
    if past is not None and past.covers(on):
        return judge_past(program, card, past.since, on, day)
    return judge_day(program, card, on, day.visits, day.scanned(program.id))


def _past_of(card: Card, unit: EarningUnit) -> Backfilled | None:
    """What the card was given for the time that the unit belongs to; None where it earns by itself."""
    past = card.backfilled
    return past if past is not None and past.covers(unit.date) else None


def _retroaction_of(program: Program, unit: EarningUnit, part: Part) -> Retroaction | None:
    return program.retroaction_of(part.visit.location_id, unit.date, part.starts_at)


def _of_card(card: Card, verdict: Verdict, state: UnitState | None) -> tuple[int, int]:
    """What was and what should have been granted. Where amounts are carried over, the whole card is one unit; of a past
    that was capped nobody can say which visits were given.
    """
    if past := _past_of(card, verdict.unit):
        own = stamps_of(verdict)
        return own if past.given >= past.counted else 0, own
    granted, before = (state.granted, state.carried) if state else (0, ())
    due = card.carry.moved(before, verdict.carried) if card.carry.counts(verdict.parts[0].starts_at) else card.carry
    return granted + card.carry.stamps, verdict.target + due.stamps


def _lines(parts: Sequence[Part]) -> Iterable[LineExplained]:
    for part in parts:
        for line in part.lines:
            item = line.settled.line
            yield LineExplained(
                type=item.type, id=item.item_id, title=item.title, payable=item.payable, paid=line.settled.paid,
                eligible=line.eligible, reason=line.reason,
            )  # fmt: skip


def _empty(program: Program, summary: Phrase, card: Card | None = None) -> ProgramExplained:
    return ProgramExplained(
        program=program, card=card, unit=None, lines=(), gate_kind="none", gate_open=False, due=0, basis=0, rule=None,
        settings_version=None, target=0, granted=0, held=None, entries=(), summary=(summary,),
    )  # fmt: skip
