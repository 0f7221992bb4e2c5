"""Who an Altegio client is to us: found by phone, or made a customer (loyalty-domain.md §3)."""

from dataclasses import dataclass

from comeback.domain.connection import Connection
from comeback.domain.customer import Profile
from comeback.domain.ids import CustomerId
from comeback.ports.crm import CrmClient
from comeback.ports.customers import Customers
from comeback.ports.phones import PhoneProblem, Phones
from comeback.ports.system import Clock, Ids


@dataclass(frozen=True, slots=True)
class IdentifyClient:
    """Ties the client to the customer who has the same phone; a new phone makes a new customer. Doing it again changes
    nothing.
    """

    customers: Customers
    phones: Phones
    clock: Clock
    ids: Ids

    def __call__(self, connection: Connection, client: CrmClient) -> CustomerId | None:
        """The customer, or None for a client without a usable phone: such a client cannot hold a card."""
        try:
            phone = self.phones.normalise_crm(client.phone, connection.location.country)
        except PhoneProblem:
            return None
        tenant = connection.tenant_id
        fresh = Profile(
            id=CustomerId(self.ids.new("cu")), tenant_id=tenant, phone=phone, name=client.name, email=client.email,
            birthday=client.birthday, created_at=self.clock.now(), surname=client.surname, gender=client.gender,
        )  # fmt: skip
        profile, _ = self.customers.register(tenant, fresh)
        self.customers.link_client(tenant, connection.location_id, client.client_id, profile.id)
        return profile.id
