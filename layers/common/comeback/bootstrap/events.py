"""Events, and what comes of them: the webhook door, the accrual queue, the relay, the sweep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from comeback.bootstrap.catching_up import catching_up_routes
from comeback.bootstrap.connecting import connect_location
from comeback.bootstrap.crm_writing import write_routes
from comeback.bootstrap.mirrors import mirror_cards
from comeback.bootstrap.parts import (
    accrual_queue,
    attention,
    card_issuer,
    crm,
    dynamodb,
    main,
    settings,
    settle_days,
    sqs,
    the_customers,
    the_ledger,
)
from comeback.bootstrap.people import erase_customer, follow_client, keep_in_step

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from comeback.messages import AccrualMessage
    from comeback.ports.customers import Customers
    from comeback.usecases.handle_accrual import HandleAccrual
    from comeback.usecases.receive_event import ReceiveEvent
    from comeback.usecases.settle_days import SettleDays
    from comeback.usecases.sweep import Sweep


def receive_event() -> ReceiveEvent:
    """The webhook door."""
    from comeback.adapters.dynamodb.hooks import DynamoHooks
    from comeback.adapters.system import SystemClock
    from comeback.usecases.receive_event import ReceiveEvent

    hooks = DynamoHooks(dynamodb(), settings.main_table)
    return ReceiveEvent(hooks, accrual_queue(), SystemClock())


def handle_accrual() -> HandleAccrual[AccrualMessage]:
    """Everything behind the accrual queue."""
    from random import uniform

    from comeback import messages
    from comeback.adapters.dynamodb.activations import DynamoConnectJobs
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.directory import DynamoDirectory
    from comeback.adapters.dynamodb.programs import DynamoPrograms
    from comeback.adapters.system import SystemClock
    from comeback.usecases.connect_locations import ConnectQueued
    from comeback.usecases.handle_accrual import HandleAccrual
    from comeback.usecases.look_up_customer import LookUpCustomer
    from comeback.usecases.settle_due_day import SettleDueDay
    from comeback.usecases.settle_reopened_card import SettleReopenedCard

    directory, programs, connections = DynamoDirectory(main()), DynamoPrograms(main()), DynamoConnections(main())
    customers, ledger, settle, queue = the_customers(), the_ledger(), settle_days(), accrual_queue()
    look_up = LookUpCustomer(
        directory, programs, customers, crm(), settle, SystemClock(), queue, follow_client(customers)
    )  # fmt: skip
    routes: dict[type[Any], Callable[[Any], Any]] = {
        **_event_routes(customers, settle),
        messages.DayDue: SettleDueDay(directory, ledger, settle),
        messages.CardReopened: SettleReopenedCard(ledger, settle),
        messages.MirrorDue: mirror_cards(customers, card_issuer()),
        messages.ErasureDue: erase_customer(customers),
        messages.ConnectRequested: ConnectQueued(connect_location(), connections, DynamoConnectJobs(main())),
        **catching_up_routes(customers, settle),
        **write_routes(customers, look_up),
    }
    return HandleAccrual(routes, connections, queue, jitter=lambda delay: uniform(delay / 2, delay))


def _event_routes(customers: Customers, settle: SettleDays) -> dict[type[Any], Callable[[Any], Any]]:
    """What Altegio says of bookings and of clients."""
    from comeback import messages
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.directory import DynamoDirectory
    from comeback.adapters.dynamodb.programs import DynamoPrograms
    from comeback.adapters.phones import LibraryPhones
    from comeback.adapters.system import RandomIds, SystemClock
    from comeback.usecases.book_visit import BookVisit
    from comeback.usecases.identify_client import IdentifyClient
    from comeback.usecases.note_masked import NoteMasked
    from comeback.usecases.tell_mirrors import TellMirrors
    from comeback.usecases.update_client import UpdateClient

    directory, programs, connections = DynamoDirectory(main()), DynamoPrograms(main()), DynamoConnections(main())
    clock, keep = SystemClock(), keep_in_step(customers)
    identify = IdentifyClient(customers, LibraryPhones(), clock, RandomIds(clock))
    tell, masked = TellMirrors(programs, accrual_queue()), NoteMasked(attention(), connections, clock)
    return {
        messages.VisitChanged: BookVisit(
            directory, the_ledger(), crm(), identify, settle, connections, clock, tell, masked
        ),
        messages.ClientChanged: UpdateClient(
            directory, programs, customers, crm(), identify, card_issuer(), connections, tell, keep, masked
        ),
    }  # fmt: skip


def relay_changes() -> Callable[[Mapping[str, Any]], bool]:
    """A stream record to the queues; answers whether a message was sent."""
    from comeback.adapters.dynamodb.stream import change_of
    from comeback.adapters.sqs.queue import SqsQueue
    from comeback.adapters.system import SystemClock
    from comeback.usecases.relay_changes import RelayChanges

    relay = RelayChanges(
        apple=SqsQueue(sqs(), settings.apple_push_queue_url),
        google=SqsQueue(sqs(), settings.google_push_queue_url),
        accrual=accrual_queue(),
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
    from time import sleep

    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.customers import DynamoCustomers
    from comeback.adapters.dynamodb.directory import DynamoDirectory
    from comeback.adapters.phones import LibraryPhones
    from comeback.adapters.sqs.queue import SqsQueue
    from comeback.adapters.system import SystemClock
    from comeback.usecases.compare_bookings import CompareBookings
    from comeback.usecases.note_unarrived import NoteUnarrived
    from comeback.usecases.sweep import Sweep
    from comeback.usecases.sweep_clients import SweepClients
    from comeback.usecases.tell_untold import TellUntold

    ledger = the_ledger()
    connections, directory, clock = DynamoConnections(main()), DynamoDirectory(main()), SystemClock()
    tell_untold = TellUntold(
        connections=connections,
        ledger=ledger,
        directory=directory,
        apple=SqsQueue(sqs(), settings.apple_push_queue_url),
        google=SqsQueue(sqs(), settings.google_push_queue_url),
        clock=clock,
    )
    queue = accrual_queue()
    compare, unarrived = CompareBookings(directory, ledger, LibraryPhones()), NoteUnarrived(attention(), directory, clock)
    customers = DynamoCustomers(main(), b"")  # nobody is looked up by phone here
    clients = SweepClients(directory, connections, customers, crm(), LibraryPhones(), queue)
    return Sweep(connections, directory, ledger, crm(), queue, compare, unarrived, clock, tell_untold, clients, sleep)
