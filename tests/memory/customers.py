"""Customers and cards in plain dicts (tests/contract/test_customers.py)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from comeback.domain.card import Card, CardRef
from comeback.domain.customer import Link, Profile
from comeback.domain.errors import NotFound
from comeback.domain.ids import ClientId, CustomerId, LocationId, ProgramId, TenantId
from comeback.ports.customers import PhoneTaken
from tests.memory.cursors import page_of
from tests.memory.store import Store


class MemoryCustomers:
    """Customers over a shared store."""

    def __init__(self, store: Store) -> None:
        """`store` is shared with the other memory adapters."""
        self._store = store

    def find_by_phone(self, tenant: TenantId, phone: str) -> CustomerId | None:
        return self._store.phones.get((tenant, phone))

    def register(self, tenant: TenantId, profile: Profile) -> tuple[Profile, bool]:
        known = self.find_by_phone(tenant, profile.phone)
        if known is not None:
            return self._store.profiles[tenant, known], False
        self._store.phones[tenant, profile.phone] = profile.id
        self._store.profiles[tenant, profile.id] = profile
        return profile, True

    def profile(self, tenant: TenantId, customer: CustomerId) -> Profile | None:
        return self._store.profiles.get((tenant, customer))

    def profiles(self, tenant: TenantId, customers: Sequence[CustomerId]) -> Mapping[CustomerId, Profile]:
        known = (self.profile(tenant, customer) for customer in customers)
        return {profile.id: profile for profile in known if profile}

    def save_profile(self, tenant: TenantId, profile: Profile) -> None:
        self.change_profile(tenant, profile.id, lambda stored: replace(profile, phone=stored.phone, created_at=stored.created_at))

    def change_profile(self, tenant: TenantId, customer: CustomerId, change: Callable[[Profile], Profile]) -> Profile | None:
        stored = self.profile(tenant, customer)
        if stored is None:
            return None
        after = replace(change(stored), clients=stored.clients)
        if after.phone != stored.phone:
            if self._store.phones.get((tenant, after.phone)):
                raise PhoneTaken("this phone is somebody else's")
            self._store.phones.pop((tenant, stored.phone), None)
            if after.phone:
                self._store.phones[tenant, after.phone] = customer
        self._store.profiles[tenant, customer] = after
        return after

    def move_client(self, tenant: TenantId, link: Link, source: CustomerId, target: CustomerId) -> None:
        giving, getting = self.profile(tenant, source), self.profile(tenant, target)
        holder = self._store.clients.get(link)
        if holder == target and getting:
            return
        if giving is None or getting is None or holder != source:
            raise NotFound("the client is not this customer's, or there is no other one")
        left = tuple(one for one in giving.clients if one != link)
        self._store.profiles[tenant, source] = replace(giving, clients=left)
        self._store.profiles[tenant, target] = replace(getting, clients=tuple(sorted({*getting.clients, link})))
        self._store.clients[link] = target

    def link_client(self, tenant: TenantId, location: LocationId, client: ClientId, customer: CustomerId) -> None:
        stored = self.profile(tenant, customer)
        known = self._store.clients.get((location, client))
        if stored is None or (known and (tenant, known) not in self._store.profiles):
            raise NotFound("there is no such customer, or the client is another tenant's")
        links = tuple(sorted({*stored.clients, (location, client)}))
        self._store.profiles[tenant, customer] = replace(stored, clients=links)
        self._store.clients[location, client] = customer

    def issue(self, tenant: TenantId, card: Card) -> tuple[Card, bool]:
        existing = self._store.cards.setdefault((tenant, card.customer_id, card.program_id), card)
        return existing, existing is card

    def card(self, ref: CardRef) -> Card | None:
        return self._store.cards.get((ref.tenant_id, ref.customer_id, ref.program_id))

    def cards(self, tenant: TenantId, customer: CustomerId) -> Sequence[Card]:
        own = [card for (owner, holder, _), card in self._store.cards.items() if (owner, holder) == (tenant, customer)]
        return sorted(own, key=lambda card: card.program_id)

    def cards_of_program(
        self, tenant: TenantId, program: ProgramId, limit: int, cursor: str | None
    ) -> tuple[Sequence[Card], str | None]:
        own = [card for (owner, _, of), card in self._store.cards.items() if (owner, of) == (tenant, program)]
        return page_of(f"{tenant}/{program}", sorted(own, key=lambda card: card.id), limit, cursor)
