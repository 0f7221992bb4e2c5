"""Claim days, read them from Altegio, book what they should have earned: the heart of the system (data-model.md §2)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial

from comeback.domain.booking import Booked, book, judged
from comeback.domain.card import Card
from comeback.domain.connection import Connection
from comeback.domain.day import Day, UnitState
from comeback.domain.expiry import watched
from comeback.domain.ids import ClientId, CustomerId, EntryId, ProgramId, RecordId, TenantId, VisitId
from comeback.domain.lost_rewards import lost_rewards
from comeback.domain.program import Program, ProgramStatus, ProgramType
from comeback.domain.visit import Place
from comeback.ports.attention import Attention
from comeback.ports.crm import Crm, Lane
from comeback.ports.ledger import Claim, ClaimLost, DayBusy, DayWrite, Ledger, Pointer, Posting
from comeback.ports.system import Clock, Ids
from comeback.usecases.issue_card import IssueCard
from comeback.usecases.past_entries import newest_first

_TRIES = 4
_PATIENCE = 6
_STILL_AT_WORK = timedelta(seconds=1.5)
# An event this old has stood in a line, and more about the same visit may stand behind it.
_STOOD_IN_LINE = timedelta(seconds=5)


class Outcome(StrEnum):
    """What came of a message; also the value of the metric."""

    ALREADY_SEEN = "already_seen"
    UNCHANGED = "unchanged"
    RECORDED = "recorded"
    BOOKED = "booked"


@dataclass(frozen=True, slots=True)
class Reading:
    """A client to read at a connected location."""

    connection: Connection
    client_id: ClientId


@dataclass(frozen=True, slots=True)
class Target:
    """A day to settle. Without readings the stored facts are judged as they are, also for `programs` that have not earned
    on this day yet.
    """

    place: Place
    readings: tuple[Reading, ...] = ()
    programs: tuple[ProgramId, ...] = ()

    @property
    def attached(self) -> Iterator[ProgramId]:
        """Programs that the day may feed."""
        yield from self.programs
        for reading in self.readings:
            yield from reading.connection.program_ids


@dataclass(frozen=True, slots=True)
class Hint:
    """The booking that an event named, and when the event reached us."""

    record_id: RecordId
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Settled:
    """What happened, and whether the hinted booking was found on one of the days."""

    outcome: Outcome
    found: bool


@dataclass(frozen=True, slots=True)
class SettleDays:
    """Runs again with the same result at any time and in any order; two runs at once book once."""

    ledger: Ledger
    crm: Crm
    issue_card: IssueCard
    clock: Clock
    ids: Ids
    reversal_delay: timedelta
    pause: Callable[[], None]
    attention: Attention

    def __call__(self, tenant: TenantId, targets: Sequence[Target], source: str, lane: Lane, hint: Hint | None = None) -> Settled:
        """Settle all targets in one commit. Raises CrmError, and ClaimLost when others kept getting in between."""
        for _ in range(_TRIES - 1):
            try:
                return self._attempt(tenant, targets, source, lane, hint)
            except ClaimLost:
                self.pause()
        return self._attempt(tenant, targets, source, lane, hint)

    def _attempt(self, tenant: TenantId, targets: Sequence[Target], source: str, lane: Lane, hint: Hint | None) -> Settled:
        ordered = sorted(targets, key=lambda target: (target.place.date, target.place.customer_id))
        claims = []
        for target in ordered:
            claim = self._claim(tenant, target.place, hint if len(ordered) == 1 else None)
            if claim is None:
                return Settled(Outcome.ALREADY_SEEN, found=True)
            claims.append(claim)
        days = [self._read(target, claim, lane, hint) for target, claim in zip(ordered, claims, strict=True)]
        found = hint is None or any(day.holding(hint.record_id) for day in days)
        attached = {program for target in ordered for program in target.attached}
        stood_in_line = hint is not None and self.clock.now() - hint.received_at > _STOOD_IN_LINE
        return Settled(self._book(tenant, claims, days, attached, source, note_read=stood_in_line), found)

    def _claim(self, tenant: TenantId, place: Place, hint: Hint | None) -> Claim | None:
        """The claim comes before the deciding read. While another handler is at work on the day, wait for its facts
        instead of making its read worthless. None: the stored facts are newer than the event.
        """
        for _ in range(_PATIENCE):
            now = self.clock.now()
            try:
                claim = self.ledger.claim(tenant, place, now, at_work_since=now - _STILL_AT_WORK)
            except DayBusy as busy:
                if _seen_since(busy.day, hint):
                    return None
                self.pause()
            else:
                return None if _seen_since(claim.day, hint) else claim
        return self.ledger.claim(tenant, place, self.clock.now())

    def _read(self, target: Target, claim: Claim, lane: Lane, hint: Hint | None) -> Day:
        day = claim.day
        for reading in target.readings:
            known = {
                facts.visit_id: facts
                for facts in day.visits
                if facts.location_id == reading.connection.location_id
            }  # fmt: skip
            visits = self.crm.visits_of_day(
                reading.connection, reading.client_id, target.place.date, known, lane, _to_reread(day, hint)
            )
            day = day.with_client_visits(reading.connection.location_id, reading.client_id, visits)
        return day

    def _book(
        self, tenant: TenantId, claims: Sequence[Claim], days: Sequence[Day], attached: set[ProgramId], source: str,
        *, note_read: bool,
    ) -> Outcome:  # fmt: skip
        """`note_read`: also what has not changed is stored with the moment of its reading, so that events which came before
        need no reading of their own.
        """
        after: dict[Place, Day] = {claim.place: day for claim, day in zip(claims, days, strict=True)}
        postings: list[Posting] = []
        for customer in dict.fromkeys(place.customer_id for place in after):
            own = {place: day for place, day in after.items() if place.customer_id == customer}
            earned = {program for day in own.values() for program, _ in day.units}
            for card, booked in self._book_cards(tenant, customer, attached | earned, own, source):
                own = {place: with_states(day, card, booked.states[place.date]) for place, day in own.items()}
                if booked.entries or (booked.card.held, booked.card.carry) != (card.held, card.carry):
                    postings.append(Posting(booked.card, card, booked.entries, booked.asked, booked.moot))
            after |= own
        unchanged = not postings and all(claim.day.tells_the_same_as(after[claim.place]) for claim in claims)
        if unchanged and not note_read:
            return Outcome.UNCHANGED
        writes = [DayWrite(claim, after[claim.place]) for claim in claims]
        self.ledger.commit(tenant, writes, postings, [one for write in writes for one in _new_pointers(write)])
        self._tell_of_rewards(tenant, postings)
        if unchanged:
            return Outcome.UNCHANGED
        return Outcome.BOOKED if any(posting.entries for posting in postings) else Outcome.RECORDED

    def _tell_of_rewards(self, tenant: TenantId, postings: Iterable[Posting]) -> None:
        for one in postings:
            for item in lost_rewards(one.read, one.entries, self.clock.now(), asked=bool(one.asked)):
                self.attention.notice(tenant, item)

    def _book_cards(
        self, tenant: TenantId, customer: CustomerId, programs: Iterable[ProgramId], own: Mapping[Place, Day], source: str
    ) -> Iterable[tuple[Card, Booked]]:
        standing = self.ledger.standing(tenant, customer, sorted(programs))
        cards = {card.program_id: card for card in standing.cards}
        for program in standing.programs:
            if program.type is not ProgramType.STAMP or program.status is not ProgramStatus.ACTIVE:
                continue
            card = cards.get(program.id) or self._enrol(tenant, customer, program, own)
            if card is None:
                continue
            card_days = [judged(program, card, place.date, day) for place, day in own.items()]
            past = partial(newest_first, self.ledger, tenant, card)
            booked = book(
                card, card_days, self.clock.now(), self.reversal_delay, source, self._new_entry_id,
                past=past, policy=program.reversal_policy,
            )  # fmt: skip
            yield card, replace(booked, card=watched(booked.card, program, booked.entries))

    def _enrol(self, tenant: TenantId, customer: CustomerId, program: Program, own: Mapping[Place, Day]) -> Card | None:
        """A client seen in a visit gets a card silently, if a row of the program says so for the visit's location."""
        for place, day in sorted(own.items(), key=lambda item: item[0].date):
            for facts in day.visits:
                row = program.settings_at(facts.location_id, facts.starts_at)
                if facts.location_id not in program.locations or row is None or all(one.deleted for one in facts.bookings):
                    continue
                if row.settings.enrol_new_crm_clients and self.issue_card.may_hold(tenant, customer):
                    card, _ = self.issue_card(tenant, program, customer, first_day=place.date)
                    return card
        return None

    def _new_entry_id(self) -> EntryId:
        return EntryId(self.ids.new("en"))


