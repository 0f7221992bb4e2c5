"""Composition of what is asked for by hand, for every door at which people and systems ask."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from comeback.bootstrap.parts import accrual_queue, main, settings, the_ledger
from comeback.bootstrap.parts import attention as open_items

if TYPE_CHECKING:
    from comeback.usecases.expire_cards import ExpireCards
    from comeback.usecases.read_cards import ReadCard
    from comeback.web.api.attention_routes import AttentionCalls
    from comeback.web.api.balance_routes import BalanceCalls
    from comeback.web.api.card_routes import CardCalls


def balance_calls(cards: CardCalls) -> BalanceCalls:
    """What moves a balance or closes a card by hand."""
    from random import uniform
    from time import sleep

    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.programs import DynamoPrograms
    from comeback.adapters.system import RandomIds, SystemClock
    from comeback.usecases.adjust_balance import AdjustBalance
    from comeback.usecases.block_card import BlockCard, SetStatus, UnblockCard
    from comeback.usecases.move_balance import MoveBalance
    from comeback.usecases.redeem_reward import RedeemMilestone, RedeemReward, ReverseRedemption
    from comeback.usecases.scan_card import ScanCard
    from comeback.web.api.balance_routes import BalanceCalls

    clock, ledger = SystemClock(), the_ledger()
    move = MoveBalance(cards.read, ledger, clock, RandomIds(clock), pause=lambda: sleep(uniform(0.01, 0.1)))
    set_status = SetStatus(cards.read, ledger, clock)
    delay = timedelta(seconds=settings.reversal_delay_seconds)
    return BalanceCalls(
        adjust=AdjustBalance(move),
        redeem=RedeemReward(move),
        milestone=RedeemMilestone(move, DynamoPrograms(main())),
        reverse=ReverseRedemption(move, ledger),
        scan=ScanCard(move, DynamoPrograms(main()), DynamoConnections(main()), delay),
        block=BlockCard(set_status),
        unblock=UnblockCard(set_status, accrual_queue()),
        show=cards.show,
    )


def expire_cards() -> ExpireCards:
    """The scheduled end of stamps and cards."""
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.system import RandomIds, SystemClock
    from comeback.usecases.expire_cards import ExpireCards

    clock = SystemClock()
    ledger = the_ledger()
    return ExpireCards(ledger, DynamoConnections(main()), clock, RandomIds(clock))


def attention(read_card: ReadCard) -> AttentionCalls:
    """What persons must look at, and their answers."""
    from random import uniform
    from time import sleep

    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.system import RandomIds, SystemClock
    from comeback.adapters.words import words_asked
    from comeback.bootstrap.people import answer_phone_change
    from comeback.domain.attention import AttentionKind
    from comeback.usecases.answer_attention import AnswerAttention
    from comeback.usecases.answer_question import ForgiveStamps, LeaveDebt
    from comeback.usecases.list_attention import ListAttention
    from comeback.usecases.move_balance import MoveBalance
    from comeback.web.api.attention_routes import AttentionCalls

    clock = SystemClock()
    ledger = the_ledger()
    move = MoveBalance(read_card, ledger, clock, RandomIds(clock), pause=lambda: sleep(uniform(0.01, 0.1)))
    noticed = open_items()
    # What answers of further kinds do: a line for each kind.
    takers = {AttentionKind.PHONE_CHANGED: answer_phone_change()}
    return AttentionCalls(
        list=ListAttention(ledger, noticed, DynamoConnections(main()), clock),
        answer=AnswerAttention(noticed, ForgiveStamps(move, ledger), LeaveDebt(move, ledger), takers=takers),
        words=words_asked,
    )
