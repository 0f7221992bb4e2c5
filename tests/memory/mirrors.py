"""Mirrors in plain dicts, with the same promises as the DynamoDB adapter (tests/contract/test_mirrors.py)."""

from collections.abc import Mapping, Sequence

from comeback.domain.card import CardRef
from comeback.domain.ids import CustomerId, LoyaltyCardId, TenantId
from comeback.domain.mirror import Mirror
from comeback.ports.ledger import ClaimLost
from comeback.ports.mirrors import MirrorWrite
from tests.memory.ledger import MemoryLedger
from tests.memory.store import Store


class MemoryMirrors:
    """Mirrors over a shared store."""

    def __init__(self, store: Store) -> None:
        """`store` is shared with the other memory adapters."""
        self._store = store
        self._ledger = MemoryLedger(store)

    def of_cards(self, tenant: TenantId, cards: Sequence[CardRef]) -> Mapping[CardRef, Mirror]:
        return {card: self._store.mirrors[card] for card in cards if card.tenant_id == tenant and card in self._store.mirrors}

    def save(self, tenant: TenantId, write: MirrorWrite) -> None:
        ref = write.card.ref._replace(tenant_id=tenant)
        stored = self._store.mirrors.get(ref)
        if (stored and stored.reads) != (write.read and write.read.reads):
            raise ClaimLost("somebody else has read Altegio meanwhile")
        if write.posting is not None:
            self._ledger.commit(tenant, [], [write.posting])
        self._store.mirrors[ref] = write.mirror
        if write.mirror.seen.card_id:
            self._store.loyalty_cards[tenant, write.mirror.seen.card_id] = write.card.customer_id

    def holder(self, tenant: TenantId, card: LoyaltyCardId) -> CustomerId | None:
        return self._store.loyalty_cards.get((tenant, card))
