"""Client synchronisation: its messages from the queue, and how an owner starts, follows and commits a job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from comeback.bootstrap.parts import (
    accrual_queue,
    attention,
    card_issuer,
    crm,
    main,
    phone_key,
    settings,
    settle_days,
    sqs,
    the_customers,
    the_ledger,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from comeback.messages import SyncMessage
    from comeback.usecases.handle_accrual import HandleAccrual
    from comeback.usecases.start_sync import CommitBackfill, FollowSync, StartSync
    from comeback.usecases.sync_page import SyncPage
    from comeback.usecases.sync_phases import SyncPhases


def sync_pages() -> HandleAccrual[SyncMessage]:
    """Everything behind the synchronisation queue."""
    from random import uniform

    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.sqs.queue import SqsQueue
    from comeback.adapters.system import RandomIds, SystemClock
    from comeback.bootstrap.recalculations import recalculate_page
    from comeback.messages import PastCardsDue, PastDayDue, RecalculationPageDue, SyncPageDue
    from comeback.usecases.count_past import CountPast
    from comeback.usecases.handle_accrual import HandleAccrual
    from comeback.usecases.read_past_day import ReadPastDay

    clock, phases, ledger = SystemClock(), _phases(), the_ledger()
    routes: dict[type[Any], Callable[[Any], Any]] = {
        SyncPageDue: _sync_page(phases),
        PastDayDue: ReadPastDay(phases, ledger, crm(), settle_days()),
        PastCardsDue: CountPast(phases, the_customers(), ledger, clock, RandomIds(clock)),
        RecalculationPageDue: recalculate_page(),
    }
    queue = SqsQueue(sqs(), settings.sync_queue_url)
    return HandleAccrual(routes, DynamoConnections(main()), queue, jitter=lambda delay: uniform(delay / 2, delay))


def _sync_page(phases: SyncPhases) -> SyncPage:
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.directory import DynamoDirectory
    from comeback.adapters.dynamodb.programs import DynamoPrograms
    from comeback.adapters.dynamodb.roster import DynamoRoster
    from comeback.adapters.phones import LibraryPhones
    from comeback.adapters.system import RandomIds, SystemClock
    from comeback.bootstrap.people import follow_client
    from comeback.usecases.note_masked import NoteMasked
    from comeback.usecases.sync_page import SyncPage

    clock, customers = SystemClock(), the_customers()
    return SyncPage(
        directory=DynamoDirectory(main()),
        programs=DynamoPrograms(main()),
        customers=customers,
        roster=DynamoRoster(main(), phone_key()),
        phases=phases,
        crm=crm(),
        phones=LibraryPhones(),
        issue_card=card_issuer(),
        clock=clock,
        ids=RandomIds(clock),
        note_masked=NoteMasked(attention(), DynamoConnections(main()), clock),
        follow=follow_client(customers),
    )


def _phases() -> SyncPhases:
    from comeback.adapters.dynamodb.directory import DynamoDirectory
    from comeback.adapters.dynamodb.programs import DynamoPrograms
    from comeback.adapters.dynamodb.sync_jobs import DynamoSyncJobs
    from comeback.adapters.sqs.queue import SqsQueue
    from comeback.adapters.system import SystemClock
    from comeback.usecases.sync_phases import SyncPhases

    queue = SqsQueue(sqs(), settings.sync_queue_url)
    accrual = accrual_queue()
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
