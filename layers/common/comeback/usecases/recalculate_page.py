"""One page of a recalculation: cards are judged anew, first to show what would change, then to book it.

Any page may come twice, late or to two handlers at once: what a page has found is stored with the job's next page number in one
write, and a card that was booked has nothing left to book.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial

from comeback.domain.card import Card
from comeback.domain.program import Program
from comeback.domain.recalculation import CardChange, Difference, Recalculation, RecalculationState, applied
from comeback.domain.rejudging import foreseen, open_days
from comeback.messages import RecalculationPageDue
from comeback.ports.customers import Customers
from comeback.ports.ledger import ClaimLost, Ledger
from comeback.ports.programs import Programs
from comeback.ports.queues import SyncQueue
from comeback.ports.recalculations import RecalculationChanged, Recalculations
from comeback.ports.system import Clock
from comeback.usecases.change_program import edit_program, read_program
from comeback.usecases.past_entries import newest_first
from comeback.usecases.rebook_card import RebookCard, Rebooked

_CARDS = 25
"""Of a page: its work is a few seconds, and fits into one write."""
_PAUSE_SECONDS = 5
_OTHERS_AT_WORK_SECONDS = 2
_MOST_ATTEMPTS = 20


class RecalculationOutcome(StrEnum):
    """What came of a page's message."""

    BEGUN = "begun"
    LOOKED_AT = "looked_at"
    DONE_BEFORE = "done_before"
    ENDED = "ended"
    AGAIN_LATER = "again_later"


@dataclass(frozen=True, slots=True)
class RecalculatePage:
    """Works on stored days and asks Altegio nothing."""

    programs: Programs
    customers: Customers
    ledger: Ledger
    jobs: Recalculations
    rebook_card: RebookCard
    queue: SyncQueue
    clock: Clock

    def __call__(self, message: RecalculationPageDue) -> RecalculationOutcome:
        """The page, unless it is done or the job has ended. While others keep writing to one of its cards it comes again, a
        little later; raises ClaimLost when that never ends.
        """
        try:
            return self._look_at(message)
        except ClaimLost:
            if message.attempt >= _MOST_ATTEMPTS:
                raise
            self.queue.send(replace(message, attempt=message.attempt + 1), delay_seconds=_PAUSE_SECONDS)
            return RecalculationOutcome.AGAIN_LATER

    def _look_at(self, message: RecalculationPageDue) -> RecalculationOutcome:
        tenant, program = message.tenant_id, message.program_id
        job = self.jobs.get(tenant, program, message.job_id)
        if job is None or not job.is_at_work:
            return RecalculationOutcome.ENDED
        if message.page != job.page:
            if message.page == job.page - 1:
                self._go_on(job)  # its own message may have got lost in a crash
            return RecalculationOutcome.DONE_BEFORE
        stored = read_program(self.programs, tenant, program)
        altered = applied(stored, job)
        if job.state is RecalculationState.COMMITTING and altered != stored:
            return self._begin(message, job)
        cards, cursor = self.customers.cards_of_program(tenant, program, _CARDS, job.cursor)
        look = self._preview if job.state is RecalculationState.PREVIEWING else self._commit
        changes, waiting = look(job, altered, cards)
        try:
            after = self.jobs.save(tenant, job.after_page(len(cards), changes, waiting, cursor), changes)
        except RecalculationChanged:
            return RecalculationOutcome.DONE_BEFORE
        self._go_on(after)
        return RecalculationOutcome.LOOKED_AT

    def _go_on(self, job: Recalculation) -> None:
        if job.is_at_work:
            self.queue.send(RecalculationPageDue(job.tenant_id, job.program_id, job.id, job.page))

    def _begin(self, message: RecalculationPageDue, job: Recalculation) -> RecalculationOutcome:
        """The program is altered for good before the first card is booked; whoever has read it before that has booked what it
        said a moment later, and is found by the pages.
        """
        edit_program(self.programs, message.tenant_id, message.program_id, lambda stored: applied(stored, job))
        self.queue.send(message, delay_seconds=_OTHERS_AT_WORK_SECONDS)
        return RecalculationOutcome.BEGUN

    def _preview(self, job: Recalculation, program: Program, cards: Sequence[Card]) -> tuple[list[CardChange], int]:
        changes, waiting, now = [], 0, self.clock.now()
        for card in cards:
            stored = self.ledger.days_of(card.tenant_id, card.customer_id, job.start)
            found = open_days(program, card, ((place.date, day) for place, day in stored), job.start, job.end)
            waiting += found.waiting
            if found.days:
                past = partial(newest_first, self.ledger, card.tenant_id, card)
                entries = foreseen(program, card, found.days, now, past)
                after = card.balance + sum(entry.amount for entry in entries)
                difference = Difference.of(entries, card.size)
                changes.append(CardChange(card.id, card.customer_id, card.seq, card.balance, after, difference))
        return changes, waiting

    def _commit(self, job: Recalculation, program: Program, cards: Sequence[Card]) -> tuple[list[CardChange], int]:
        known = self.jobs.changes_of(job.tenant_id, job, [card.id for card in cards])
        done: list[Rebooked] = [self.rebook_card(job, program, card, known.get(card.id)) for card in cards]
        return [one.change for one in done if one.change], sum(one.waiting for one in done)
