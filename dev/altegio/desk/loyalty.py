"""Loyalty cards, memberships and gift cards."""

from decimal import Decimal
from typing import Any, Literal

from dev.altegio.desk.results import CardEntry, GiftCardEntry, MembershipEntry
from dev.altegio.desk.wire import Wire

Moved = Literal["cashback", "referral", "manual", "taken", "expired"]
Renewing = Literal["active", "cancelled", "suspended", "expired"]


class LoyaltyDesk(Wire):
    """Clients are named by id, phone or name; without a number the first card and the latest membership or gift card."""

    def issue_card(
        self, client: int | str, *, balance: Decimal | float | str = 0, card_type: int | None = None, location: int | None = None
    ) -> CardEntry:
        """A new loyalty card, even if the client has one."""
        return _card(self.act("issue_card", client=client, balance=str(balance), card_type=card_type, location=location))

    def change_card(
        self, client: int | str, by: Decimal | float | str, *, kind: Moved | None = None, booking: int | str | None = None,
        card: int | None = None, location: int | None = None,
    ) -> CardEntry:  # fmt: skip
        """Points come or go; with `booking` they are of its visit."""
        return _card(self.act(
            "change_card", client=client, by=str(by), kind=kind, booking=booking, card=card, location=location,
        ))  # fmt: skip

    def remove_card(self, client: int | str, *, card: int | None = None, location: int | None = None) -> CardEntry:
        """A card is gone with its points."""
        return _card(self.act("remove_card", client=client, card=card, location=location))

    def remove_card_type(self, card_type: int | None = None) -> list[int]:
        """The type is gone, and every card of it; which cards."""
        return list(self.act("remove_card_type", card_type=card_type)["cards"])

    def add_promotion(
        self, kind: str | None = None, *, title: str | None = None, card_type: int | None = None,
        value: Decimal | float | str = 0, percent: bool | None = None, steps: dict[int, Decimal | float] | None = None,
    ) -> int:  # fmt: skip
        """A promotion of a card type, by Altegio's name of its kind; `steps`: from where on it gives how much. Its number."""
        pairs = ",".join(f"{begin}={gives}" for begin, gives in (steps or {}).items())
        return int(self.act(
            "add_promotion", kind=kind, title=title, card_type=card_type, value=str(value), percent=percent, steps=pairs,
        )["promotion_id"])  # fmt: skip

    def remove_promotion(self, promotion: int) -> None:
        """Cards of its type give it no more."""
        self.act("remove_promotion", promotion=promotion)

    def count_on_card(
        self, client: int | str, *, paid: Decimal | float = 0, sold: Decimal | float = 0, visits: int = 0,
        card: int | None = None, location: int | None = None,
    ) -> CardEntry:  # fmt: skip
        """More on the counters by which promotions grow."""
        counted = {"paid": str(paid), "sold": str(sold), "visits": visits}
        return _card(self.act("count_on_card", client=client, card=card, location=location, **counted))

    def sell_membership(
        self, client: int | str, *, title: str | None = None, sessions: int | None = None, days: int | None = None,
        started: bool | None = None, united: bool | None = None, service: int | None = None, location: int | None = None,
        unlimited: bool | None = None, starts_within: int | None = None, renews: bool | None = None,
    ) -> MembershipEntry:  # fmt: skip
        """Ten haircuts within ninety days from now, unless said otherwise; `united` is one pool, `unlimited` is not counted,
        `starts_within`: days after which one that is not `started` starts by itself.
        """
        return MembershipEntry(**self.act(
            "sell_membership", client=client, title=title, sessions=sessions, days=days, started=started, united=united,
            service=service, location=location, unlimited=unlimited, starts_within=starts_within, renews=renews,
        ))  # fmt: skip

    def debit_membership(self, membership: int | None = None, *, sessions: int | None = None) -> MembershipEntry:
        """Sessions are taken without a visit; negative: given back."""
        return MembershipEntry(**self.act("debit_membership", membership=membership, sessions=sessions))

    def freeze_membership(self, till: str, membership: int | None = None) -> MembershipEntry:
        """It cannot be used up to the end of a day (`YYYY-MM-DD`)."""
        return MembershipEntry(**self.act("freeze_membership", membership=membership, till=till))

    def unfreeze_membership(self, membership: int | None = None) -> MembershipEntry:
        """It can be used again."""
        return MembershipEntry(**self.act("unfreeze_membership", membership=membership))

    def debit_for_nobody(self, booking: int | str = "last", *, membership: int | None = None) -> MembershipEntry:
        """A session is taken for an appointment that nobody cancelled in time; no event is sent."""
        return MembershipEntry(**self.act("debit_for_nobody", booking=booking, membership=membership))

    def renew_membership(
        self, membership: int | None = None, *, sessions: int | None = None, days: int | None = None
    ) -> MembershipEntry:
        """Its sessions are back, and it ends later."""
        return MembershipEntry(**self.act("renew_membership", membership=membership, sessions=sessions, days=days))

    def set_renewal(self, state: Renewing, membership: int | None = None) -> MembershipEntry:
        """How the subscription of a membership that renews itself is."""
        return MembershipEntry(**self.act("set_renewal", membership=membership, state=state))

    def sell_gift_card(
        self, client: int | str, par: Decimal | float | str = 100, *, code: str | None = None, days: int | None = None,
        single: bool | None = None, restriction: int | None = None, card_type: int | None = None, location: int | None = None,
    ) -> GiftCardEntry:  # fmt: skip
        """Money on a code for a year, unless said otherwise; it is spent by `pay(method="gift_card")`."""
        return _gift_card(self.act(
            "sell_gift_card", client=client, par=str(par), code=code, days=days, single=single, restriction=restriction,
            card_type=card_type, location=location,
        ))  # fmt: skip

    def change_gift_card(self, by: Decimal | float | str, gift_card: int | None = None) -> GiftCardEntry:
        """Its balance is edited by hand."""
        return _gift_card(self.act("change_gift_card", by=str(by), gift_card=gift_card))

    def add_gift_card_type(self, card_type: int, title: str) -> None:
        """Another type that the chain sells."""
        self.act("add_gift_card_type", card_type=card_type, title=title)


def _gift_card(data: dict[str, Any]) -> GiftCardEntry:
    return GiftCardEntry(**{**data, "balance": Decimal(data["balance"])})


def _card(data: dict[str, Any]) -> CardEntry:
    return CardEntry(**{**data, "balance": Decimal(data["balance"])})
