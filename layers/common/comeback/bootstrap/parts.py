"""What several entry points share, made once per process."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from comeback.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sqs import SQSClient

    from comeback.adapters.crm.api import AltegioCrm
    from comeback.adapters.crm.transport import AltegioTransport
    from comeback.adapters.dynamodb.attention import DynamoAttention
    from comeback.adapters.dynamodb.customers import DynamoCustomers
    from comeback.adapters.dynamodb.ledger import DynamoLedger
    from comeback.adapters.dynamodb.table import Table
    from comeback.adapters.dynamodb.trail import DynamoTrail
    from comeback.adapters.sqs.queue import SqsQueue
    from comeback.usecases.issue_card import IssueCard
    from comeback.usecases.note_change import NoteChange
    from comeback.usecases.settle_days import SettleDays

settings = Settings()


@cache
def dynamodb() -> DynamoDBClient:
    """The tables' client."""
    from comeback.adapters.aws import clients

    client: DynamoDBClient = clients.client("dynamodb", attempts=5)
    return client


@cache
def sqs() -> SQSClient:
    """The queues' client."""
    from comeback.adapters.aws import clients

    client: SQSClient = clients.client("sqs")
    return client


@cache
def main() -> Table:
    """The table of everything but entries and sessions."""
    from comeback.adapters.dynamodb.table import Table

    return Table(dynamodb(), settings.main_table)


def the_ledger() -> DynamoLedger:
    """Heads and entries."""
    from comeback.adapters.dynamodb.ledger import DynamoLedger
    from comeback.adapters.dynamodb.table import Table

    return DynamoLedger(main(), Table(dynamodb(), settings.ledger_table))


def phone_key() -> bytes:
    """Under which phones are looked up."""
    from comeback.adapters.aws.secrets import read_secret

    return bytes.fromhex(read_secret(settings.app_secret)["phone_key"])


def the_customers() -> DynamoCustomers:
    """People and their cards."""
    from comeback.adapters.dynamodb.customers import DynamoCustomers

    return DynamoCustomers(main(), phone_key())


def card_issuer() -> IssueCard:
    """New cards, with links under the newest key."""
    from comeback.adapters.aws.secrets import read_secret
    from comeback.adapters.system import RandomIds, SystemClock
    from comeback.usecases.issue_card import IssueCard

    link_key = read_secret(settings.app_secret)["current_link_key"]
    return IssueCard(the_customers(), RandomIds(SystemClock()), SystemClock(), link_key)


def accrual_queue() -> SqsQueue:
    """Whatever is to be judged or looked at again."""
    from comeback.adapters.sqs.queue import SqsQueue

    return SqsQueue(sqs(), settings.accrual_queue_url)


@cache
def attention() -> DynamoAttention:
    """What persons must look at."""
    from comeback.adapters.dynamodb.attention import DynamoAttention

    return DynamoAttention(main())


@cache
def trail() -> DynamoTrail:
    """The audit trail."""
    from comeback.adapters.dynamodb.trail import DynamoTrail

    return DynamoTrail(main())


@cache
def note_change() -> NoteChange:
    """What a person or job changed goes into the trail."""
    from comeback.adapters.system import RandomIds, SystemClock
    from comeback.usecases.note_change import NoteChange

    return NoteChange(trail(), SystemClock(), RandomIds(SystemClock()))


def settle_days() -> SettleDays:
    """What the visits of a day earn, booked; what is taken back is held first."""
    from random import uniform
    from time import sleep

    from comeback.adapters.system import RandomIds, SystemClock
    from comeback.usecases.settle_days import SettleDays

    clock, delay = SystemClock(), timedelta(seconds=settings.reversal_delay_seconds)
    return SettleDays(
        the_ledger(), crm(), card_issuer(), clock, RandomIds(clock), delay, lambda: sleep(uniform(0.15, 0.4)), attention()
    )


@cache
def transport() -> AltegioTransport:
    """The way to Altegio; one per process, so that connections are kept."""
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
        budget=DynamoBudget(main(), SystemClock(), *limits),
    )


@cache
def crm() -> AltegioCrm:
    """Altegio's API of a location."""
    from comeback.adapters.crm.api import AltegioCrm
    from comeback.adapters.system import SystemClock

    return AltegioCrm(transport(), SystemClock())
