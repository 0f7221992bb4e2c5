"""Writes to Altegio that were meant, begun or settled."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from comeback.domain.crm_writing import Intent, StoredIntent, WriteKind
from comeback.domain.ids import CustomerId, TenantId


class IntentTaken(Exception):  # noqa: N818 - a fact, not a failure (style.md §4)
    """Somebody else has moved the intent since it was read."""


class Intents(Protocol):
    """One per customer, kind and subject."""

    def get(self, tenant: TenantId, customer: CustomerId, kind: WriteKind, subject: str) -> Intent | None:
        """The intent, strongly consistent."""

    def of_customers(
        self, tenant: TenantId, customers: Sequence[CustomerId], kind: WriteKind, subject: str
    ) -> Mapping[CustomerId, Intent]:
        """The same of many customers; those without are left out."""

    def save(self, tenant: TenantId, customer: CustomerId, intent: Intent) -> Intent:
        """Store it with the next revision and answer with that. Raises IntentTaken unless the stored one has the
        revision of `intent` (0: there is none).
        """

    def due(self, until: datetime, limit: int) -> Sequence[StoredIntent]:
        """Waiting ones whose moment has come, the earliest first."""