def _seen_since(day: Day, hint: Hint | None) -> bool:
    """Whether a read that began after the event reached us has seen the booking. Events come seconds after their cause
    (altegio.md §2.3), which is more than two of our clocks differ by.
    """
    facts = day.holding(hint.record_id) if hint else None
    return facts is not None and hint is not None and facts.fetched_at > hint.received_at


def _to_reread(day: Day, hint: Hint | None) -> VisitId | None:
    """The visit whose details must be read even if the list shows no change: loyalty transactions do not show there."""
    facts = day.holding(hint.record_id) if hint else None
    return facts.visit_id if facts else None


def with_states(day: Day, card: Card, states: Sequence[UnitState]) -> Day:
    """The day with the states of one card's units replaced."""
    others = {key: state for key, state in day.units.items() if state.program_id != card.program_id}
    return replace(day, units=others | {(state.program_id, state.unit.key): state for state in states})


def _new_pointers(write: DayWrite) -> Iterable[Pointer]:
    known = {
        (facts.location_id, booking.record_id) for facts in write.claim.day.visits for booking in facts.bookings
    }  # fmt: skip
    for facts in write.day.visits:
        for booking in facts.bookings:
            if (facts.location_id, booking.record_id) not in known:
                yield Pointer(facts.location_id, booking.record_id, facts.visit_id, write.claim.place)
