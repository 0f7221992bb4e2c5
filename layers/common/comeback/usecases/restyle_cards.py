"""The cards of a program look different: their change marks are raised page by page, apart from everything that is urgent."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from comeback.domain.card import Card, CardStatus
from comeback.domain.look import Given, look_of_passes, look_to_tell
from comeback.domain.program import Program, ProgramStatus
from comeback.messages import LookDue, ObjectsDue, PhonesDue
from comeback.ports.customers import Customers
from comeback.ports.looks import Looks
from comeback.ports.messages import Messages
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
    """May run any number of times. A card that phones have been given in the new look, because it changed or was added
    meanwhile, is left alone: a second time they would find nothing new, and complain (wallets.md §2.4).
    """

    programs: Programs
    looks: Looks
    customers: Customers
    passes: Passes
    messages: Messages
    queue: AppleBatchQueue
    google: GoogleBatchQueue
    clock: Clock

    def __call__(self, message: LookDue) -> Restyled:
        """Raises QueueUnavailableError: the message comes again."""
        program = self.programs.get(message.tenant_id, message.program_id)
        if program and message.since_ms:
            # A pause does not end what has begun: nobody would tell the rest.
            return self._page(message, program)
        if program is None or program.status is not ProgramStatus.ACTIVE:
            # It is told when it is active again.
            return Restyled.NOT_ACTIVE
        return self._begin(message, program)

    def _begin(self, message: LookDue, program: Program) -> Restyled:
        """Many saves are one job, if they come before it begins."""
        before, now = self.looks.get(program.tenant_id, program.id), look_to_tell(program)
        if before == now:
            return Restyled.SAME_LOOK
        since = int(self.clock.now().timestamp() * 1000)
        self.queue.send(replace(message, since_ms=since, attempt=0))
        self.looks.put(program.tenant_id, program.id, now)
        return Restyled.BEGUN

    def _page(self, message: LookDue, program: Program) -> Restyled:
        key = program.tenant_id, program.id
        cards, cursor = self.customers.cards_of_program(*key, PAGE, message.cursor)
        behind = self._behind(cards, program)
        for card in behind:
            self.passes.restyle(card, message.since_ms, self.clock.now())
        if behind:
            named = () if len(behind) == len(cards) else tuple(card.id for card in behind)
            self.queue.send(PhonesDue(*key, message.cursor, named))
        if cursor is not None:
            self.queue.send(replace(message, cursor=cursor, attempt=0))
        else:
            self.google.send(ObjectsDue(*key))
        return Restyled.PAGE

    def _behind(self, cards: Sequence[Card], program: Program) -> Sequence[Card]:
        """Those that a phone may have in another look, or not as they are now."""
        look = look_of_passes(program)
        given = {card: said.given for card, said in self.messages.of_cards([card.id for card in cards]).items()}
        living = (card for card in cards if card.status is not CardStatus.ERASED)
        return [card for card in living if not given.get(card.id, Given()).shows(card.mark, look)]
