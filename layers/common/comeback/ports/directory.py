"""Look-ups that begin without a tenant: a door knows only a location, a card id or a key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from comeback.domain.card import CardRef
from comeback.domain.connection import Connection
from comeback.domain.ids import ApiKeyId, CardId, ClientId, CustomerId, LocationId, ProgramId, RecordId, TenantId, VisitId
from comeback.domain.visit import Place


@dataclass(frozen=True, slots=True)
class ApiKeyHolder:
    """Whose an API key is."""

    tenant_id: TenantId
    key_id: ApiKeyId


@dataclass(frozen=True, slots=True)
class Resolution:
    """Everything known about an event before Altegio is asked: the connection, who the client is to us, every place
    where this booking has counted before, and when Altegio was last asked for it and had none (forgotten after a while).
    """

    connection: Connection | None
    customer_id: CustomerId | None
    places: frozenset[Place]
    missing_at: datetime | None = None


class Directory(Protocol):
    """Answers with the tenant; None where nothing is known."""

    def connection(self, location: LocationId) -> Connection | None:
        """The connection of a location, whoever holds it."""

    def resolve(self, location: LocationId, client: ClientId | None, record: RecordId | None) -> Resolution:
        """One strongly consistent request for all that an event points at."""

    def customers_of(self, location: LocationId, clients: Sequence[ClientId]) -> Mapping[ClientId, CustomerId]:
        """Who these clients are to us; unknown ones are left out."""

    def places_of(self, location: LocationId, records: Sequence[RecordId]) -> Mapping[RecordId, frozenset[Place]]:
        """Where these bookings count or have counted; unknown ones are left out."""

    def places_of_visit(self, location: LocationId, visit: VisitId) -> frozenset[Place]:
        """Where bookings of this visit count or have counted."""

    def card(self, card: CardId) -> CardRef | None:
        """Where a card lives."""

    def program(self, program: ProgramId) -> TenantId | None:
        """Whose a program is, for its join page."""

    def api_key(self, digest: str) -> ApiKeyHolder | None:
        """The holder of the API key with this SHA-256 (hex); None when unknown or revoked."""
