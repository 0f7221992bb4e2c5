"""Composition root: one function per entry point. Adapters are imported inside, so that a handler loads only its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from comeback.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sqs import SQSClient

    from comeback.adapters.crm.api import AltegioCrm
    from comeback.adapters.dynamodb.table import Table
    from comeback.usecases.handle_accrual import HandleAccrual
    from comeback.usecases.receive_event import ReceiveEvent
    from comeback.usecases.sweep import Sweep

settings = Settings()


@cache
def _dynamodb() -> DynamoDBClient:
    import boto3
    from botocore.config import Config

    # Short time-outs: a call that hangs is worth less than its retry.
    config = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 5})
    return boto3.client("dynamodb", config=config)


@cache
def _sqs() -> SQSClient:
    import boto3
    from botocore.config import Config

    config = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 4})
    return boto3.client("sqs", config=config)


@cache
def _main() -> Table:
    from comeback.adapters.dynamodb.table import Table

    return Table(_dynamodb(), settings.main_table)


@cache
def _crm() -> AltegioCrm:
    from comeback.adapters.aws.secrets import read_secret
    from comeback.adapters.crm.api import AltegioCrm
    from comeback.adapters.crm.transport import AltegioTransport, http_client
    from comeback.adapters.dynamodb.budget import DynamoBudget
    from comeback.adapters.system import SystemClock

    secret = read_secret(settings.altegio_secret)
    limits = settings.altegio_requests_per_second, settings.altegio_requests_per_minute
    transport = AltegioTransport(
        http=http_client(settings.extra_ca_file),
        api_url=settings.altegio_api_url,
        app_url=settings.altegio_app_url,
        partner_token=secret["partner_token"],
        user_token=secret["user_token"],
        budget=DynamoBudget(_main(), SystemClock(), *limits),
    )
    return AltegioCrm(transport, SystemClock())


def receive_event() -> ReceiveEvent:
    """The webhook door."""
    from comeback.adapters.dynamodb.hooks import DynamoHooks
    from comeback.adapters.sqs.queue import SqsQueue
    from comeback.adapters.system import SystemClock
    from comeback.usecases.receive_event import ReceiveEvent

    hooks = DynamoHooks(_dynamodb(), settings.main_table)
    return ReceiveEvent(hooks, SqsQueue(_sqs(), settings.accrual_queue_url), SystemClock())


def handle_accrual() -> HandleAccrual:
    """Everything behind the accrual queue."""
    from random import uniform
    from time import sleep

    from comeback import messages
    from comeback.adapters.aws.secrets import read_secret
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
    from comeback.usecases.handle_accrual import HandleAccrual
    from comeback.usecases.identify_client import IdentifyClient
    from comeback.usecases.issue_card import IssueCard
    from comeback.usecases.look_up_customer import LookUpCustomer
    from comeback.usecases.settle_days import SettleDays
    from comeback.usecases.settle_due_day import SettleDueDay
    from comeback.usecases.update_client import UpdateClient

    clock = SystemClock()
    ids = RandomIds(clock)
    app = read_secret(settings.app_secret)
    directory = DynamoDirectory(_main())
    ledger = DynamoLedger(_main(), Table(_dynamodb(), settings.ledger_table))
    customers = DynamoCustomers(_main(), bytes.fromhex(app["phone_key"]))
    programs = DynamoPrograms(_main())
    connections = DynamoConnections(_main())
    issue_card = IssueCard(customers, ids, clock, app["current_link_key"])
    identify = IdentifyClient(customers, LibraryPhones(), clock, ids)
    delay = timedelta(seconds=settings.reversal_delay_seconds)
    settle = SettleDays(ledger, _crm(), issue_card, clock, ids, delay, pause=lambda: sleep(uniform(0.15, 0.4)))
    routes: dict[type[Any], Callable[[Any], Any]] = {
        messages.VisitChanged: BookVisit(directory, ledger, _crm(), identify, settle),
        messages.DayDue: SettleDueDay(directory, ledger, settle),
        messages.ClientChanged: UpdateClient(directory, programs, customers, _crm(), identify, issue_card),
        messages.CustomerEnrolled: LookUpCustomer(directory, programs, customers, _crm(), settle, clock),
    }
    queue = SqsQueue(_sqs(), settings.accrual_queue_url)
    return HandleAccrual(routes, connections, queue, jitter=lambda delay: uniform(delay / 2, delay))


def relay_changes() -> Callable[[Mapping[str, Any]], bool]:
    """A stream record to the queues; answers whether a message was sent."""
    from comeback.adapters.dynamodb.stream import change_of
    from comeback.adapters.sqs.queue import SqsQueue
    from comeback.adapters.system import SystemClock
    from comeback.usecases.relay_changes import RelayChanges

    apple = SqsQueue(_sqs(), settings.apple_push_queue_url)
    relay = RelayChanges(apple, SqsQueue(_sqs(), settings.accrual_queue_url), SystemClock())

    def one(record: Mapping[str, Any]) -> bool:
        change = change_of(record)
        return relay(change) if change else False

    return one


def sweep() -> Sweep:
    """The scheduled repair of lost events."""
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.directory import DynamoDirectory
    from comeback.adapters.dynamodb.ledger import DynamoLedger
    from comeback.adapters.dynamodb.table import Table
    from comeback.adapters.sqs.queue import SqsQueue
    from comeback.adapters.system import SystemClock
    from comeback.usecases.sweep import Sweep

    ledger = DynamoLedger(_main(), Table(_dynamodb(), settings.ledger_table))
    queue = SqsQueue(_sqs(), settings.accrual_queue_url)
    return Sweep(DynamoConnections(_main()), DynamoDirectory(_main()), ledger, _crm(), queue, SystemClock())
