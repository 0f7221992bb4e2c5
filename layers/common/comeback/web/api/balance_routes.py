"""Routes that move a balance or close a card by hand."""

from dataclasses import dataclass

from aws_lambda_powertools.event_handler import Response

from comeback.domain.card import Card
from comeback.usecases.adjust_balance import AdjustBalance
from comeback.usecases.block_card import BlockCard, UnblockCard
from comeback.usecases.move_balance import Asked
from comeback.usecases.read_cards import ShowCard
from comeback.usecases.redeem_reward import RedeemMilestone, RedeemReward, ReverseRedemption
from comeback.usecases.scan_card import ScanCard
from comeback.web.api.balance_shapes import (
    IdempotencyKey,
    NewAdjustment,
    NewMilestoneRedemption,
    NewRedemption,
    NewScan,
    WhyOfStatus,
)
from comeback.web.api.card_shapes import CardAnswer
from comeback.web.api.endpoints import Calling, Endpoint, card_of, entry_of, ok
from comeback.web.api.entry_shapes import EntryAnswer
from comeback.web.api.milestone_shapes import MilestoneAt
from comeback.web.changes import Change, card_state

_CARD = "/api/v1/cards/<card_id>"


@dataclass(frozen=True, slots=True)
class BalanceCalls:
    """The use cases behind the routes."""

    adjust: AdjustBalance
    redeem: RedeemReward
    milestone: RedeemMilestone
    reverse: ReverseRedemption
    scan: ScanCard
    block: BlockCard
    unblock: UnblockCard
    show: ShowCard


class BalanceRoutes:
    """Views: a request in, one use case, an answer out."""

    def __init__(self, calls: BalanceCalls, calling: Calling, base_url: str) -> None:
        """`base_url` begins the links of a card."""
        self._calls = calls
        self._calling = calling
        self._base_url = base_url

    def endpoints(self) -> list[Endpoint]:
        """The table of routes."""
        entry, card = {201: EntryAnswer}, {200: CardAnswer}
        busy, state = (409, 503), card_state(self._calls.block.set_status.read_card)
        return [
            Endpoint("POST", f"{_CARD}/adjustments", self.adjust_balance, "Correct a balance", entry, busy, has_body=True),
            Endpoint("POST", f"{_CARD}/redemptions", self.redeem_reward, "Redeem rewards", entry, busy, has_body=True),
            Endpoint(
                "POST", f"{_CARD}/milestones/<at>/redemptions", self.redeem_milestone, "Redeem the reward of a milestone",
                entry, busy, has_body=True,
            ),
            Endpoint(
                "POST", f"{_CARD}/redemptions/<entry_id>/reversal", self.reverse_redemption, "Give a redemption back",
                entry, (400, *busy),
            ),
            Endpoint("POST", f"{_CARD}/scans", self.scan_card, "Stamps given at the desk", entry, busy, has_body=True),
            Endpoint(
                "POST", f"{_CARD}/block", self.block_card, "Block a card", card, busy, has_body=True,
                change=Change("card.blocked", state=state),
            ),
            Endpoint(
                "POST", f"{_CARD}/unblock", self.unblock_card, "Open a blocked card", card, busy, has_body=True,
                change=Change("card.unblocked", state=state),
            ),
        ]  # fmt: skip

    def adjust_balance(self, card_id: str, body: NewAdjustment, key: IdempotencyKey) -> Response[EntryAnswer]:
        """Never below zero."""
        entry = self._calls.adjust(self._calling.tenant, card_of(card_id), self._asked(key), body.amount, body.reason)
        return ok(EntryAnswer.of(entry), 201)

    def redeem_reward(self, card_id: str, body: NewRedemption, key: IdempotencyKey) -> Response[EntryAnswer]:
        """409 when there are fewer, and while a reversal waits that may take them."""
        entry = self._calls.redeem(self._calling.tenant, card_of(card_id), self._asked(key), body.rewards, body.reason)
        return ok(EntryAnswer.of(entry), 201)

    def redeem_milestone(
        self, card_id: str, at: MilestoneAt, body: NewMilestoneRedemption, key: IdempotencyKey
    ) -> Response[EntryAnswer]:
        """An entry that moves no stamps. 409 when it is not reached, and when it was redeemed before."""
        entry = self._calls.milestone(self._calling.tenant, card_of(card_id), self._asked(key), at, body.reason)
        return ok(EntryAnswer.of(entry), 201)

    def reverse_redemption(self, card_id: str, entry_id: str, key: IdempotencyKey) -> Response[EntryAnswer]:
        """As a whole, and once."""
        entry = self._calls.reverse(self._calling.tenant, card_of(card_id), self._asked(key), entry_of(entry_id))
        return ok(EntryAnswer.of(entry), 201)

    def scan_card(self, card_id: str, body: NewScan, key: IdempotencyKey) -> Response[EntryAnswer]:
        """By staff, beside what Altegio knows."""
        entry = self._calls.scan(self._calling.tenant, card_of(card_id), self._asked(key), body.stamped())
        return ok(EntryAnswer.of(entry), 201)

    def block_card(self, card_id: str, body: WhyOfStatus) -> Response[CardAnswer]:
        """Nothing accrues and nothing is redeemed until it is opened again."""
        return self._card(self._calls.block(self._calling.tenant, card_of(card_id), self._calling.actor, body.reason))

    def unblock_card(self, card_id: str, body: WhyOfStatus) -> Response[CardAnswer]:
        """What came meanwhile is booked within moments."""
        return self._card(self._calls.unblock(self._calling.tenant, card_of(card_id), self._calling.actor, body.reason))

    def _asked(self, key: str) -> Asked:
        return Asked(self._calling.actor, key)

    def _card(self, card: Card) -> Response[CardAnswer]:
        return ok(CardAnswer.of(self._calls.show(self._calling.tenant, [card])[0], self._base_url))
