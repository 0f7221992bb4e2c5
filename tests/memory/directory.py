"""Directory over the shared store (tests/contract/test_directory.py)."""

from collections.abc import Mapping, Sequence

from comeback.domain.card import CardRef
from comeback.domain.connection import Connection
from comeback.domain.ids import CardId, ClientId, CustomerId, LocationId, ProgramId, RecordId, TenantId, VisitId
from comeback.domain.visit import Place
from comeback.ports.directory import ApiKeyHolder, Resolution
from comeback.ports.hooks import Hook
from tests.memory.store import Store


class MemoryDirectory:
    """Directory and Hooks."""

    def __init__(self, store: Store) -> None:
        """`store` is shared with the other memory adapters."""
        self._store = store

    def hook(self, location: LocationId) -> Hook | None:
        connection = self._store.connections.get(location)
        return Hook(connection.tenant_id, connection.status, connection.hook_secrets) if connection else None

    def connection(self, location: LocationId) -> Connection | None:
        return self._store.connections.get(location)

    def resolve(self, location: LocationId, client: ClientId | None, record: RecordId | None) -> Resolution:
        return Resolution(
            connection=self._store.connections.get(location),
            customer_id=self._store.clients.get((location, client)) if client is not None else None,
            places=frozenset(self._store.record_places.get((location, record), ())) if record is not None else frozenset(),
            missing_at=self._store.missing_records.get((location, record)) if record is not None else None,
        )

    def customers_of(self, location: LocationId, clients: Sequence[ClientId]) -> Mapping[ClientId, CustomerId]:
        known = ((client, self._store.clients.get((location, client))) for client in clients)
        return {client: customer for client, customer in known if customer}

    def places_of(self, location: LocationId, records: Sequence[RecordId]) -> Mapping[RecordId, frozenset[Place]]:
        known = {record: frozenset(self._store.record_places.get((location, record), ())) for record in records}
        return {record: places for record, places in known.items() if places}

    def places_of_visit(self, location: LocationId, visit: VisitId) -> frozenset[Place]:
        return frozenset(self._store.visit_places.get((location, visit), ()))

    def card(self, card: CardId) -> CardRef | None:
        return next((head.ref for head in self._store.cards.values() if head.id == card), None)

    def program(self, program: ProgramId) -> TenantId | None:
        return next((tenant for tenant, known in self._store.programs if known == program), None)

    def api_key(self, digest: str) -> ApiKeyHolder | None:
        return self._store.api_key_holders.get(digest)
