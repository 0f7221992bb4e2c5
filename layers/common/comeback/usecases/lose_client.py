"""A client who is gone from Altegio, or emptied there (loyalty-domain.md §3.6)."""

from contextlib import suppress
from dataclasses import dataclass, replace

from comeback.domain.card import CardStatus
from comeback.domain.connection import Connection
from comeback.domain.customer import Link, Profile
from comeback.domain.errors import CardClosed
from comeback.domain.ids import ClientId, CustomerId
from comeback.domain.ledger import Actor
from comeback.ports.crm import Crm, CrmClient, Lane
from comeback.ports.customers import Customers
from comeback.usecases.block_card import BlockCard

FORGOTTEN = Actor("job", "crm_client_gone")
"""Who closes, and opens again, the cards of somebody whom Altegio has forgotten."""


@dataclass(frozen=True, slots=True)
class LoseClient:
    """While another client of the person is left, nothing but the link changes. After the last one the cards are blocked, which
    voids the passes, and nothing personal is kept; ties and ledger stay, so that a client who comes back finds their stamps.
    """

    customers: Customers
    crm: Crm
    block: BlockCard

    def is_gone(self, connection: Connection, client: ClientId, lane: Lane) -> bool:
        """Whether a 404 was a deletion: an answered list does not have the client either (ruling 8). Raises CrmError."""
        return not self.crm.has_client(connection, client, lane)

    def __call__(self, connection: Connection, client: ClientId, customer: CustomerId) -> bool:
        """Whether the person is forgotten now."""
        tenant, link = connection.tenant_id, (connection.location_id, client)
        profile = self.customers.profile(tenant, customer)
        if profile is None or link not in profile.clients:
            return False
        if set(profile.live_clients) - {link}:
            self.customers.change_profile(tenant, customer, lambda one: _without(one, link))
            return False
        for card in self.customers.cards(tenant, customer):
            if card.status is CardStatus.ACTIVE:
                with suppress(CardClosed):  # it has ended at this moment
                    self.block(tenant, card.id, FORGOTTEN, "The client was deleted in Altegio.")
        self.customers.change_profile(tenant, customer, lambda one: forgotten(_without(one, link)))
        return True


def forgotten(profile: Profile) -> Profile:
    """Nothing of the person, but who they were in Altegio."""
    return Profile(
        profile.id, profile.tenant_id, "", "", profile.created_at, clients=profile.clients, gone=profile.gone,
    )  # fmt: skip


def is_emptied(client: CrmClient) -> bool:
    """Whether Altegio shows a client without anything personal: that is how an anonymised one looks."""
    return not (client.name.strip() or client.email or client.phone.strip())


def _without(profile: Profile, link: Link) -> Profile:
    """An open question about the client's phone has no object any more, but stays listed until somebody sets it aside."""
    moves = tuple(move for move in profile.moves if move.link != link)
    return replace(profile, gone=tuple(sorted({*profile.gone, link})), moves=moves)
