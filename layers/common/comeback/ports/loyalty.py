"""Altegio's loyalty as the use cases see it: read-only. Loyalty belongs to a chain; every call is for one connection of it."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from comeback.domain.connection import Connection
from comeback.domain.ids import ClientId, VisitId
from comeback.domain.loyalty import LoyaltyCard, LoyaltyTransaction, Membership, TransactionType
from comeback.ports.crm import Lane


class Loyalty(Protocol):
    """An answer of another chain is refused as CrmGoneError. Every method raises CrmError."""

    def card_types(self, connection: Connection, lane: Lane) -> frozenset[int]:
        """Types whose cards are valid in the location."""

    def cards(self, connection: Connection, client: ClientId, lane: Lane) -> Sequence[LoyaltyCard]:
        """The client's loyalty cards of every type."""

    def memberships(self, connection: Connection, phone: str, lane: Lane) -> Sequence[Membership]:
        """Everything that was ever sold to the phone (E.164 with plus), used up and expired ones too."""

    def visit_transactions(self, connection: Connection, visit: VisitId, lane: Lane) -> Sequence[LoyaltyTransaction]:
        """What a visit did to cards and memberships."""

    def transactions_between(
        self, connection: Connection, first: date, last: date, types: Sequence[TransactionType], lane: Lane
    ) -> Sequence[LoyaltyTransaction]:
        """The chain's movements of some types on these days."""
