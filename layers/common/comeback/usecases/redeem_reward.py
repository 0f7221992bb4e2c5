"""Rewards are handed out, and given back when that was a mistake."""

from dataclasses import dataclass

from comeback.domain.by_hand import Draft, give_back, redeem, redeem_milestone
from comeback.domain.card import Card
from comeback.domain.errors import NotFound
from comeback.domain.ids import CardId, EntryId, TenantId
from comeback.domain.ledger import Entry, EntryKind
from comeback.ports.ledger import Ledger
from comeback.ports.programs import Programs
from comeback.usecases.change_program import read_program
from comeback.usecases.move_balance import Asked, MoveBalance, Movement
from comeback.usecases.past_entries import newest_first


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
class RedeemMilestone:
    """The reward of a milestone that the card has reached, once for each card (loyalty-domain.md §6.7)."""

    move: MoveBalance
    programs: Programs

    def __call__(self, tenant: TenantId, card: CardId, asked: Asked, at: int, reason: str | None = None) -> Entry:
        """Raises NotFound for what is no milestone of the program, AlreadyRedeemed, NoReward, StampsHeld and what moving a
        balance raises.
        """

        def draft(head: Card) -> Draft:
            milestones = read_program(self.programs, tenant, head.program_id).milestones
            milestone = next((one for one in milestones if one.at == at), None)
            if milestone is None:
                raise NotFound("The program has no such milestone.")
            return redeem_milestone(head, milestone, reason)

        return self.move(tenant, card, asked, Movement("milestone-redemptions", (at, reason), draft))


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
            for entry in newest_first(self.ledger, tenant, head):
                if entry.id == redemption and entry.kind is EntryKind.REDEMPTION:
                    return give_back(entry, since, reason)
                since.append(entry)
            raise NotFound("The card has no such redemption.")

        return self.move(tenant, card, asked, Movement("redemption-reversals", (redemption, reason), draft))
