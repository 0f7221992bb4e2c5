"""From the table's stream to the queues: heads whose mark grew, new cards that mirror Altegio, cards that wallets got or lost,
active programs, days whose held reversal is due later.
"""

from dataclasses import dataclass
from datetime import datetime

from comeback.domain.ids import CardId, CustomerId, TenantId
from comeback.messages import CardChanged, CardNoteDue, CardsDue, DayDue, LookBackDue, LookDue, MirrorDue, ProgramPublished
from comeback.ports.queues import AccrualQueue, AppleBatchQueue, ApplePushQueue, GoogleQueue
from comeback.ports.system import Clock

_LONGEST_DELAY = 900


@dataclass(frozen=True, slots=True)
class HeadMoved:
    """A head's new change mark; `before` is the old one (0 for a new card). `mirrored`: Altegio owns its balance. `to_note`: what
    Altegio notes of the card may be out of date. `looks_back`: a visit or a client's event has made it.
    """

    change: CardChanged
    before: int
    mirrored: bool = False
    to_note: bool = False
    looks_back: bool = False


@dataclass(frozen=True, slots=True)
class CardInstalled:
    """A wallet has got the card, or has it no more. `tenant_id` None: the row does not say."""

    tenant_id: TenantId | None
    card_id: CardId


@dataclass(frozen=True, slots=True)
class DayHeld:
    """A day whose first held reversal is due at `until`."""

    tenant_id: TenantId
    customer_id: CustomerId
    date: str
    until: datetime


@dataclass(frozen=True, slots=True)
class ProgramSaved:
    """An active program was saved; `review`: what its cards have to be looked at for."""

    published: ProgramPublished
    review: CardsDue | None


Change = HeadMoved | DayHeld | ProgramSaved | CardInstalled


@dataclass(frozen=True, slots=True)
class RelayChanges:
    """Sends one message per change; a repeat is harmless, because consumers look at the state. `note_seconds`: how long Altegio's
    note of a card, and what a saved program means for its cards, wait for further changes.
    """

    apple: ApplePushQueue
    google: GoogleQueue
    accrual: AccrualQueue
    batches: AppleBatchQueue
    clock: Clock
    note_seconds: int = 60

    def __call__(self, change: Change) -> bool:
        """Whether something was sent. Raises QueueUnavailableError: the stream brings the change again."""
        if isinstance(change, HeadMoved):
            self._about_new(change)
        match change:
            case CardInstalled():
                self._note(change.tenant_id, change.card_id)
            case HeadMoved(mirrored=True, before=0):
                new = change.change
                self.accrual.send(
                    MirrorDue(
                        new.tenant_id, self.clock.now().isoformat(), "enrolment", customer_id=new.customer_id,
                        program_id=new.program_id,
                    )
                )  # fmt: skip
            case HeadMoved():
                # A new card has no phone yet that could hear of it.
                if change.before == 0 or change.change.mark <= change.before:
                    return change.to_note or change.looks_back
                self.apple.send(change.change)
                self.google.send(change.change)
            case ProgramSaved():
                if change.review:
                    self.accrual.send(change.review)
                self.google.send(change.published)
                look = LookDue(change.published.tenant_id, change.published.program_id)
                self.batches.send(look, delay_seconds=min(self.note_seconds, _LONGEST_DELAY))
            case _:
                wait = (change.until - self.clock.now()).total_seconds()
                delay = min(max(int(wait) + 1, 0), _LONGEST_DELAY)
                self.accrual.send(DayDue(change.tenant_id, change.customer_id, change.date), delay_seconds=delay)
        return True

    def _about_new(self, head: HeadMoved) -> None:
        """What else a head means: a note in Altegio, visits from before the card."""
        card = head.change
        if head.to_note:
            self._note(card.tenant_id, card.card_id)
        if head.looks_back:
            self.accrual.send(LookBackDue(card.tenant_id, card.customer_id, card.program_id))

    def _note(self, tenant: TenantId | None, card: CardId) -> None:
        """A little later, so that a burst of changes is noted once."""
        self.accrual.send(CardNoteDue(tenant, card), delay_seconds=self.note_seconds)
