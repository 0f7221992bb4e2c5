"""A person is forgotten: everything about them goes, entries stay without them (interfaces.md §5)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from comeback.domain.card import Card, CardStatus, StatusNote, next_mark
from comeback.domain.customer import Profile
from comeback.domain.errors import NotFound
from comeback.domain.ids import CustomerId, TenantId
from comeback.domain.ledger import Actor
from comeback.domain.question import Question
from comeback.messages import ErasureDue
from comeback.ports.attention import Attention
from comeback.ports.customers import Customers
from comeback.ports.erasures import Erasure, Erasures
from comeback.ports.ledger import DayWrite, Ledger, Posting
from comeback.ports.queues import AccrualQueue
from comeback.ports.system import Clock
from comeback.usecases.follow_client import phone_matter

_PAGE = 200


class Erased(StrEnum):
    """What came of a message."""

    NOT_ASKED = "not_asked"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class RequestErasure:
    """The request is written down first and carried out behind the queue: whatever breaks, it comes to its end."""

    customers: Customers
    erasures: Erasures
    queue: AccrualQueue
    clock: Clock

    def __call__(self, tenant: TenantId, customer: CustomerId, actor: Actor) -> None:
        """Asked again, it changes nothing. Raises NotFound, QueueUnavailableError: ask again."""
        if self.erasures.asked(tenant, customer) is None:
            if self.customers.profile(tenant, customer) is None:
                raise NotFound("There is no such customer.")
            self.erasures.ask(tenant, Erasure(customer, actor, self.clock.now()))
        self.queue.send(ErasureDue(tenant, customer))


@dataclass(frozen=True, slots=True)
class EraseCustomer:
    """Cards are closed before the person goes, so that wallets hear of it and nothing is booked any more; every step may be
    done again.
    """

    customers: Customers
    erasures: Erasures
    ledger: Ledger
    attention: Attention
    clock: Clock

    def __call__(self, message: ErasureDue) -> Erased:
        """Raises ClaimLost: the message has to come again."""
        tenant, customer = message.tenant_id, message.customer_id
        request = self.erasures.asked(tenant, customer)
        if request is None:
            return Erased.NOT_ASKED
        for card in self.customers.cards(tenant, customer):
            if card.status is not CardStatus.ERASED:
                self._close(card, request)
        self._let_go(tenant, customer)
        profile = self.customers.profile(tenant, customer)
        if profile is not None:
            self._settle(profile)
        self.erasures.forget(tenant, customer)
        return Erased.ERASED

    def _close(self, card: Card, request: Erasure) -> None:
        """A reason that somebody wrote on a card goes with the person; questions about its stamps have no object any more."""
        now = self.clock.now()
        after = replace(
            card, status=CardStatus.ERASED, status_note=StatusNote(request.actor, "Erased.", request.at), held=0, look_at=None,
            mark=next_mark(card.mark, now),
        )  # fmt: skip
        moot = tuple(question.id for question in self._questions(card.tenant_id) if question.card_id == card.id)
        self.ledger.commit(card.tenant_id, [], [Posting(after, card, (), moot=moot)])

    def _questions(self, tenant: TenantId) -> Iterator[Question]:
        cursor: str | None = None
        while True:
            page, cursor = self.ledger.questions(tenant, _PAGE, cursor)
            yield from page
            if cursor is None:
                return

    def _let_go(self, tenant: TenantId, customer: CustomerId) -> None:
        """Reversals that wait on closed cards would be due for ever."""
        for place, day in self.ledger.days_of(tenant, customer):
            if day.held_until is None:
                continue
            claim = self.ledger.claim(tenant, place, self.clock.now())
            units = {key: replace(state, held=None) for key, state in claim.day.units.items()}
            self.ledger.commit(tenant, [DayWrite(claim, replace(claim.day, units=units))], [])

    def _settle(self, profile: Profile) -> None:
        for move in profile.moves:
            self.attention.settle(profile.tenant_id, phone_matter(move.link))
