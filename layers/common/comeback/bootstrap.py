"""Composition root: one function per entry point. Adapters are imported inside, so that a handler loads only its own."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from comeback.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sqs import SQSClient

    from comeback.adapters.crm.api import AltegioCrm
    from comeback.adapters.crm.transport import AltegioTransport
    from comeback.adapters.dynamodb.table import Table
    from comeback.usecases.check_connections import CheckConnections
    from comeback.usecases.connect_location import ConnectLocation
    from comeback.usecases.handle_accrual import HandleAccrual
    from comeback.usecases.receive_event import ReceiveEvent
    from comeback.usecases.sign_in import StartSession
    from comeback.usecases.sweep import Sweep
    from comeback.web.connect import ConnectDoor
    from comeback.web.console import ConsoleDoor

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
def _transport() -> AltegioTransport:
    from comeback.adapters.aws.secrets import read_secret
    from comeback.adapters.crm.transport import AltegioTransport, http_client
    from comeback.adapters.dynamodb.budget import DynamoBudget
    from comeback.adapters.system import SystemClock

    secret = read_secret(settings.altegio_secret)
    limits = settings.altegio_requests_per_second, settings.altegio_requests_per_minute
    return AltegioTransport(
        http=http_client(settings.extra_ca_file),
        api_url=settings.altegio_api_url,
        app_url=settings.altegio_app_url,
        partner_token=secret["partner_token"],
        user_token=secret["user_token"],
        budget=DynamoBudget(_main(), SystemClock(), *limits),
    )


@cache
def _crm() -> AltegioCrm:
    from comeback.adapters.crm.api import AltegioCrm
    from comeback.adapters.system import SystemClock

    return AltegioCrm(_transport(), SystemClock())


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
        messages.ConnectRequested: ConnectQueued(_connect_location(), connections, DynamoConnectJobs(_main())),
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


def _connect_location() -> ConnectLocation:
    from comeback.adapters.crm.marketplace import AltegioMarketplace
    from comeback.adapters.dynamodb.activations import DynamoActivations
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.directory import DynamoDirectory
    from comeback.adapters.system import RandomIds, SystemClock
    from comeback.usecases.connect_location import ConnectLocation

    clock = SystemClock()
    return ConnectLocation(
        connections=DynamoConnections(_main()),
        directory=DynamoDirectory(_main()),
        activations=DynamoActivations(_main()),
        marketplace=AltegioMarketplace(_transport(), settings.altegio_application_id),
        clock=clock,
        ids=RandomIds(clock),
        base_url=settings.base_url,
    )


def _start_session() -> StartSession:
    from comeback.adapters.dynamodb.sessions import DynamoSessions
    from comeback.adapters.system import RandomIds, SystemClock
    from comeback.usecases.sign_in import StartSession

    clock = SystemClock()
    return StartSession(DynamoSessions(_dynamodb(), settings.sessions_table), RandomIds(clock), clock)


def connect_locations() -> ConnectDoor:
    """Altegio's registration redirect and lifecycle events."""
    from comeback.adapters.dynamodb.activations import DynamoActivations, DynamoConnectJobs
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.directory import DynamoDirectory
    from comeback.adapters.sqs.queue import SqsQueue
    from comeback.adapters.system import RandomIds, SystemClock
    from comeback.usecases.connect_locations import ConnectLocations
    from comeback.usecases.lifecycle_event import LifecycleEvent
    from comeback.web.connect import ConnectDoor
    from comeback.web.requests import CookieJar

    clock = SystemClock()
    connections = DynamoConnections(_main())
    token = _transport().partner_token
    connect = ConnectLocations(
        connect=_connect_location(),
        connections=connections,
        jobs=DynamoConnectJobs(_main()),
        queue=SqsQueue(_sqs(), settings.accrual_queue_url),
        start_session=_start_session(),
        clock=clock,
        ids=RandomIds(clock),
        partner_token=token,
    )
    directory, activations = DynamoDirectory(_main()), DynamoActivations(_main())
    lifecycle = LifecycleEvent(directory, connections, activations, token, settings.altegio_application_id)
    return ConnectDoor(connect, lifecycle, CookieJar(settings.base_url))


def check_connections() -> CheckConnections:
    """The daily comparison of connections with Altegio's installations."""
    from comeback.adapters.crm.marketplace import AltegioMarketplace
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.system import SystemClock
    from comeback.usecases.check_connections import CheckConnections

    marketplace = AltegioMarketplace(_transport(), settings.altegio_application_id)
    return CheckConnections(DynamoConnections(_main()), marketplace, SystemClock())


def console() -> ConsoleDoor:
    """The owner's pages."""
    from comeback.adapters.dynamodb.activations import DynamoConnectJobs
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.sessions import DynamoSessions
    from comeback.adapters.system import SystemClock
    from comeback.web.console import ConsoleDoor
    from comeback.web.requests import CookieJar
    from comeback.web.session import Gate

    sessions = DynamoSessions(_dynamodb(), settings.sessions_table)
    gate = Gate(sessions, SystemClock(), CookieJar(settings.base_url), settings.base_url)
    return ConsoleDoor(gate, DynamoConnections(_main()), DynamoConnectJobs(_main()), _start_session())
