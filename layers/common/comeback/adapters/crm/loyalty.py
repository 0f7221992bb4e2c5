"""Altegio's loyalty calls behind the port `Loyalty`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from comeback.adapters.crm.edge import read
from comeback.adapters.crm.loyalty_models import Card, CardType, Certificate, Transaction
from comeback.adapters.crm.membership_models import Abonement
from comeback.ports.crm import CrmGoneError, Lane

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from comeback.adapters.crm.transport import AltegioTransport
    from comeback.domain.connection import Connection
    from comeback.domain.ids import ClientId, VisitId
    from comeback.domain.loyalty import GiftCard, LoyaltyCard, LoyaltyTransaction, Membership, TransactionType

_PAGE = 200
_MOST_PAGES = 20
_MOST_TYPES = 100


class _OfChain(Protocol):
    @property
    def chain(self) -> int: ...


class AltegioLoyalty:
    """None of these calls is scoped to a location by Altegio: each answer is checked for the connection's chain."""

    def __init__(self, transport: AltegioTransport) -> None:
        """Over the shared transport."""
        self._transport = transport

    def card_types(self, connection: Connection, lane: Lane) -> Mapping[int, str]:
        """One call."""
        return self._titles(connection, f"/loyalty/card_types/salon/{connection.location_id}", {}, lane)

    def gift_card_types(self, connection: Connection, lane: Lane) -> Mapping[int, str]:
        """One call."""
        path = f"/company/{connection.location_id}/loyalty/certificate_types/search"
        return self._titles(connection, path, {"page": 1, "page_size": _MOST_TYPES}, lane)

    def membership_types(self, connection: Connection, lane: Lane) -> Mapping[int, str]:
        """One call."""
        path = f"/company/{connection.location_id}/loyalty/abonement_types/search"
        return self._titles(connection, path, {"page": 1, "page_size": _MOST_TYPES}, lane)

    def services(self, connection: Connection, lane: Lane) -> Mapping[int, str]:
        """One call."""
        return self._titles(connection, f"/company/{connection.location_id}/services", {}, lane)

    def cards(self, connection: Connection, client: ClientId, lane: Lane) -> Sequence[LoyaltyCard]:
        """One call."""
        found = self._list(list[Card], connection, f"/loyalty/client_cards/{client}", {}, lane)
        return [one.card(connection.location.currency) for one in found]

    def memberships(self, connection: Connection, phone: str, lane: Lane) -> Sequence[Membership]:
        """One call."""
        asked = {"company_id": connection.location_id, "phone": phone.removeprefix("+")}
        found = self._list(list[Abonement], connection, "/loyalty/abonements", asked, lane)
        return [one.membership(connection.location) for one in found]

    def gift_cards(self, connection: Connection, phone: str, lane: Lane) -> Sequence[GiftCard]:
        """One call."""
        asked = {"company_id": connection.location_id, "phone": phone.removeprefix("+")}
        found = self._list(list[Certificate], connection, "/loyalty/certificates", asked, lane)
        return [one.gift_card(connection.location) for one in found]

    def visit_transactions(self, connection: Connection, visit: VisitId, lane: Lane) -> Sequence[LoyaltyTransaction]:
        """One call."""
        found = self._list(list[Transaction], connection, f"/visit/loyalty/transactions/{visit}", {}, lane)
        # This list does not repeat the visit that it is about.
        return [one.model_copy(update={"visit_id": int(visit)}).transaction(connection.location.currency) for one in found]

    def transactions_between(
        self, connection: Connection, first: date, last: date, types: Sequence[TransactionType], lane: Lane
    ) -> Sequence[LoyaltyTransaction]:
        """One call a page. The days are the chain's; a transaction that stands on two pages is one."""
        chain = connection.location.chain_id
        if not chain:
            raise CrmGoneError("the location belongs to no chain")
        window = {"created_after": first.isoformat(), "created_before": last.isoformat(), "types[]": [int(one) for one in types]}
        found: dict[int, Transaction] = {}
        for page in range(1, _MOST_PAGES + 1):
            query = {**window, "page": page, "count": _PAGE}
            listed = self._list(list[Transaction], connection, f"/chain/{chain}/loyalty/transactions", query, lane)
            known = len(found)
            found |= {one.id: one for one in listed}
            if len(listed) < _PAGE or len(found) == known:
                break
        return [one.transaction(connection.location.currency) for one in found.values()]

    def _titles(
        self, connection: Connection, path: str, params: Mapping[str, Any], lane: Lane
    ) -> Mapping[int, str]:  # fmt: skip
        return {one.id: one.title for one in self._list(list[CardType], connection, path, params, lane)}

    def _list[S: _OfChain](
        self, kind: type[list[S]], connection: Connection, path: str, params: Mapping[str, Any], lane: Lane
    ) -> Sequence[S]:
        answer = self._transport.api("GET", path, params=params, lane=lane, location=connection.location_id)
        found = read(kind, answer or [])
        for one in found:
            # One token sees every chain: an answer of another one is none of this tenant's business (data-model.md §7).
            if one.chain not in (0, connection.location.chain_id):
                raise CrmGoneError("the answer is about another chain")
        return found
