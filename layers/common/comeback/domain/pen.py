"""How entries are added to a card's head (loyalty-domain.md §6.6, §6.7)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from comeback.domain.accrual import Verdict
from comeback.domain.by_hand import Draft, post
from comeback.domain.card import Card
from comeback.domain.carry import Pot, collected
from comeback.domain.day import Held, UnitState
from comeback.domain.ids import EntryId, LocationId, VisitId
from comeback.domain.ledger import Actor, AppliedRule, Cause, Entry, EntryKind
from comeback.domain.program import ReversalPolicy
from comeback.domain.question import Question

NewId = Callable[[], EntryId]
Past = Callable[[], Iterable[Entry]]
"""The card's entries so far, newest first, as many as are looked at."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a unit has and what it should have. `visits`: those that it has earned for, before or now. `carried`: its share
    in the card's sums as it should be.
    """

    on: date
    state: UnitState
    verdict: Verdict | None
    visits: frozenset[tuple[LocationId, VisitId]]
    carried: tuple[Pot, ...]

    @property
    def delta(self) -> int:
        """What the unit's own stamps lack, or have too many."""
        return (self.verdict.target if self.verdict else 0) - self.state.granted

    @property
    def share(self) -> int:
        """By how much the share grows."""
        return collected(self.carried) - collected(self.state.carried)


@dataclass(slots=True)
class Pen:
    """The head while entries are appended to it. `past`: its entries before, newest first; `policy`: that of §6.7;
    `asked` and `moot`: questions to the owner that arise, and that need no answer any more.
    """

    card: Card
    now: datetime
    delay: timedelta
    source: str
    new_id: NewId
    past: Past
    policy: ReversalPolicy
    entries: list[Entry] = field(default_factory=list)
    asked: list[Question] = field(default_factory=list)
    moot: list[EntryId] = field(default_factory=list)

    def append(
        self, kind: EntryKind, amount: int, change: Change, reverses: EntryId | None = None, *, carried: bool = False
    ) -> Entry:  # fmt: skip
        """One entry of a unit."""
        card, state = self.card, change.state
        row = change.verdict.row if change.verdict else None
        rule = AppliedRule(row.settings.accrual_rule.kind, row.version, carried) if row else None
        if rule is None and carried and kind is EntryKind.ACCRUAL:
            # The whole card's stamps must be found again, also those that come when a visit goes: what is left of an amount
            # may be worth more under a later rule.
            rule = AppliedRule("every_n", state.settings_version, carried)
        entry = Entry(
            id=self.new_id(), card_id=card.id, program_id=card.program_id, seq=card.seq + 1, kind=kind, amount=amount,
            balance_after=card.balance + amount, effective_at=state.starts_at, booked_at=self.now,
            earning_unit=state.unit, ordinal=state.ordinal + 1,
            cause=Cause(state.location_id, state.visit_ids, self.source),
            rule=rule, reverses=reverses,
        )  # fmt: skip
        self.card = replace(card, seq=entry.seq, balance=entry.balance_after, lifetime_earned=card.lifetime_earned + amount)
        self.entries.append(entry)
        return entry

    def forgive(self, state: UnitState, stamps: int) -> UnitState:
        """Give back `stamps` that a reversal took below zero; take them again (below zero) when the visit counts again."""
        reason = "Forgiven: the reward was handed out." if stamps > 0 else "The forgiven visit counts again."
        cause = Cause(state.location_id, state.visit_ids, self.source)
        draft = Draft(EntryKind.ADJUSTMENT, stamps, reason, cause=cause, effective_at=state.starts_at)
        self.card, entry = post(self.card, draft, Actor("job", "reversal_policy"), self.now, self.new_id())
        self.entries.append(entry)
        return replace(state, forgiven=state.forgiven + stamps)

    def after_accrual(self, state: UnitState, amount: int) -> UnitState:
        """What was forgiven is not given twice, and nothing is left to ask."""
        self.moot += state.asked
        state = replace(state, asked=())
        again = min(amount, state.forgiven)
        return self.forgive(state, -again) if again else state

    def after_reversal(self, state: UnitState, amount: int) -> UnitState:
        """What the reversal of `amount` has taken below zero is owed, forgiven, or owed until the owner has answered."""
        missing = min(-self.card.balance, amount)
        if missing <= 0 or self.policy == "debt":
            return state
        if self.policy == "forgive":
            return self.forgive(state, missing)
        card, entry = self.card, self.entries[-1]
        cause = Cause(state.location_id, state.visit_ids, self.source)
        self.asked.append(Question(entry.id, card.id, card.customer_id, card.program_id, missing, cause, self.now))
        return replace(state, asked=(*state.asked, entry.id))

    def waits(self, state: UnitState) -> bool:
        """Whether a downward difference of the unit may still be made good."""
        return bool(self.delay) and (state.held is None or self.now < state.held.until)

    def hold(self, state: UnitState, delta: int) -> Held:
        """A difference that waits; a second one does not prolong the wait of the first."""
        return Held(delta, state.held.until if state.held else self.now + self.delay)
