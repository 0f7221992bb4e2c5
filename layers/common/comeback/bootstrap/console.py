"""Composition of the owner's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comeback.bootstrap.api import card_calls, design_calls, program_calls, sync_calls, tenant_calls, witness
from comeback.bootstrap.auditing import drift_calls
from comeback.bootstrap.balances import attention, balance_calls
from comeback.bootstrap.connecting import start_session, webhook_calls
from comeback.bootstrap.crm_writing import delivery_calls
from comeback.bootstrap.mirrors import loyalty
from comeback.bootstrap.parts import dynamodb, main, settings, trail
from comeback.bootstrap.people import customer_calls
from comeback.bootstrap.previews import preview_card
from comeback.bootstrap.recalculations import recalculation_calls

if TYPE_CHECKING:
    from comeback.web.console.calls import ConsoleCalls, KeyCalls
    from comeback.web.console.door import ConsoleDoor


def console() -> ConsoleDoor:
    """Everything under `/console`."""
    from comeback.adapters.dynamodb.sessions import DynamoSessions
    from comeback.adapters.system import SystemClock
    from comeback.web.console.door import ConsoleDoor
    from comeback.web.requests import CookieJar
    from comeback.web.session import Gate

    sessions = DynamoSessions(dynamodb(), settings.sessions_table)
    gate = Gate(sessions, SystemClock(), CookieJar(settings.base_url), settings.base_url)
    return ConsoleDoor(gate, _calls(), start_session(), witness())


def _calls() -> ConsoleCalls:
    from comeback.adapters.dynamodb.activations import DynamoConnectJobs
    from comeback.adapters.dynamodb.signing import DynamoSigningIdentities
    from comeback.adapters.system import RandomIds, SystemClock
    from comeback.adapters.words import language_names
    from comeback.usecases.list_choices import ListChoices
    from comeback.web.console.calls import ConsoleCalls

    clock = SystemClock()
    cards = card_calls()
    return ConsoleCalls(
        programs=program_calls(),
        recalculations=recalculation_calls(),
        cards=cards,
        tenant=tenant_calls(),
        sync=sync_calls(),
        balances=balance_calls(cards),
        customers=customer_calls(cards.show),
        deliveries=delivery_calls(cards.read, cards.find.customers),
        attention=attention(cards.read),
        trail=trail(),
        keys=_key_calls(),
        drift=drift_calls(),
        webhooks=webhook_calls(),
        jobs=DynamoConnectJobs(main()),
        clock=clock,
        ids=RandomIds(clock),
        choices=ListChoices(loyalty),
        identities=DynamoSigningIdentities(main()),
        preview=preview_card(),
        designs=design_calls(),
        languages=language_names(),
    )


def _key_calls() -> KeyCalls:
    from comeback.adapters.dynamodb.api_keys import DynamoApiKeys
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.system import RandomIds, SystemClock
    from comeback.usecases.manage_api_keys import CreateApiKey, RevokeApiKey
    from comeback.web.console.calls import KeyCalls

    clock, keys = SystemClock(), DynamoApiKeys(main())
    return KeyCalls(keys, CreateApiKey(DynamoConnections(main()), keys, RandomIds(clock), clock), RevokeApiKey(keys))
