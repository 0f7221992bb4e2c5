"""What moves balances behind the API's door, over the world's memory."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from comeback.adapters.words import words_asked
from comeback.domain.attention import AttentionKind
from comeback.usecases.adjust_balance import AdjustBalance
from comeback.usecases.answer_attention import AnswerAttention
from comeback.usecases.answer_question import ForgiveStamps, LeaveDebt
from comeback.usecases.block_card import BlockCard, SetStatus, UnblockCard
from comeback.usecases.list_attention import ListAttention
from comeback.usecases.move_balance import MoveBalance
from comeback.usecases.read_cards import ReadCard
from comeback.usecases.redeem_reward import RedeemMilestone, RedeemReward, ReverseRedemption
from comeback.usecases.scan_card import ScanCard
from comeback.web.api.attention_routes import AttentionCalls
from comeback.web.api.balance_routes import BalanceCalls
from tests.api_people import answer_phone_change, show_card

if TYPE_CHECKING:
    from tests.api_world import ApiWorld


def balance_calls(world: ApiWorld) -> BalanceCalls:
    """Wired as bootstrap wires them."""
    read = ReadCard(world.directory, world.customers)
    move = MoveBalance(read, world.ledger, world.clock, world.ids, pause=lambda: None)
    set_status = SetStatus(read, world.ledger, world.clock)
    return BalanceCalls(
        adjust=AdjustBalance(move),
        redeem=RedeemReward(move),
        milestone=RedeemMilestone(move, world.programs),
        reverse=ReverseRedemption(move, world.ledger),
        scan=ScanCard(move, world.programs, world.connections, timedelta(minutes=15)),
        block=BlockCard(set_status),
        unblock=UnblockCard(set_status, world.queue),
        show=show_card(world),
    )


def attention_calls(world: ApiWorld) -> AttentionCalls:
    """Wired as bootstrap wires them."""
    listing = ListAttention(world.ledger, world.attention, world.connections, world.clock)
    return AttentionCalls(listing, answer_attention(world), words_asked)


def answer_attention(world: ApiWorld) -> AnswerAttention:
    """Without use cases for the answers of further kinds."""
    read = ReadCard(world.directory, world.customers)
    move = MoveBalance(read, world.ledger, world.clock, world.ids, pause=lambda: None)
    takers = {AttentionKind.PHONE_CHANGED: answer_phone_change(world)}
    return AnswerAttention(world.attention, ForgiveStamps(move, world.ledger), LeaveDebt(move, world.ledger), takers)
