"""What a change of settings means for visits that were: pages from the queue, and what owners ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comeback.bootstrap.parts import main, settings, sqs, the_customers, the_ledger

if TYPE_CHECKING:
    from comeback.usecases.recalculate_page import RecalculatePage
    from comeback.web.api.recalculation_routes import RecalculationCalls


def recalculate_page() -> RecalculatePage:
    """Behind the synchronisation queue."""
    from random import uniform
    from time import sleep

    from comeback.adapters.dynamodb.programs import DynamoPrograms
    from comeback.adapters.dynamodb.recalculations import DynamoRecalculations
    from comeback.adapters.sqs.queue import SqsQueue
    from comeback.adapters.system import RandomIds, SystemClock
    from comeback.usecases.rebook_card import RebookCard
    from comeback.usecases.recalculate_page import RecalculatePage

    clock, jobs = SystemClock(), DynamoRecalculations(main())
    ledger = the_ledger()
    return RecalculatePage(
        programs=DynamoPrograms(main()),
        customers=the_customers(),
        ledger=ledger,
        jobs=jobs,
        rebook_card=RebookCard(ledger, jobs, clock, RandomIds(clock), pause=lambda: sleep(uniform(0.15, 0.4))),
        queue=SqsQueue(sqs(), settings.sync_queue_url),
        clock=clock,
    )


def recalculation_calls() -> RecalculationCalls:
    """An owner's requests."""
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.programs import DynamoPrograms
    from comeback.adapters.dynamodb.recalculations import DynamoRecalculations
    from comeback.adapters.sqs.queue import SqsQueue
    from comeback.adapters.system import RandomIds, SystemClock
    from comeback.usecases.preview_settings import PreviewSettings
    from comeback.usecases.start_recalculation import CommitRecalculation, FollowRecalculation, StartRecalculation
    from comeback.web.api.recalculation_routes import RecalculationCalls

    clock, jobs, programs = SystemClock(), DynamoRecalculations(main()), DynamoPrograms(main())
    queue = SqsQueue(sqs(), settings.sync_queue_url)
    customers = the_customers()
    ledger = the_ledger()
    return RecalculationCalls(
        preview=PreviewSettings(programs, DynamoConnections(main()), customers, ledger, clock),
        start=StartRecalculation(programs, jobs, queue, clock, RandomIds(clock)),
        commit=CommitRecalculation(programs, jobs, queue, clock),
        follow=FollowRecalculation(jobs, clock),
    )
