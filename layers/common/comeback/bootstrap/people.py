"""What keeps customers in step with Altegio's clients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comeback.bootstrap.parts import attention, crm, dynamodb, main, settings, sqs, trail

if TYPE_CHECKING:
    from comeback.ports.customers import Customers
    from comeback.usecases.answer_phone_change import AnswerPhoneChange
    from comeback.usecases.block_card import SetStatus
    from comeback.usecases.erase_customer import EraseCustomer
    from comeback.usecases.follow_client import FollowClient
    from comeback.usecases.read_cards import ShowCard
    from comeback.usecases.update_client import KeepInStep
    from comeback.web.api.customer_routes import CustomerCalls


def follow_client(customers: Customers) -> FollowClient:
    """Phones that changed."""
    from comeback.adapters.dynamodb.directory import DynamoDirectory
    from comeback.adapters.phones import LibraryPhones
    from comeback.adapters.sqs.queue import SqsQueue
    from comeback.adapters.system import SystemClock
    from comeback.usecases.block_card import UnblockCard
    from comeback.usecases.follow_client import FollowClient

    unblock = UnblockCard(_set_status(customers), SqsQueue(sqs(), settings.accrual_queue_url))
    return FollowClient(DynamoDirectory(main()), customers, crm(), LibraryPhones(), attention(), unblock, SystemClock())


def keep_in_step(customers: Customers) -> KeepInStep:
    """Phones, profiles, and clients who are gone."""
    from comeback.adapters.dynamodb.ledger import DynamoLedger
    from comeback.adapters.sqs.queue import SqsQueue
    from comeback.adapters.system import RandomIds, SystemClock
    from comeback.usecases.block_card import BlockCard
    from comeback.usecases.lose_client import LoseClient
    from comeback.usecases.note_change import NoteChange
    from comeback.usecases.show_name import ShowName
    from comeback.usecases.take_over_profile import TakeOverProfile
    from comeback.usecases.update_client import KeepInStep

    clock = SystemClock()
    queue = SqsQueue(sqs(), settings.accrual_queue_url)
    # A mark is no entry, so the table of entries has no part in it.
    show_name = ShowName(customers, DynamoLedger(main(), main()), clock)
    return KeepInStep(
        follow=follow_client(customers),
        lose=LoseClient(customers, crm(), BlockCard(_set_status(customers))),
        take_over=TakeOverProfile(customers, NoteChange(trail(), clock, RandomIds(clock)), queue, clock, show_name),
    )


def erase_customer(customers: Customers, phone_key: bytes) -> EraseCustomer:
    """Behind the accrual queue."""
    from comeback.adapters.dynamodb.erasures import DynamoErasures
    from comeback.adapters.dynamodb.ledger import DynamoLedger
    from comeback.adapters.dynamodb.table import Table
    from comeback.adapters.system import SystemClock
    from comeback.usecases.erase_customer import EraseCustomer

    ledger = DynamoLedger(main(), Table(dynamodb(), settings.ledger_table))
    return EraseCustomer(customers, DynamoErasures(main(), phone_key), ledger, attention(), SystemClock())


def answer_phone_change() -> AnswerPhoneChange:
    """What a person says to a changed phone."""
    from comeback.adapters.aws.secrets import read_secret
    from comeback.adapters.dynamodb.customers import DynamoCustomers
    from comeback.adapters.dynamodb.ledger import DynamoLedger
    from comeback.adapters.dynamodb.programs import DynamoPrograms
    from comeback.adapters.dynamodb.table import Table
    from comeback.adapters.sqs.queue import SqsQueue
    from comeback.adapters.system import RandomIds, SystemClock
    from comeback.usecases.answer_phone_change import AnswerPhoneChange
    from comeback.usecases.issue_card import IssueCard

    app, clock = read_secret(settings.app_secret), SystemClock()
    customers, ids = DynamoCustomers(main(), bytes.fromhex(app["phone_key"])), RandomIds(clock)
    ledger = DynamoLedger(main(), Table(dynamodb(), settings.ledger_table))
    issue_card = IssueCard(customers, ids, clock, app["current_link_key"])
    queue = SqsQueue(sqs(), settings.accrual_queue_url)
    return AnswerPhoneChange(customers, DynamoPrograms(main()), ledger, issue_card, queue, clock, ids)


def customer_calls(show: ShowCard) -> CustomerCalls:
    """What is asked about people, by systems and by hand."""
    from comeback.adapters.aws.secrets import read_secret
    from comeback.adapters.dynamodb.customers import DynamoCustomers
    from comeback.adapters.dynamodb.erasures import DynamoErasures
    from comeback.adapters.dynamodb.intents import DynamoIntents
    from comeback.adapters.dynamodb.ledger import DynamoLedger
    from comeback.adapters.dynamodb.table import Table
    from comeback.adapters.sqs.queue import SqsQueue
    from comeback.adapters.system import SystemClock
    from comeback.usecases.change_customer import ChangeCustomer
    from comeback.usecases.erase_customer import RequestErasure
    from comeback.usecases.read_customer import ExportCustomer, ReadCustomer
    from comeback.usecases.show_name import ShowName
    from comeback.web.api.customer_routes import CustomerCalls

    clock, phone_key = SystemClock(), bytes.fromhex(read_secret(settings.app_secret)["phone_key"])
    customers, erasures = DynamoCustomers(main(), phone_key), DynamoErasures(main(), phone_key)
    queue = SqsQueue(sqs(), settings.accrual_queue_url)
    ledger = DynamoLedger(main(), Table(dynamodb(), settings.ledger_table))
    read = ReadCustomer(customers, erasures, show)
    return CustomerCalls(
        read=read,
        change=ChangeCustomer(read, customers, queue, clock, ShowName(customers, ledger, clock)),
        export=ExportCustomer(read, ledger, attention(), DynamoIntents(main()), clock),
        erase=RequestErasure(customers, erasures, queue, clock),
    )


def _set_status(customers: Customers) -> SetStatus:
    """Heads only: a status is no entry, so the table of entries has no part in it."""
    from comeback.adapters.dynamodb.directory import DynamoDirectory
    from comeback.adapters.dynamodb.ledger import DynamoLedger
    from comeback.adapters.system import SystemClock
    from comeback.usecases.block_card import SetStatus
    from comeback.usecases.read_cards import ReadCard

    return SetStatus(ReadCard(DynamoDirectory(main()), customers), DynamoLedger(main(), main()), SystemClock())
