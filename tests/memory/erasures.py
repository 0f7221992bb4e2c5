"""Erasures over the shared store (tests/contract/test_erasures.py)."""

from comeback.domain.ids import CustomerId, TenantId
from comeback.ports.erasures import Erasure
from tests.memory.store import Store


class MemoryErasures:
    """The same people as MemoryCustomers of the same store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def ask(self, tenant: TenantId, erasure: Erasure) -> bool:
        return self._store.erasures.setdefault((tenant, erasure.customer_id), erasure) is erasure

    def asked(self, tenant: TenantId, customer: CustomerId) -> Erasure | None:
        return self._store.erasures.get((tenant, customer))

    def forget(self, tenant: TenantId, customer: CustomerId) -> None:
        store = self._store
        for ref in [ref for ref in store.mirrors if (ref.tenant_id, ref.customer_id) == (tenant, customer)]:
            del store.mirrors[ref]
        shown = {key: holder for key, holder in store.loyalty_cards.items() if (key[0], holder) == (tenant, customer)}
        for key in shown:
            del store.loyalty_cards[key]
        profile = store.profiles.pop((tenant, customer), None)
        for link in profile.clients if profile else ():
            if store.clients.get(link) == customer:
                del store.clients[link]
        if profile and store.phones.get((tenant, profile.phone)) == customer:
            del store.phones[tenant, profile.phone]
