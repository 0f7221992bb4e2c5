"""Events, and what comes of them: the webhook door, the accrual queue, the relay, the sweep."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from comeback.bootstrap.catching_up import catching_up_routes
from comeback.bootstrap.connecting import connect_location
from comeback.bootstrap.crm_writing import write_routes
from comeback.bootstrap.mirrors import mirror_cards
from comeback.bootstrap.parts import attention, crm, dynamodb, main, settings, sqs
from comeback.bootstrap.people import erase_customer, follow_client, keep_in_step

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from comeback.messages import AccrualMessage
    from comeback.usecases.handle_accrual import HandleAccrual
    from comeback.usecases.receive_event import ReceiveEvent
    from comeback.usecases.sweep import Sweep


def receive_event() -> ReceiveEvent:
    """The webhook door."""
    from comeback.adapters.dynamodb.hooks import DynamoHooks
    from comeback.adapters.sqs.queue import SqsQueue
    from comeback.adapters.system import SystemClock
    from comeback.usecases.receive_event import ReceiveEvent

    hooks = DynamoHooks(dynamodb(), settings.main_table)
    return ReceiveEvent(hooks, SqsQueue(sqs(), settings.accrual_queue_url), SystemClock())


def handle_accrual() -> HandleAccrual[AccrualMessage]:
    """Everything behind the accrual queue."""
    from random import uniform
    from time import sleep

    from comeback import messages
    from comeback.adapters.aws.secrets import read_secret
    from comeback.adapters.dynamodb.activations import DynamoConnectJobs
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.customers import DynamoCustomers
    from comeback.adapters.dynamodb.directory import DynamoDirectory
    from comeback.adapters.dynamodb.ledger import DynamoLedger
    from comeback.adapters.dynamodb.programs import DynamoPrograms
    from comeback.adapters.dynamodb.table import Table
    from comeback.adapters.phones import LibraryPhones
    from comeback.adapters.sqs.queue import SqsQueue
    from comeback.adapters.system import RandomIds, SystemClock
    from comeback.usecases.book_visit import BookVisit
    from comeback.usecases.connect_locations import ConnectQueued
    from comeback.usecases.handle_accrual import HandleAccrual
    from comeback.usecases.identify_client import IdentifyClient
    from comeback.usecases.issue_card import IssueCard
    from comeback.usecases.look_up_customer import LookUpCustomer
    from comeback.usecases.note_masked import NoteMasked
    from comeback.usecases.settle_days import SettleDays
    from comeback.usecases.settle_due_day import SettleDueDay
    from comeback.usecases.settle_reopened_card import SettleReopenedCard
    from comeback.usecases.tell_mirrors import TellMirrors
    from comeback.usecases.update_client import UpdateClient

    clock = SystemClock()
    ids = RandomIds(clock)
    app = read_secret(settings.app_secret)
    directory = DynamoDirectory(main())
    ledger = DynamoLedger(main(), Table(dynamodb(), settings.ledger_table))
    customers = DynamoCustomers(main(), bytes.fromhex(app["phone_key"]))
    programs = DynamoPrograms(main())
    connections = DynamoConnections(main())
    issue_card = IssueCard(customers, ids, clock, app["current_link_key"])
    identify = IdentifyClient(customers, LibraryPhones(), clock, ids)
    delay = timedelta(seconds=settings.reversal_delay_seconds)
    settle = SettleDays(ledger, crm(), issue_card, clock, ids, delay, lambda: sleep(uniform(0.15, 0.4)), attention())
    queue, follow = SqsQueue(sqs(), settings.accrual_queue_url), follow_client(customers)
    tell, masked = TellMirrors(programs, queue), NoteMasked(attention(), connections, clock)
    routes: dict[type[Any], Callable[[Any], Any]] = {
        messages.VisitChanged: BookVisit(directory, ledger, crm(), identify, settle, connections, clock, tell, masked),
        messages.DayDue: SettleDueDay(directory, ledger, settle),
        messages.CardReopened: SettleReopenedCard(ledger, settle),
        messages.ClientChanged: UpdateClient(
            directory, programs, customers, crm(), identify, issue_card, connections, tell, keep_in_step(customers), masked
        ),
        messages.MirrorDue: mirror_cards(customers, issue_card),
        messages.ErasureDue: erase_customer(customers, bytes.fromhex(app["phone_key"])),
        messages.ConnectRequested: ConnectQueued(connect_location(), connections, DynamoConnectJobs(main())),
        **catching_up_routes(customers, settle),
        **write_routes(customers, LookUpCustomer(directory, programs, customers, crm(), settle, clock, queue, follow)),
    }
    return HandleAccrual(routes, connections, queue, jitter=lambda delay: uniform(delay / 2, delay))


def relay_changes() -> Callable[[Mapping[str, Any]], bool]:
    """A stream record to the queues; answers whether a message was sent."""
    from comeback.adapters.dynamodb.stream import change_of
    from comeback.adapters.sqs.queue import SqsQueue
    from comeback.adapters.system import SystemClock
    from comeback.usecases.relay_changes import RelayChanges

    relay = RelayChanges(
        apple=SqsQueue(sqs(), settings.apple_push_queue_url),
        google=SqsQueue(sqs(), settings.google_push_queue_url),
        accrual=SqsQueue(sqs(), settings.accrual_queue_url),
        batches=SqsQueue(sqs(), settings.apple_batch_queue_url),
        clock=SystemClock(),
        note_seconds=settings.coalesce_seconds,
    )

    def one(record: Mapping[str, Any]) -> bool:
        change = change_of(record)
        return relay(change) if change else False

    return one


def sweep() -> Sweep:
    """The scheduled repair of lost events."""
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.customers import DynamoCustomers
    from comeback.adapters.dynamodb.directory import DynamoDirectory
    from comeback.adapters.dynamodb.ledger import DynamoLedger
    from comeback.adapters.dynamodb.table import Table
    from comeback.adapters.phones import LibraryPhones
    from comeback.adapters.sqs.queue import SqsQueue
    from comeback.adapters.system import SystemClock
    from comeback.usecases.compare_bookings import CompareBookings
    from comeback.usecases.note_unarrived import NoteUnarrived
    from comeback.usecases.sweep import Sweep
    from comeback.usecases.sweep_clients import SweepClients
    from comeback.usecases.tell_untold import TellUntold

    ledger = DynamoLedger(main(), Table(dynamodb(), settings.ledger_table))
    connections, directory, clock = DynamoConnections(main()), DynamoDirectory(main()), SystemClock()
    tell_untold = TellUntold(
        connections=connections,
        ledger=ledger,
        directory=directory,
        apple=SqsQueue(sqs(), settings.apple_push_queue_url),
        google=SqsQueue(sqs(), settings.google_push_queue_url),
        clock=clock,
    )
    queue = SqsQueue(sqs(), settings.accrual_queue_url)
    compare, unarrived = CompareBookings(directory, ledger, LibraryPhones()), NoteUnarrived(attention(), directory, clock)
    customers = DynamoCustomers(main(), b"")  # nobody is looked up by phone here
    clients = SweepClients(directory, connections, customers, crm(), LibraryPhones(), queue)
    return Sweep(connections, directory, ledger, crm(), queue, compare, unarrived, clock, tell_untold, clients)
