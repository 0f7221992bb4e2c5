"""Altegio's loyalty in plain lists, behind the port `Loyalty`."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from comeback.domain.connection import Connection
from comeback.domain.ids import ClientId, VisitId
from comeback.domain.loyalty import GiftCard, LoyaltyCard, LoyaltyTransaction, Membership, TransactionType
from comeback.ports.crm import CrmError, CrmGoneError, CrmRefusedError, CrmUnavailableError, Lane


class MemoryLoyalty:
    """`deleted`: clients that Altegio knows no more. `broken`: calls (by name) that end with an error. `meanwhile`: happens
    once, while the next answer is on its way.
    """

    def __init__(self) -> None:
        self.of_client: dict[ClientId, list[LoyaltyCard]] = {}
        self.of_phone: dict[str, list[Membership]] = {}
        self.moved: list[LoyaltyTransaction] = []
        self.gifts_of: dict[str, list[GiftCard]] = {}
        self.types = {10992: "Cashback card"}
        self.gift_types = {27841: "Gift card 100"}
        self.sold_memberships = {97804: "10 haircuts"}
        self.price_list = {389045: "Haircut"}
        self.deleted: set[ClientId] = set()
        self.broken: dict[str, CrmError] = {}
        self.meanwhile: Callable[[], None] | None = None
        self.calls: list[tuple[str, Lane]] = []

    def refuse(self, *names: str) -> None:
        self.broken = {name: CrmRefusedError("Altegio denies access") for name in names}

    def go_down(self, *names: str) -> None:
        self.broken = {name: CrmUnavailableError("Altegio is out of reach") for name in names}

    def card_types(self, connection: Connection, lane: Lane) -> Mapping[int, str]:
        self._called("card_types", lane)
        return dict(self.types)

    def gift_card_types(self, connection: Connection, lane: Lane) -> Mapping[int, str]:
        self._called("gift_card_types", lane)
        return dict(self.gift_types)

    def membership_types(self, connection: Connection, lane: Lane) -> Mapping[int, str]:
        self._called("membership_types", lane)
        return dict(self.sold_memberships)

    def services(self, connection: Connection, lane: Lane) -> Mapping[int, str]:
        self._called("services", lane)
        return dict(self.price_list)

    def cards(self, connection: Connection, client: ClientId, lane: Lane) -> Sequence[LoyaltyCard]:
        self._called("cards", lane)
        if client in self.deleted:
            raise CrmGoneError("there is no such client")
        return self._answer(list(self.of_client.get(client, ())))

    def memberships(self, connection: Connection, phone: str, lane: Lane) -> Sequence[Membership]:
        self._called("memberships", lane)
        return self._answer(list(self.of_phone.get(phone, ())))

    def gift_cards(self, connection: Connection, phone: str, lane: Lane) -> Sequence[GiftCard]:
        self._called("gift_cards", lane)
        return self._answer(list(self.gifts_of.get(phone, ())))

    def visit_transactions(self, connection: Connection, visit: VisitId, lane: Lane) -> Sequence[LoyaltyTransaction]:
        self._called("visit_transactions", lane)
        return [one for one in self.moved if one.visit_id == visit]

    def transactions_between(
        self, connection: Connection, first: date, last: date, types: Sequence[TransactionType], lane: Lane
    ) -> Sequence[LoyaltyTransaction]:
        self._called("transactions_between", lane)
        return [one for one in self.moved if one.type_id in types]

    def _called(self, name: str, lane: Lane) -> None:
        self.calls.append((name, lane))
        if name in self.broken:
            raise self.broken[name]

    def _answer[T](self, read: list[T]) -> list[T]:
        """What was true when the question came, whatever has happened since."""
        happening, self.meanwhile = self.meanwhile, None
        if happening is not None:
            happening()
        return read
