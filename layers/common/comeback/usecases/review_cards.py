"""A program's cards are looked at again: its validity or look-back has changed, or it was started again (loyalty-domain.md §5.2,
§6.8, §7).
"""

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from comeback.domain.card import Card, CardStatus, StatusNote, next_mark
from comeback.domain.card_content import expires_at
from comeback.domain.ledger import Actor
from comeback.domain.program import Program, ProgramStatus, ProgramType
from comeback.messages import BookingsDue, CardReopened, CardsDue, LookBackDue
from comeback.ports.connections import Connections
from comeback.ports.customers import Customers
from comeback.ports.ledger import ClaimLost, Ledger, Posting
from comeback.ports.programs import Programs
from comeback.ports.queues import AccrualQueue
from comeback.ports.system import Clock
from comeback.usecases.program_zone import zone_of

_PAGE = 100
_TRIES = 4
_JOB = Actor("job", "validity")


@dataclass(frozen=True, slots=True)
class ReviewCards:
    """A page of cards per message, none of which is written unless something differs. A card that had ended is there again when
    its validity is longer; one that ends earlier stands in the due index for the hourly job.
    """

    programs: Programs
    connections: Connections
    customers: Customers
    ledger: Ledger
    queue: AccrualQueue
    clock: Clock

    def __call__(self, message: CardsDue) -> int:
        """How many cards were changed. Raises ClaimLost, QueueUnavailableError: the message has to come again."""
        program = self.programs.get(message.tenant_id, message.program_id)
        if program is None or program.type is not ProgramType.STAMP or program.status is not ProgramStatus.ACTIVE:
            return 0
        if message.again and message.cursor is None:
            self._read_pause(program)
        timezone = zone_of(self.connections, program)
        cards, cursor = self.customers.cards_of_program(program.tenant_id, program.id, _PAGE, message.cursor)
        changed = 0
        for card in cards:
            before, after = self._review(program, card, timezone)
            changed += before != after
            reopened = before.status is CardStatus.EXPIRED and after.status is CardStatus.ACTIVE
            if reopened or (message.again and after.status is CardStatus.ACTIVE):
                self.queue.send(CardReopened(program.tenant_id, card.customer_id, program.id))
            if message.further and after.status is CardStatus.ACTIVE:
                self.queue.send(LookBackDue(program.tenant_id, card.customer_id, program.id, further=True))
        if cursor is not None:
            self.queue.send(replace(message, cursor=cursor, attempt=0))
        return changed

    def _read_pause(self, program: Program) -> None:
        """What came from people who had no card, and was therefore not stored."""
        pause = program.pauses[-1] if program.pauses else None
        if pause is None or pause.until is None or pause.skipped:
            return
        for location in program.locations:
            connection = self.connections.get(program.tenant_id, location)
            if connection is not None:
                zone = ZoneInfo(connection.location.timezone)
                first, last = (moment.astimezone(zone).date().isoformat() for moment in (pause.since, pause.until))
                self.queue.send(BookingsDue(program.tenant_id, location, first, last))

    def _review(self, program: Program, listed: Card, timezone: str) -> tuple[Card, Card]:
        """The card before and after."""
        for _ in range(_TRIES - 1):
            try:
                return self._attempt(program, listed, timezone)
            except ClaimLost:
                continue
        return self._attempt(program, listed, timezone)

    def _attempt(self, program: Program, listed: Card, timezone: str) -> tuple[Card, Card]:
        card = self.customers.card(listed.ref) or listed
        after = reviewed(card, program, timezone, self.clock.now())
        if after != card:
            self.ledger.commit(program.tenant_id, [], [Posting(after, card, ())])
        return card, after


def reviewed(card: Card, program: Program, timezone: str, now: datetime) -> Card:
    """The head as the program's validity has it now."""
    ends_at = expires_at(card, program, timezone)
    if card.status is CardStatus.EXPIRED and (ends_at is None or ends_at > now):
        before = card.status_note.before if card.status_note and card.status_note.before else CardStatus.ACTIVE
        note = StatusNote(_JOB, "The card's validity was prolonged.", now)
        # Its stamps may have ended meanwhile.
        return replace(card, status=before, status_note=note, mark=next_mark(card.mark, now), look_at=now)
    if card.status in (CardStatus.ACTIVE, CardStatus.BLOCKED) and ends_at and (card.look_at is None or ends_at < card.look_at):
        return replace(card, look_at=ends_at)
    return card
