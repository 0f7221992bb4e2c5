"""From the table's stream to the queues: heads whose mark grew, new cards that mirror Altegio, active programs, days whose held
reversal is due later.
"""

from dataclasses import dataclass
from datetime import datetime

from comeback.domain.ids import CustomerId, TenantId
from comeback.messages import CardChanged, DayDue, MirrorDue, ProgramPublished
from comeback.ports.queues import AccrualQueue, ApplePushQueue, GoogleQueue
from comeback.ports.system import Clock

_LONGEST_DELAY = 900


@dataclass(frozen=True, slots=True)
class HeadMoved:
    """A head's new change mark; `before` is the old one (0 for a new card). `mirrored`: Altegio owns its balance."""

    change: CardChanged
    before: int
    mirrored: bool = False


@dataclass(frozen=True, slots=True)
class DayHeld:
    """A day whose first held reversal is due at `until`."""

    tenant_id: TenantId
    customer_id: CustomerId
    date: str
    until: datetime


Change = HeadMoved | DayHeld | ProgramPublished


@dataclass(frozen=True, slots=True)
class RelayChanges:
    """Sends one message per change; a repeat is harmless, because consumers look at the state."""

    apple: ApplePushQueue
    google: GoogleQueue
    accrual: AccrualQueue
    clock: Clock

    def __call__(self, change: Change) -> bool:
        """Whether something was sent. Raises QueueUnavailableError: the stream brings the change again."""
        match change:
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
                    return False
                self.apple.send(change.change)
                self.google.send(change.change)
            case ProgramPublished():
                self.google.send(change)
            case _:
                wait = (change.until - self.clock.now()).total_seconds()
                delay = min(max(int(wait) + 1, 0), _LONGEST_DELAY)
                self.accrual.send(DayDue(change.tenant_id, change.customer_id, change.date), delay_seconds=delay)
        return True
