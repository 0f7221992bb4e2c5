"""Altegio's loyalty as the use cases see it: read-only. Loyalty belongs to a chain; every call is for one connection of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from comeback.domain.connection import Connection
from comeback.domain.ids import ClientId, VisitId
from comeback.domain.loyalty import GiftCard, LoyaltyCard, LoyaltyTransaction, Membership, TransactionType
from comeback.ports.crm import Lane


class Loyalty(Protocol):
    """An answer of another chain is refused as CrmGoneError. Every method raises CrmError."""

    def card_types(self, connection: Connection, lane: Lane) -> Mapping[int, str]:
        """Types whose cards are valid in the location, with their titles."""

    def gift_card_types(self, connection: Connection, lane: Lane) -> Mapping[int, str]:
        """Types of gift cards that the location sells, with their titles."""

    def membership_types(self, connection: Connection, lane: Lane) -> Mapping[int, str]:
        """Types of memberships that the location sells, with their titles."""

    def services(self, connection: Connection, lane: Lane) -> Mapping[int, str]:
        """The services of the location's price list, with their titles."""

    def cards(self, connection: Connection, client: ClientId, lane: Lane) -> Sequence[LoyaltyCard]:
        """The client's loyalty cards of every type."""

    def memberships(self, connection: Connection, phone: str, lane: Lane) -> Sequence[Membership]:
        """Everything that was ever sold to the phone (E.164 with plus), used up and expired ones too."""

    def gift_cards(self, connection: Connection, phone: str, lane: Lane) -> Sequence[GiftCard]:
        """Every gift card of the phone's owner (E.164 with plus), used up and expired ones too."""

    def visit_transactions(self, connection: Connection, visit: VisitId, lane: Lane) -> Sequence[LoyaltyTransaction]:
        """What a visit did to cards and memberships."""

    def transactions_between(
        self, connection: Connection, first: date, last: date, types: Sequence[TransactionType], lane: Lane
    ) -> Sequence[LoyaltyTransaction]:
        """The chain's movements of some types on these days."""
