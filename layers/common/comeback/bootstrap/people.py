"""What keeps customers in step with Altegio's clients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comeback.bootstrap.parts import accrual_queue, attention, card_issuer, crm, main, phone_key, the_customers, the_ledger, trail

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
    from comeback.adapters.system import SystemClock
    from comeback.usecases.block_card import UnblockCard
    from comeback.usecases.follow_client import FollowClient

    unblock = UnblockCard(_set_status(customers), accrual_queue())
    return FollowClient(DynamoDirectory(main()), customers, crm(), LibraryPhones(), attention(), unblock, SystemClock())


def keep_in_step(customers: Customers) -> KeepInStep:
    """Phones, profiles, and clients who are gone."""
    from comeback.adapters.dynamodb.ledger import DynamoLedger
    from comeback.adapters.system import RandomIds, SystemClock
    from comeback.usecases.block_card import BlockCard
    from comeback.usecases.lose_client import LoseClient
    from comeback.usecases.note_change import NoteChange
    from comeback.usecases.show_name import ShowName
    from comeback.usecases.take_over_profile import TakeOverProfile
    from comeback.usecases.update_client import KeepInStep

    clock = SystemClock()
    queue = accrual_queue()
    # A mark is no entry, so the table of entries has no part in it.
    show_name = ShowName(customers, DynamoLedger(main(), main()), clock)
    return KeepInStep(
        follow=follow_client(customers),
        lose=LoseClient(customers, crm(), BlockCard(_set_status(customers))),
        take_over=TakeOverProfile(customers, NoteChange(trail(), clock, RandomIds(clock)), queue, clock, show_name),
    )


def erase_customer(customers: Customers) -> EraseCustomer:
    """Behind the accrual queue."""
    from comeback.adapters.dynamodb.erasures import DynamoErasures
    from comeback.adapters.system import SystemClock
    from comeback.usecases.erase_customer import EraseCustomer

    return EraseCustomer(customers, DynamoErasures(main(), phone_key()), the_ledger(), attention(), SystemClock())


def answer_phone_change() -> AnswerPhoneChange:
    """What a person says to a changed phone."""
    from comeback.adapters.dynamodb.programs import DynamoPrograms
    from comeback.adapters.system import RandomIds, SystemClock
    from comeback.usecases.answer_phone_change import AnswerPhoneChange

    clock, programs = SystemClock(), DynamoPrograms(main())
    return AnswerPhoneChange(the_customers(), programs, the_ledger(), card_issuer(), accrual_queue(), clock, RandomIds(clock))


def customer_calls(show: ShowCard) -> CustomerCalls:
    """What is asked about people, by systems and by hand."""
    from comeback.adapters.dynamodb.erasures import DynamoErasures
    from comeback.adapters.dynamodb.intents import DynamoIntents
    from comeback.adapters.system import SystemClock
    from comeback.usecases.change_customer import ChangeCustomer
    from comeback.usecases.erase_customer import RequestErasure
    from comeback.usecases.read_customer import ExportCustomer, ReadCustomer
    from comeback.usecases.show_name import ShowName
    from comeback.web.api.customer_routes import CustomerCalls

    clock, customers, erasures = SystemClock(), the_customers(), DynamoErasures(main(), phone_key())
    ledger, queue = the_ledger(), accrual_queue()
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
