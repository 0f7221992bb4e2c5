"""Directory over DynamoDB: answers doors that know no tenant yet."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from comeback.adapters.dynamodb import keys
from comeback.adapters.dynamodb.connection_items import connection_from
from comeback.domain.card import CardRef
from comeback.domain.ids import ApiKeyId, CardId, ClientId, CustomerId, LocationId, ProgramId, RecordId, TenantId, VisitId
from comeback.domain.visit import Place
from comeback.ports.directory import ApiKeyHolder, Resolution

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from comeback.adapters.dynamodb.table import Table
    from comeback.adapters.dynamodb.wire import Item
    from comeback.domain.connection import Connection


class DynamoDirectory:
    """Strongly consistent reads by key. The webhook's own look-up stands in `hooks.py`, which imports less."""

    def __init__(self, main: Table) -> None:
        """`main` holds all pointers."""
        self._main = main

    def connection(self, location: LocationId) -> Connection | None:
        """One read."""
        item = self._main.get(keys.connection(location))
        return connection_from(item) if item else None

    def resolve(self, location: LocationId, client: ClientId | None, record: RecordId | None) -> Resolution:
        """Connection, client and booking, also a missing one, in one batch."""
        wanted = [keys.connection(location)]
        if client is not None:
            wanted.append(keys.client(location, client))
        if record is not None:
            wanted += [keys.record(location, record), keys.missing_record(location, record)]
        found = self._main.get_all(wanted)
        connection = found.get(keys.connection(location))
        pointer = found.get(keys.client(location, client)) if client is not None else None
        places = found.get(keys.record(location, record)) if record is not None else None
        missing = found.get(keys.missing_record(location, record)) if record is not None else None
        told = connection and missing and missing["tenant_id"] == connection["tenant_id"]
        return Resolution(
            connection=connection_from(connection) if connection else None,
            customer_id=CustomerId(pointer["customer_id"]) if pointer else None,
            places=_places(places),
            missing_at=datetime.fromisoformat(missing["at"]) if missing and told else None,
        )

    def customers_of(self, location: LocationId, clients: Sequence[ClientId]) -> Mapping[ClientId, CustomerId]:
        """Client pointers in batches."""
        by_key = {keys.client(location, client): client for client in clients}
        found = self._main.get_all(by_key)
        return {by_key[key]: CustomerId(item["customer_id"]) for key, item in found.items()}

    def places_of(self, location: LocationId, records: Sequence[RecordId]) -> Mapping[RecordId, frozenset[Place]]:
        """Booking pointers in batches."""
        by_key = {keys.record(location, record): record for record in records}
        return {by_key[key]: _places(item) for key, item in self._main.get_all(by_key).items()}

    def places_of_visit(self, location: LocationId, visit: VisitId) -> frozenset[Place]:
        """One read."""
        return _places(self._main.get(keys.visit(location, visit)))

    def card(self, card: CardId) -> CardRef | None:
        """One read."""
        item = self._main.get(keys.card_ref(card))
        if item is None:
            return None
        return CardRef(TenantId(item["tenant_id"]), CustomerId(item["customer_id"]), ProgramId(item["program_id"]))

    def program(self, program: ProgramId) -> TenantId | None:
        """One read."""
        item = self._main.get(keys.program_ref(program))
        return TenantId(item["tenant_id"]) if item else None

    def api_key(self, digest: str) -> ApiKeyHolder | None:
        """One read."""
        item = self._main.get(keys.api_key_ref(digest))
        if item is None or item.get("revoked"):
            return None
        return ApiKeyHolder(TenantId(item["tenant_id"]), ApiKeyId(item["key_id"]))


def _places(item: Item | None) -> frozenset[Place]:
    values: Iterable[str] = item["places"] if item else ()
    split = (value.split("|") for value in values)
    return frozenset(Place(CustomerId(customer), date.fromisoformat(day)) for customer, day in split)
