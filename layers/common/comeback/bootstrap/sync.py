"""Client synchronisation: pages from the queue, and how an owner starts and follows a job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from comeback.bootstrap.parts import crm, main, settings, sqs

if TYPE_CHECKING:
    from collections.abc import Callable

    from comeback.messages import SyncPageDue
    from comeback.usecases.handle_accrual import HandleAccrual
    from comeback.usecases.start_sync import FollowSync, StartSync


def sync_pages() -> HandleAccrual[SyncPageDue]:
    """Everything behind the synchronisation queue."""
    from random import uniform

    from comeback.adapters.aws.secrets import read_secret
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.customers import DynamoCustomers
    from comeback.adapters.dynamodb.directory import DynamoDirectory
    from comeback.adapters.dynamodb.programs import DynamoPrograms
    from comeback.adapters.dynamodb.roster import DynamoRoster
    from comeback.adapters.dynamodb.sync_jobs import DynamoSyncJobs
    from comeback.adapters.phones import LibraryPhones
    from comeback.adapters.sqs.queue import SqsQueue
    from comeback.adapters.system import RandomIds, SystemClock
    from comeback.messages import SyncPageDue
    from comeback.usecases.handle_accrual import HandleAccrual
    from comeback.usecases.issue_card import IssueCard
    from comeback.usecases.sync_page import SyncPage

    clock = SystemClock()
    ids = RandomIds(clock)
    app = read_secret(settings.app_secret)
    phone_key = bytes.fromhex(app["phone_key"])
    customers, connections = DynamoCustomers(main(), phone_key), DynamoConnections(main())
    queue = SqsQueue(sqs(), settings.sync_queue_url)
    page = SyncPage(
        directory=DynamoDirectory(main()),
        programs=DynamoPrograms(main()),
        customers=customers,
        roster=DynamoRoster(main(), phone_key),
        jobs=DynamoSyncJobs(main()),
        crm=crm(),
        phones=LibraryPhones(),
        issue_card=IssueCard(customers, ids, clock, app["current_link_key"]),
        queue=queue,
        clock=clock,
        ids=ids,
    )
    routes: dict[type[Any], Callable[[Any], Any]] = {SyncPageDue: page}
    return HandleAccrual(routes, connections, queue, jitter=lambda delay: uniform(delay / 2, delay))


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
