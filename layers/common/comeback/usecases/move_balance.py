"""One movement of a balance that somebody asked for: once, however often it is asked (rulings 1, 3, 16)."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from comeback.domain.by_hand import Draft, check_open, post
from comeback.domain.card import Card
from comeback.domain.errors import FieldError, FieldRefused
from comeback.domain.ids import CardId, EntryId, TenantId
from comeback.domain.ledger import Actor, Entry
from comeback.ports.ledger import ClaimLost, DayWrite, Ledger, Posting, Receipt
from comeback.ports.system import Clock, Ids
from comeback.usecases.read_cards import ReadCard

_TRIES = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, and the key that they chose for this one request: with it, asking again changes nothing."""

    actor: Actor
    key: str


@dataclass(frozen=True, slots=True)
class Movement:
    """What is asked: the `route` is the scope of keys, `inputs` is all that the caller said. `draft` decides on the head
    as it is; `along` may add to the same transaction.
    """

    route: str
    inputs: tuple[object, ...]
    draft: Callable[[Card], Draft]
    along: Callable[[Posting], tuple[Posting, Sequence[DayWrite]]] = lambda posting: (posting, ())


@dataclass(frozen=True, slots=True)
class MoveBalance:
    """Entry, head and receipt in one transaction, on condition that the head is as it was when the movement was allowed.
    There is no state in between: a request has a receipt, or it has done nothing.
    """

    read_card: ReadCard
    ledger: Ledger
    clock: Clock
    ids: Ids
    pause: Callable[[], None]

    def __call__(self, tenant: TenantId, card: CardId, asked: Asked, movement: Movement) -> Entry:
        """The entry, new or of the first time.

        Raises NotFound, StateConflicted, FieldRefused, and ClaimLost when others kept getting in between.
        """
        for _ in range(_TRIES - 1):
            try:
                return self._attempt(tenant, card, asked, movement)
            except ClaimLost:
                self.pause()
        return self._attempt(tenant, card, asked, movement)

    def _attempt(self, tenant: TenantId, card_id: CardId, asked: Asked, movement: Movement) -> Entry:
        inputs = _digest(card_id, *movement.inputs)
        done = self.ledger.receipt(tenant, movement.route, asked.key)
        if done is not None:
            if done.inputs != inputs:
                raise FieldRefused(FieldError("Idempotency-Key", "This key was used for another request."))
            return done.entry
        card = self.read_card(tenant, card_id)
        check_open(card)
        draft = movement.draft(card)
        head, entry = post(card, draft, asked.actor, self.clock.now(), EntryId(self.ids.new("en")))
        posting, writes = movement.along(Posting(head, card, (entry,)))
        self.ledger.commit(tenant, writes, [posting], receipt=Receipt(movement.route, asked.key, inputs, entry))
        return entry


def _digest(*inputs: object) -> str:
    return sha256(json.dumps(inputs, default=str).encode()).hexdigest()
