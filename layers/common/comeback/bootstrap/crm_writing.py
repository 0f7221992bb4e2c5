"""Composition of everything that writes to Altegio."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from comeback.bootstrap.parts import accrual_queue, attention, crm, main, settings, transport

if TYPE_CHECKING:
    from collections.abc import Callable

    from comeback.adapters.crm.writes import AltegioWrites
    from comeback.messages import CustomerEnrolled
    from comeback.ports.customers import Customers
    from comeback.usecases.read_cards import ReadCard
    from comeback.usecases.send_due_links import SendDueLinks
    from comeback.usecases.write_once import WriteOnce
    from comeback.web.api.delivery_routes import DeliveryCalls


def write_routes(customers: Customers, look_up: Callable[[CustomerEnrolled], int]) -> dict[type[Any], Callable[[Any], Any]]:
    """Messages whose work is to write; `look_up` finds those who enrolled."""
    from comeback import messages
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.delivery_counts import DynamoDeliveryCounts
    from comeback.adapters.dynamodb.directory import DynamoDirectory
    from comeback.adapters.dynamodb.google_passes import DynamoGooglePasses
    from comeback.adapters.dynamodb.passes import DynamoPasses
    from comeback.adapters.dynamodb.programs import DynamoPrograms
    from comeback.adapters.system import SystemClock
    from comeback.bootstrap.mirrors import loyalty
    from comeback.bootstrap.wallets import link_keys
    from comeback.usecases.deliver_link import DeliverLink
    from comeback.usecases.enrol_in_crm import CreateCrmClient, EnrolInCrm
    from comeback.usecases.issue_loyalty_card import IssueLoyaltyCard
    from comeback.usecases.note_cards import NoteCards
    from comeback.usecases.send_profile import SendProfile

    directory, programs, clock = DynamoDirectory(main()), DynamoPrograms(main()), SystemClock()
    writes, once, queue = _writes(), _write_once(), accrual_queue()
    passes, google = DynamoPasses(main()), DynamoGooglePasses(main())
    counts, connections = DynamoDeliveryCounts(main()), DynamoConnections(main())
    keys, base_url = link_keys(), settings.base_url
    create = CreateCrmClient(directory, programs, customers, crm(), writes, once)
    return {
        messages.CustomerEnrolled: EnrolInCrm(look_up, create, customers, queue),
        messages.LoyaltyCardWanted: IssueLoyaltyCard(directory, programs, customers, loyalty(), writes, once, queue, clock),
        messages.CardNoteDue: NoteCards(
            directory, programs, customers, passes, google, writes, once, keys, base_url
        ),
        messages.ProfileToSend: SendProfile(directory, programs, customers, crm(), writes, once),
        messages.LinkDue: DeliverLink(
            directory, programs, connections, customers, counts, writes, once, keys, base_url, clock
        ),
    }  # fmt: skip


def send_due_links() -> SendDueLinks:
    """The scheduled look for links whose hour has come."""
    from comeback.adapters.dynamodb.intents import DynamoIntents
    from comeback.adapters.system import SystemClock
    from comeback.usecases.send_due_links import SendDueLinks

    return SendDueLinks(DynamoIntents(main()), accrual_queue(), SystemClock())


def delivery_calls(read_card: ReadCard, customers: Customers) -> DeliveryCalls:
    """What an owner asks about links."""
    from comeback.adapters.dynamodb.directory import DynamoDirectory
    from comeback.adapters.dynamodb.intents import DynamoIntents
    from comeback.adapters.dynamodb.programs import DynamoPrograms
    from comeback.adapters.system import RandomIds, SystemClock
    from comeback.usecases.send_again import PreviewDeliveries, SendAgain
    from comeback.web.api.delivery_routes import DeliveryCalls

    clock, intents, programs = SystemClock(), DynamoIntents(main()), DynamoPrograms(main())
    again = SendAgain(
        read_card, DynamoDirectory(main()), programs, customers, intents, attention(),
        accrual_queue(), RandomIds(clock), clock,
    )  # fmt: skip
    return DeliveryCalls(again, PreviewDeliveries(programs, customers, intents, clock))


def _writes() -> AltegioWrites:
    from comeback.adapters.crm.writes import AltegioWrites

    return AltegioWrites(transport())


def _write_once() -> WriteOnce:
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.intents import DynamoIntents
    from comeback.adapters.system import RandomIds, SystemClock
    from comeback.usecases.write_once import WriteOnce

    clock = SystemClock()
    return WriteOnce(DynamoIntents(main()), attention(), DynamoConnections(main()), clock, RandomIds(clock))
