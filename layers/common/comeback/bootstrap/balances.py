"""Composition of what is asked for by hand; used by the REST API."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from comeback.bootstrap.parts import dynamodb, main, settings, sqs

if TYPE_CHECKING:
    from comeback.usecases.read_cards import ReadCard, ShowCard
    from comeback.web.api.balance_routes import BalanceCalls


def balance_calls(read_card: ReadCard, show: ShowCard) -> BalanceCalls:
    """The use cases that move a balance or close a card."""
    from random import uniform
    from time import sleep

    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.ledger import DynamoLedger
    from comeback.adapters.dynamodb.programs import DynamoPrograms
    from comeback.adapters.dynamodb.table import Table
    from comeback.adapters.sqs.queue import SqsQueue
    from comeback.adapters.system import RandomIds, SystemClock
    from comeback.usecases.adjust_balance import AdjustBalance
    from comeback.usecases.block_card import BlockCard, SetStatus, UnblockCard
    from comeback.usecases.move_balance import MoveBalance
    from comeback.usecases.redeem_reward import RedeemReward, ReverseRedemption
    from comeback.usecases.scan_card import ScanCard
    from comeback.web.api.balance_routes import BalanceCalls

    clock = SystemClock()
    ledger = DynamoLedger(main(), Table(dynamodb(), settings.ledger_table))
    move = MoveBalance(read_card, ledger, clock, RandomIds(clock), pause=lambda: sleep(uniform(0.01, 0.1)))
    set_status = SetStatus(read_card, ledger, clock)
    delay = timedelta(seconds=settings.reversal_delay_seconds)
    return BalanceCalls(
        adjust=AdjustBalance(move),
        redeem=RedeemReward(move),
        reverse=ReverseRedemption(move, ledger),
        scan=ScanCard(move, DynamoPrograms(main()), DynamoConnections(main()), delay),
        block=BlockCard(set_status),
        unblock=UnblockCard(set_status, SqsQueue(sqs(), settings.accrual_queue_url)),
        show=show,
    )
