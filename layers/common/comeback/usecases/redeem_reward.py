"""Rewards are handed out, and given back when that was a mistake."""

from collections.abc import Iterator
from dataclasses import dataclass

from comeback.domain.by_hand import Draft, give_back, redeem
from comeback.domain.card import Card
from comeback.domain.errors import NotFound
from comeback.domain.ids import CardId, EntryId, TenantId
from comeback.domain.ledger import Entry, EntryKind
from comeback.ports.ledger import ClaimLost, Ledger
from comeback.usecases.move_balance import Asked, MoveBalance, Movement

_PAGE = 100


@dataclass(frozen=True, slots=True)
class RedeemReward:
    """A reward is redeemed once, however many phones show its code."""

    move: MoveBalance

    def __call__(self, tenant: TenantId, card: CardId, asked: Asked, rewards: int, reason: str | None = None) -> Entry:
        """Raises NoReward, StampsHeld and what moving a balance raises."""
        return self.move(
            tenant, card, asked, Movement("redemptions", (rewards, reason), lambda head: redeem(head, rewards, reason))
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReverseRedemption:
    """The stamps of a redemption come back, as a whole and once."""

    move: MoveBalance
    ledger: Ledger

    def __call__(
        self, tenant: TenantId, card: CardId, asked: Asked, redemption: EntryId, reason: str | None = None
    ) -> Entry:  # fmt: skip
        """Raises AlreadyReversed, NotFound for what is no redemption of the card, and what moving a balance raises."""

        def draft(head: Card) -> Draft:
            since: list[Entry] = []
            for entry in self._newest_first(tenant, head):
                if entry.id == redemption and entry.kind is EntryKind.REDEMPTION:
                    return give_back(entry, since, reason)
                since.append(entry)
            raise NotFound("The card has no such redemption.")

        return self.move(tenant, card, asked, Movement("redemption-reversals", (redemption, reason), draft))

    def _newest_first(self, tenant: TenantId, head: Card) -> Iterator[Entry]:
        """Entries of a card, as many as are asked for. Raises ClaimLost while they are behind the head or ahead of it:
        a reversal that is not seen would be posted twice.
        """
        entries, cursor = self.ledger.entries(tenant, head.id, _PAGE, None)
        if (entries[0].seq if entries else 0) != head.seq:
            raise ClaimLost("the card is being written to")
        yield from entries
        while cursor is not None:
            entries, cursor = self.ledger.entries(tenant, head.id, _PAGE, cursor)
            yield from entries
