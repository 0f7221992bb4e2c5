"""The cards of a program look different: their change marks are raised page by page, apart from everything that is urgent."""

from dataclasses import dataclass, replace
from enum import StrEnum

from comeback.domain.card import Card, CardStatus
from comeback.domain.look import look_of
from comeback.domain.program import Program, ProgramStatus
from comeback.messages import LookDue, ObjectsDue, PhonesDue
from comeback.ports.customers import Customers
from comeback.ports.looks import Looks
from comeback.ports.passes import Passes
from comeback.ports.programs import Programs
from comeback.ports.queues import AppleBatchQueue, GoogleBatchQueue
from comeback.ports.system import Clock

PAGE = 500
"""Cards whose phones are told in one message and over one connection (wallets.md §3.4)."""


class Restyled(StrEnum):
    """What became of a message."""

    BEGUN = "begun"
    PAGE = "page"
    SAME_LOOK = "same_look"
    NOT_ACTIVE = "not_active"


@dataclass(frozen=True, slots=True)
class RestyleCards:
    """May run any number of times. A card that changes meanwhile is told of by that change, whose pass has the new look."""

    programs: Programs
    looks: Looks
    customers: Customers
    passes: Passes
    queue: AppleBatchQueue
    google: GoogleBatchQueue
    clock: Clock

    def __call__(self, message: LookDue) -> Restyled:
        """Raises QueueUnavailableError: the message comes again."""
        program = self.programs.get(message.tenant_id, message.program_id)
        if program is None or program.status is not ProgramStatus.ACTIVE:
            # It is told when it is active again.
            return Restyled.NOT_ACTIVE
        return self._page(message) if message.since_ms else self._begin(message, program)

    def _begin(self, message: LookDue, program: Program) -> Restyled:
        """Many saves are one job, if they come before it begins."""
        before, now = self.looks.get(program.tenant_id, program.id), look_of(program)
        if before == now:
            return Restyled.SAME_LOOK
        objects = before is None or before.objects != now.objects
        since = int(self.clock.now().timestamp() * 1000)
        self.queue.send(replace(message, since_ms=since, objects=objects, attempt=0))
        self.looks.put(program.tenant_id, program.id, now)
        return Restyled.BEGUN

    def _page(self, message: LookDue) -> Restyled:
        tenant, program = message.tenant_id, message.program_id
        cards, cursor = self.customers.cards_of_program(tenant, program, PAGE, message.cursor)
        for card in cards:
            if card.status is not CardStatus.ERASED and not _is_told_since(card, message.since_ms):
                self.passes.restyle(card, message.since_ms, self.clock.now())
        if cards:
            self.queue.send(PhonesDue(tenant, program, message.cursor))
        if cursor is not None:
            self.queue.send(replace(message, cursor=cursor, attempt=0))
        elif message.objects:
            self.google.send(ObjectsDue(tenant, program))
        return Restyled.PAGE


def _is_told_since(card: Card, since_ms: int) -> bool:
    """Its phones have fetched it for a change of its own, in the new look: a second time they would find nothing new, and
    complain (wallets.md §2.4).
    """
    at = card.pushed_apple_at
    return card.pushed_apple >= card.mark and at is not None and at.timestamp() * 1000 > since_ms
