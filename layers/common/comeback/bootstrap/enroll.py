"""Composition root of the customers' pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comeback.bootstrap.parts import accrual_queue, card_issuer, main, settings, the_customers

if TYPE_CHECKING:
    from comeback.usecases.enrol_customer import EnrolCustomer
    from comeback.web.customer_door import CustomerDoor
    from comeback.web.join import JoinCalls


def customer_pages() -> CustomerDoor:
    """Card page and join page."""
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.google_passes import DynamoGooglePasses
    from comeback.adapters.dynamodb.passes import DynamoPasses
    from comeback.adapters.dynamodb.programs import DynamoPrograms
    from comeback.adapters.words import language_names, words_asked
    from comeback.bootstrap.mirrors import shown_mirrors
    from comeback.bootstrap.wallets import find_card
    from comeback.usecases.show_card_page import ShowCardPage
    from comeback.usecases.show_card_state import ShowCardState
    from comeback.web.card_page import CardCalls
    from comeback.web.customer_door import CustomerDoor
    from comeback.web.readers import Languages

    programs, connections, find = DynamoPrograms(main()), DynamoConnections(main()), find_card()
    passes, google = DynamoPasses(main()), DynamoGooglePasses(main())
    show = ShowCardPage(find, programs, connections, passes, google, shown_mirrors())
    card, languages = CardCalls(show, ShowCardState(find, passes, google)), Languages(words_asked, language_names())
    return CustomerDoor(card, _join_calls(), languages, settings.base_url)


def _join_calls() -> JoinCalls:
    from comeback.adapters.aws.secrets import read_secret
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.directory import DynamoDirectory
    from comeback.adapters.dynamodb.join_counts import DynamoJoinCounts
    from comeback.adapters.dynamodb.programs import DynamoPrograms
    from comeback.adapters.system import SystemClock
    from comeback.bootstrap.wallets import link_keys
    from comeback.usecases.join_program import FindOffer, JoinProgram
    from comeback.usecases.limit_joins import LimitJoins
    from comeback.usecases.time_form import TimeForm
    from comeback.web.join import JoinCalls

    clock, keys, key_id = SystemClock(), link_keys(), read_secret(settings.app_secret)["current_link_key"]
    return JoinCalls(
        find=FindOffer(DynamoDirectory(main()), DynamoPrograms(main()), DynamoConnections(main())),
        join=JoinProgram(enrol_customer(), keys, clock),
        time=TimeForm(keys, key_id, clock),
        limit=LimitJoins(DynamoJoinCounts(main()), keys, key_id, clock),
    )


def enrol_customer() -> EnrolCustomer:
    """A person gets a card."""
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.programs import DynamoPrograms
    from comeback.adapters.phones import LibraryPhones
    from comeback.adapters.system import RandomIds, SystemClock
    from comeback.usecases.enrol_customer import EnrolCustomer

    clock = SystemClock()
    return EnrolCustomer(
        programs=DynamoPrograms(main()),
        connections=DynamoConnections(main()),
        customers=the_customers(),
        phones=LibraryPhones(),
        queue=accrual_queue(),
        issue_card=card_issuer(),
        clock=clock,
        ids=RandomIds(clock),
    )
