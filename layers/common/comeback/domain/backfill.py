"""Stamps for the time before a card existed, where the owner asks for them (loyalty-domain.md §13.3). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from comeback.domain.accrual import Verdict, judge_day, opens_on
from comeback.domain.backfilled import Backfilled
from comeback.domain.by_hand import Draft, post
from comeback.domain.card import Card
from comeback.domain.carry import Carry, Pot
from comeback.domain.day import Day
from comeback.domain.ids import CardId, EntryId, JobId, LocationId, ProgramId
from comeback.domain.ledger import Actor, Cause, Entry, EntryKind
from comeback.domain.program import Program, Validity

SOURCE = "sync"


@dataclass(frozen=True, slots=True)
class Counted:
    """What the visits of a card's past make: days from `since` until before `until`."""

    since: date
    until: date
    stamps: int


@dataclass(frozen=True, slots=True)
class PastCard:
    """One card in a report. `stamps`: what its past makes, `given_before` by earlier imports, `to_give` by this one;
    `new_rewards`: those that become complete with it.
    """

    card_id: CardId
    program_id: ProgramId
    size: int
    stamps: int
    given_before: int
    to_give: int
    new_rewards: int

    @property
    def capped(self) -> int:
        """What the card has from its past in the end."""
        return self.given_before + self.to_give


@dataclass(frozen=True, slots=True)
class Wish:
    """Whose: the `job`'s at a location; `cap`: how many stamps the card may have for its past, all imports together."""

    job_id: JobId
    location_id: LocationId
    cap: int


def cap_of(program: Program, card: Card, wished: int | None) -> int:
    """What is wished, else one less than the first thing that a card can earn: a backfill alone gives nothing away."""
    first = min([card.size, *(milestone.at for milestone in program.milestones)])
    return first - 1 if wished is None else wished


def judge_past(program: Program, card: Card, since: date, on: date, day: Day) -> list[Verdict]:
    """A day as if the card had begun on `since`. Start of accrual and look-back are what the owner asks to go behind, and
    a validity in days begins with the real card.
    """
    validity = Validity() if program.validity.kind == "days" else program.validity
    reopened = replace(program, start_of_accrual=None, lookback_days=0, validity=validity)
    begun = replace(card, first_day=min(since, card.first_day or since), backfilled=None)
    return judge_day(reopened, begun, on, day.visits, day.scanned(program.id))


def count_past(program: Program, card: Card, days: Iterable[tuple[date, Day]], since: date, timezone: str) -> Counted:
    """Every day from `since` (or from where an earlier import began) that cannot earn by itself. `timezone` is that of
    the location which asks.
    """
    stored = list(days)
    zones = {timezone, *(facts.timezone for _, day in stored for facts in day.visits)}
    until = min(opens_on(program, card, zone) for zone in zones)
    if card.backfilled is not None:
        since, until = min(since, card.backfilled.since), max(until, card.backfilled.until)
    stamps, pots = 0, list[Pot]()
    for on, day in stored:
        if not since <= on < until:
            continue
        for verdict in judge_past(program, card, since, on, day):
            state = day.units.get((program.id, verdict.unit.key))
            # What was booked before the start of accrual was moved is not counted a second time.
            stamps += max(verdict.target - (state.granted if state else 0), 0)
            pots += () if state and state.carried else verdict.carried
    return Counted(since, max(since, until), stamps + Carry().moved((), pots).stamps)


def report(card: Card, counted: Counted, wish: Wish) -> PastCard:
    """What the import gives the card, or has given it if it was done: a repeat says the same."""
    before = card.backfilled
    given = before.given if before else 0
    done = before.of_job if before and before.job_id == wish.job_id else 0
    lacking = _lacking(card, counted, wish)
    balance = card.balance - done
    rewards = max(balance + done + lacking, 0) // card.size - max(balance, 0) // card.size
    return PastCard(card.id, card.program_id, card.size, counted.stamps, given - done, done + lacking, rewards)


def give(card: Card, counted: Counted, wish: Wish, now: datetime, entry_id: EntryId) -> tuple[Card, tuple[Entry, ...]]:
    """The head after the import, and its entry if there is anything to give. Nothing is ever taken: a later date, a smaller
    cap, or a visit that is gone leave what was given.
    """
    lacking, before = _lacking(card, counted, wish), card.backfilled
    if before is None and not lacking:
        return card, ()
    past = before or Backfilled(counted.since, counted.until, 0, 0, wish.job_id)
    past = replace(past, since=counted.since, until=counted.until, counted=counted.stamps)
    if not lacking:
        return replace(card, backfilled=past), ()
    cause = Cause(wish.location_id, (), SOURCE)
    draft = Draft(EntryKind.IMPORT, lacking, _reason(card, counted, wish), cause=cause)
    head, entry = post(card, draft, Actor("job", wish.job_id), now, entry_id)
    of_job = lacking + (past.of_job if past.job_id == wish.job_id else 0)
    past = replace(past, given=past.given + lacking, job_id=wish.job_id, of_job=of_job, seq=entry.seq)
    return replace(head, backfilled=past), (entry,)


def stamps_of(verdict: Verdict) -> int:
    """What a unit of the past makes for itself; amounts that are carried over make more together."""
    return verdict.target + Carry().moved((), verdict.carried).stamps


def _lacking(card: Card, counted: Counted, wish: Wish) -> int:
    given = card.backfilled.given if card.backfilled else 0
    return max(min(counted.stamps, wish.cap) - given, 0)


def _reason(card: Card, counted: Counted, wish: Wish) -> str:
    given = card.backfilled.given if card.backfilled else 0
    stamps = "1 stamp" if counted.stamps == 1 else f"{counted.stamps} stamps"
    capped = f", capped at {wish.cap}" if counted.stamps > wish.cap else ""
    before = f", {given} given before" if given else ""
    return f"Visits since {counted.since.isoformat()}: {stamps}{capped}{before}"
