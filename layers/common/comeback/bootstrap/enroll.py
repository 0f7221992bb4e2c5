"""Composition root of the customers' pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comeback.bootstrap.parts import main, settings, sqs

if TYPE_CHECKING:
    from comeback.usecases.enrol_customer import EnrolCustomer
    from comeback.web.customer_door import CustomerDoor


def customer_pages() -> CustomerDoor:
    """Card page and join page."""
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.directory import DynamoDirectory
    from comeback.adapters.dynamodb.google_passes import DynamoGooglePasses
    from comeback.adapters.dynamodb.passes import DynamoPasses
    from comeback.adapters.dynamodb.programs import DynamoPrograms
    from comeback.adapters.system import SystemClock
    from comeback.bootstrap.mirrors import shown_mirrors
    from comeback.bootstrap.wallets import find_card, link_keys
    from comeback.usecases.join_program import FindOffer, JoinProgram
    from comeback.usecases.show_card_page import ShowCardPage
    from comeback.web.customer_door import CustomerDoor
    from comeback.web.join import JoinCalls

    programs, connections = DynamoPrograms(main()), DynamoConnections(main())
    show = ShowCardPage(find_card(), programs, connections, DynamoPasses(main()), DynamoGooglePasses(main()), shown_mirrors())
    find = FindOffer(DynamoDirectory(main()), programs, connections)
    return CustomerDoor(show, JoinCalls(find, JoinProgram(enrol_customer(), link_keys(), SystemClock())), settings.base_url)


def enrol_customer() -> EnrolCustomer:
    """A person gets a card."""
    from comeback.adapters.aws.secrets import read_secret
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.customers import DynamoCustomers
    from comeback.adapters.dynamodb.programs import DynamoPrograms
    from comeback.adapters.phones import LibraryPhones
    from comeback.adapters.sqs.queue import SqsQueue
    from comeback.adapters.system import RandomIds, SystemClock
    from comeback.usecases.enrol_customer import EnrolCustomer
    from comeback.usecases.issue_card import IssueCard

    app = read_secret(settings.app_secret)
    clock = SystemClock()
    ids = RandomIds(clock)
    customers = DynamoCustomers(main(), bytes.fromhex(app["phone_key"]))
    return EnrolCustomer(
        programs=DynamoPrograms(main()),
        connections=DynamoConnections(main()),
        customers=customers,
        phones=LibraryPhones(),
        queue=SqsQueue(sqs(), settings.accrual_queue_url),
        issue_card=IssueCard(customers, ids, clock, app["current_link_key"]),
        clock=clock,
        ids=ids,
    )
