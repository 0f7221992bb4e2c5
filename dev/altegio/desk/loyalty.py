"""Loyalty cards and memberships."""

from decimal import Decimal
from typing import Any, Literal

from dev.altegio.desk.results import CardEntry, MembershipEntry
from dev.altegio.desk.wire import Wire

Moved = Literal["cashback", "referral", "manual", "taken", "expired"]


class LoyaltyDesk(Wire):
    """Clients are named by id, phone or name; without a number the first card and the latest membership are meant."""

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

    def sell_membership(
        self, client: int | str, *, title: str | None = None, sessions: int | None = None, days: int | None = None,
        started: bool | None = None, united: bool | None = None, service: int | None = None, location: int | None = None,
    ) -> MembershipEntry:  # fmt: skip
        """Ten haircuts within ninety days from now, unless said otherwise; `united` is one pool."""
        return MembershipEntry(**self.act(
            "sell_membership", client=client, title=title, sessions=sessions, days=days, started=started, united=united,
            service=service, location=location,
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


def _card(data: dict[str, Any]) -> CardEntry:
    return CardEntry(**{**data, "balance": Decimal(data["balance"])})
