"""Clients whose event got lost: found by the date of their last change, read where they look other than we know them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from comeback.domain.connection import Connection
from comeback.domain.customer import likeness_of
from comeback.messages import ClientChanged
from comeback.ports.connections import Connections
from comeback.ports.crm import ChangedClient, Crm, CrmClient, CrmGoneError, CrmRefusedError, Lane
from comeback.ports.customers import Customers
from comeback.ports.directory import Directory
from comeback.ports.phones import PhoneProblem, Phones
from comeback.ports.queues import AccrualQueue
from comeback.usecases.swept_since import swept_since

_CLIENTS = "clients"


@dataclass(frozen=True, slots=True)
class SweepClients:
    """Only finds and enqueues. Who was deleted is in no list of changes: that is found by the next event about them."""

    directory: Directory
    connections: Connections
    customers: Customers
    crm: Crm
    phones: Phones
    queue: AccrualQueue

    def __call__(self, connection: Connection, now: datetime) -> int:
        """How many were found. Raises CrmUnavailableError. A location that does not show this list is served by events."""
        try:
            changed = list(self._changed(connection))
        except (CrmRefusedError, CrmGoneError):
            return 0
        tenant, location = connection.tenant_id, connection.location_id
        found = list(self._differing(connection, [one.client for one in changed]))
        messages = [ClientChanged(tenant, location, one.client_id, now.isoformat(), "sweep") for one in found]
        self.queue.send_all(messages)
        watermark = swept_since(connection, _CLIENTS)
        newest = max((one.changed_at for one in changed if one.changed_at), default=watermark.moment)
        if newest > watermark.moment:
            self.connections.advance(tenant, location, now, {_CLIENTS: newest.isoformat()})
        return len(found)

    def _changed(self, connection: Connection) -> Iterator[ChangedClient]:
        since = swept_since(connection, _CLIENTS).asked
        page, more = 1, True
        while more:
            clients, more = self.crm.changed_clients(connection, since, page, Lane.SWEEP)
            yield from clients
            page += 1

    def _differing(self, connection: Connection, clients: Iterable[CrmClient]) -> Iterator[CrmClient]:
        """The overlap of two sweeps costs no call, nor does a client who can hold no card."""
        by_id = {client.client_id: client for client in clients}
        holders = self.directory.customers_of(connection.location_id, sorted(by_id))
        profiles = self.customers.profiles(connection.tenant_id, sorted(set(holders.values())))
        for client in by_id.values():
            profile = profiles.get(holders[client.client_id]) if client.client_id in holders else None
            if profile is None:
                if self._may_hold(connection, client):
                    yield client
                continue
            looks = likeness_of(client.name, client.phone, client.email, client.birthday)
            if looks != profile.likeness or (connection.location_id, client.client_id) in profile.gone:
                yield client

    def _may_hold(self, connection: Connection, client: CrmClient) -> bool:
        try:
            return bool(self.phones.normalise_crm(client.phone, connection.location.country))
        except PhoneProblem:
            return False
