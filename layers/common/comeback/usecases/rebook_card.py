"""One card in the commit of a recalculation: its days are judged anew under their claims, and the difference is booked."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import takewhile

from comeback.domain.booking import CardDay
from comeback.domain.card import Card
from comeback.domain.expiry import watched
from comeback.domain.ids import EntryId
from comeback.domain.ledger import Entry
from comeback.domain.program import Program
from comeback.domain.recalculation import SOURCE, CardChange, Difference, Recalculation
from comeback.domain.rejudging import again, in_transactions, open_days, rebook
from comeback.domain.visit import Place
from comeback.ports.ledger import ClaimLost, DayWrite, Ledger, Posting
from comeback.ports.recalculations import Recalculations
from comeback.ports.system import Clock, Ids
from comeback.usecases.past_entries import newest_first
from comeback.usecases.settle_days import with_states

_TRIES = 4


@dataclass(frozen=True, slots=True)
class Rebooked:
    """What became of a card: None if it neither had nor has a difference. `waiting`: days left to their holds."""

    change: CardChange | None
    waiting: int


@dataclass(frozen=True, slots=True)
class RebookCard:
    """What is booked follows from the facts as they are now, never from the preview; a card on which they differ is told."""

    ledger: Ledger
    jobs: Recalculations
    clock: Clock
    ids: Ids
    pause: Callable[[], None]

    def __call__(self, job: Recalculation, program: Program, card: Card, known: CardChange | None) -> Rebooked:
        """Book what is left to book. Raises ClaimLost when others kept getting in between."""
        stored = self.ledger.days_of(card.tenant_id, card.customer_id, job.start)
        found = open_days(program, card, ((place.date, day) for place, day in stored), job.start, job.end)
        if known is None and not found.days:
            return Rebooked(None, found.waiting)
        if known is None:
            # Stored before the first entry: after a crash it tells that this card was booked, and since when.
            known = CardChange(card.id, card.customer_id, card.seq, card.balance, card.balance, Difference())
            self.jobs.note(job.tenant_id, job, known)
        for group in in_transactions(found.days):
            self._book(program, card, group)
        booked = Difference.of(self._booked(job, card, known), card.size)
        return Rebooked(replace(known, booked=booked), found.waiting)

    def _book(self, program: Program, card: Card, days: Sequence[CardDay]) -> None:
        for _ in range(_TRIES - 1):
            try:
                return self._attempt(program, card, days)
            except ClaimLost:
                self.pause()
        return self._attempt(program, card, days)

    def _attempt(self, program: Program, card: Card, days: Sequence[CardDay]) -> None:
        tenant, now = card.tenant_id, self.clock.now()
        # In the order in which others claim: two who want the same days do not take turns for ever.
        places = sorted(Place(card.customer_id, each.on) for each in days)
        claims = [self.ledger.claim(tenant, place, now) for place in places]
        (read,) = self.ledger.standing(tenant, card.customer_id, [program.id]).cards
        judged = {claim.place.date: again(program, read, claim.place.date, claim.day) for claim in claims}
        needed = [each for each in judged.values() if each is not None]
        if not needed:
            return
        past = partial(newest_first, self.ledger, tenant, read)
        booked = rebook(program, read, needed, now, self._new_entry_id, past)
        writes = [
            DayWrite(claim, with_states(claim.day, read, booked.states[claim.place.date]))
            for claim in claims
            if judged[claim.place.date] is not None
        ]
        head = watched(booked.card, program, booked.entries)
        self.ledger.commit(tenant, writes, [Posting(head, read, booked.entries, booked.asked, booked.moot)])

    def _booked(self, job: Recalculation, card: Card, known: CardChange) -> Iterator[Entry]:
        """What the job has booked on the card, in this run or in one that was killed, the newest first."""
        (head,) = self.ledger.standing(card.tenant_id, card.customer_id, [card.program_id]).cards
        entries = newest_first(self.ledger, card.tenant_id, head)
        for entry in takewhile(lambda one: one.seq > known.seq, entries):
            source = entry.cause.source if entry.cause else ""
            if source == SOURCE and job.committed_at and entry.booked_at >= job.committed_at:
                yield entry

    def _new_entry_id(self) -> EntryId:
        return EntryId(self.ids.new("en"))
