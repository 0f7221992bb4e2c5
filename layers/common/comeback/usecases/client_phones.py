"""Clients of a page by their phones (loyalty-domain.md §3, ruling 19)."""

from collections.abc import Sequence

from comeback.domain.connection import Connection
from comeback.domain.sync import SyncCounts
from comeback.ports.crm import CrmClient
from comeback.ports.phones import PhoneMasked, PhoneMissing, PhoneProblem, Phones


def by_phone(
    phones: Phones, connection: Connection, clients: Sequence[CrmClient]
) -> tuple[dict[str, list[CrmClient]], SyncCounts]:
    """Who can hold a card, the smallest number first, and how many were read and cannot."""
    found: dict[str, list[CrmClient]] = {}
    missing = invalid = masked = 0
    for client in sorted(clients, key=lambda one: one.client_id):
        try:
            phone = phones.normalise_crm(client.phone, connection.location.country)
        except PhoneMissing:
            missing += 1
        except PhoneProblem as problem:
            invalid += 1
            masked += isinstance(problem, PhoneMasked)
        else:
            found.setdefault(phone, []).append(client)
    return found, SyncCounts(read=len(clients), without_phone=missing, invalid_phone=invalid, masked_phone=masked)
