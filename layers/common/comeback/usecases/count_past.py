"""One page of cards: what the visits before each of them make, and the import that gives it (loyalty-domain.md §13.3)."""

from dataclasses import dataclass

from comeback.domain.backfill import PastCard, Wish, cap_of, count_past, give, report
from comeback.domain.card import Card, CardStatus
from comeback.domain.connection import Connection
from comeback.domain.ids import EntryId
from comeback.domain.program import ProgramStatus
from comeback.domain.sync import SyncJob
from comeback.messages import PastCardsDue
from comeback.ports.customers import Customers
from comeback.ports.ledger import ClaimLost, Ledger, Posting
from comeback.ports.system import Clock, Ids
from comeback.usecases.sync_phases import SyncOutcome, SyncPhases

_PAGE = 50
_TRIES = 4


@dataclass(frozen=True, slots=True)
class CountPast:
    """Asks Altegio nothing. An import is booked with its head, which says what all imports have given so far: a page that
    comes again, and two at once, give it once.
    """

    phases: SyncPhases
    customers: Customers
    ledger: Ledger
    clock: Clock
    ids: Ids

    def __call__(self, message: PastCardsDue) -> SyncOutcome:
        """Count the page. Raises ClaimLost when others kept writing to a card."""
        job = self.phases.open_job(message.tenant_id, message.job_id)
        if job is None:
            return SyncOutcome.ENDED
        connection = self.phases.connection(message.tenant_id, message.location_id)
        if connection is None:
            return self.phases.disconnected(job)
        cards, cursor = self.customers.cards_of_program(job.tenant_id, message.program_id, _PAGE, message.cursor)
        step = f"{message.program_id}#{message.page}"
        if step in job.steps_done:
            self.phases.after_cards(job, message, cursor)
            return SyncOutcome.READ_BEFORE
        counted = [self._count(job, connection, card) for card in cards]
        after = self.phases.jobs.finish_cards(job.tenant_id, job.id, step, [one for one in counted if one is not None])
        if after is not None:
            self.phases.after_cards(after, message, cursor)
        return SyncOutcome.READ

    def _count(self, job: SyncJob, connection: Connection, card: Card) -> PastCard | None:
        for _ in range(_TRIES - 1):
            try:
                return self._attempt(job, connection, card)
            except ClaimLost:
                continue
        return self._attempt(job, connection, card)

    def _attempt(self, job: SyncJob, connection: Connection, listed: Card) -> PastCard | None:
        """What the card's past makes; None where that is nothing, or the card cannot earn."""
        since = job.wish.backfill_from
        standing = self.ledger.standing(job.tenant_id, listed.customer_id, [listed.program_id])
        if since is None or not standing.programs or not standing.cards:
            return None
        (program,), (card,) = standing.programs, standing.cards
        if program.status is not ProgramStatus.ACTIVE or card.status is not CardStatus.ACTIVE:
            return None
        days = [(place.date, day) for place, day in self.ledger.days_of(job.tenant_id, card.customer_id)]
        counted = count_past(program, card, days, since, connection.location.timezone)
        wish = Wish(job.id, job.location_id, cap_of(program, card, job.wish.cap))
        if job.gives:
            after, entries = give(card, counted, wish, self.clock.now(), EntryId(self.ids.new("en")))
            if after != card:
                self.ledger.commit(job.tenant_id, [], [Posting(after, card, entries)])
        return report(card, counted, wish) if counted.stamps else None
