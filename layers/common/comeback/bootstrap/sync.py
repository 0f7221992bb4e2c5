"""Client synchronisation: its messages from the queue, and how an owner starts, follows and commits a job."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from comeback.bootstrap.parts import attention, crm, dynamodb, main, settings, sqs

if TYPE_CHECKING:
    from collections.abc import Callable

    from comeback.messages import SyncMessage
    from comeback.usecases.handle_accrual import HandleAccrual
    from comeback.usecases.start_sync import CommitBackfill, FollowSync, StartSync
    from comeback.usecases.sync_phases import SyncPhases


def sync_pages() -> HandleAccrual[SyncMessage]:
    """Everything behind the synchronisation queue."""
    from random import uniform
    from time import sleep

    from comeback.adapters.aws.secrets import read_secret
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.customers import DynamoCustomers
    from comeback.adapters.dynamodb.directory import DynamoDirectory
    from comeback.adapters.dynamodb.ledger import DynamoLedger
    from comeback.adapters.dynamodb.programs import DynamoPrograms
    from comeback.adapters.dynamodb.roster import DynamoRoster
    from comeback.adapters.dynamodb.table import Table
    from comeback.adapters.phones import LibraryPhones
    from comeback.adapters.sqs.queue import SqsQueue
    from comeback.adapters.system import RandomIds, SystemClock
    from comeback.bootstrap.people import follow_client
    from comeback.bootstrap.recalculations import recalculate_page
    from comeback.messages import PastCardsDue, PastDayDue, RecalculationPageDue, SyncPageDue
    from comeback.usecases.count_past import CountPast
    from comeback.usecases.handle_accrual import HandleAccrual
    from comeback.usecases.issue_card import IssueCard
    from comeback.usecases.note_masked import NoteMasked
    from comeback.usecases.read_past_day import ReadPastDay
    from comeback.usecases.settle_days import SettleDays
    from comeback.usecases.sync_page import SyncPage

    clock = SystemClock()
    ids = RandomIds(clock)
    app = read_secret(settings.app_secret)
    phone_key = bytes.fromhex(app["phone_key"])
    customers, connections = DynamoCustomers(main(), phone_key), DynamoConnections(main())
    issue_card = IssueCard(customers, ids, clock, app["current_link_key"])
    ledger, phases = DynamoLedger(main(), Table(dynamodb(), settings.ledger_table)), _phases()
    delay = timedelta(seconds=settings.reversal_delay_seconds)
    settle = SettleDays(ledger, crm(), issue_card, clock, ids, delay, lambda: sleep(uniform(0.15, 0.4)), attention())
    page = SyncPage(
        directory=DynamoDirectory(main()),
        programs=DynamoPrograms(main()),
        customers=customers,
        roster=DynamoRoster(main(), phone_key),
        phases=phases,
        crm=crm(),
        phones=LibraryPhones(),
        issue_card=issue_card,
        clock=clock,
        ids=ids,
        note_masked=NoteMasked(attention(), connections, clock),
        follow=follow_client(customers),
    )
    routes: dict[type[Any], Callable[[Any], Any]] = {
        SyncPageDue: page,
        PastDayDue: ReadPastDay(phases, ledger, crm(), settle),
        PastCardsDue: CountPast(phases, customers, ledger, clock, ids),
        RecalculationPageDue: recalculate_page(),
    }
    queue = SqsQueue(sqs(), settings.sync_queue_url)
    return HandleAccrual(routes, connections, queue, jitter=lambda delay: uniform(delay / 2, delay))


def _phases() -> SyncPhases:
    from comeback.adapters.dynamodb.directory import DynamoDirectory
    from comeback.adapters.dynamodb.programs import DynamoPrograms
    from comeback.adapters.dynamodb.sync_jobs import DynamoSyncJobs
    from comeback.adapters.sqs.queue import SqsQueue
    from comeback.adapters.system import SystemClock
    from comeback.usecases.sync_phases import SyncPhases

    queue = SqsQueue(sqs(), settings.sync_queue_url)
    accrual = SqsQueue(sqs(), settings.accrual_queue_url)
    return SyncPhases(DynamoSyncJobs(main()), DynamoDirectory(main()), DynamoPrograms(main()), queue, accrual, SystemClock())


def start_sync() -> StartSync:
    """An owner's request."""
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.sync_jobs import DynamoSyncJobs
    from comeback.adapters.sqs.queue import SqsQueue
    from comeback.adapters.system import RandomIds, SystemClock
    from comeback.usecases.start_sync import StartSync

    clock = SystemClock()
    queue = SqsQueue(sqs(), settings.sync_queue_url)
    return StartSync(DynamoConnections(main()), DynamoSyncJobs(main()), queue, clock, RandomIds(clock))


def follow_sync() -> FollowSync:
    """Progress and stop."""
    from comeback.adapters.dynamodb.sync_jobs import DynamoSyncJobs
    from comeback.usecases.start_sync import FollowSync

    return FollowSync(DynamoSyncJobs(main()))


def commit_backfill() -> CommitBackfill:
    """What a preview has counted is given."""
    from comeback.usecases.start_sync import CommitBackfill

    return CommitBackfill(follow_sync(), _phases())
