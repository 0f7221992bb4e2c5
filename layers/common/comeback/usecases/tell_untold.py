"""Wallets that were never told of an entry: the repair behind a change that the stream did not relay (data-model.md §4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from comeback.domain.ids import CardId, TenantId
from comeback.messages import CardChanged
from comeback.ports.connections import Connections
from comeback.ports.directory import Directory
from comeback.ports.ledger import Ledger
from comeback.ports.queues import ApplePushQueue, GoogleQueue
from comeback.ports.system import Clock

# Younger entries may still be on their way: the pause between two updates of a card is a quarter of an hour at most.
_YOUNGEST = timedelta(minutes=20)
# Two sweeps' worth, so that one that failed is made good for by the next.
_OLDEST = timedelta(minutes=50)
_PAGE = 200


@dataclass(frozen=True, slots=True)
class TellUntold:
    """Looks at the cards of recent entries, and sends again what their heads say was not told. A repeat is harmless."""

    connections: Connections
    ledger: Ledger
    directory: Directory
    apple: ApplePushQueue
    google: GoogleQueue
    clock: Clock

    def __call__(self) -> int:
        """How many cards were sent again. Raises QueueUnavailableError."""
        untold = 0
        for tenant in dict.fromkeys(tenant for tenant, _ in self.connections.live_locations()):
            for card in dict.fromkeys(self._changed(tenant)):
                untold += self._tell(card)
        return untold

    def _changed(self, tenant: TenantId) -> Iterator[CardId]:
        now, cursor = self.clock.now(), None
        while True:
            entries, cursor = self.ledger.booked_between(tenant, now - _OLDEST, now - _YOUNGEST, _PAGE, cursor)
            yield from (entry.card_id for entry in entries)
            if cursor is None:
                return

    def _tell(self, card_id: CardId) -> bool:
        ref = self.directory.card(card_id)
        cards = self.ledger.standing(ref.tenant_id, ref.customer_id, [ref.program_id]).cards if ref else ()
        untold = [card for card in cards if card.mark > card.pushed_apple]
        for card in untold:
            change = CardChanged(card.tenant_id, card.customer_id, card.program_id, card.id, card.mark)
            self.apple.send(change)
            self.google.send(change)
        return bool(untold)
