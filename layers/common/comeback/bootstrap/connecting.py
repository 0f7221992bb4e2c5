"""Owners come, connect locations and look at them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comeback.bootstrap.parts import accrual_queue, attention, dynamodb, main, note_change, settings, transport

if TYPE_CHECKING:
    from comeback.ports.webhook_settings import WebhookDesk
    from comeback.usecases.check_connections import CheckConnections
    from comeback.usecases.connect_location import ConnectLocation
    from comeback.usecases.sign_in import StartSession
    from comeback.web.api.webhook_routes import WebhookCalls
    from comeback.web.connect import ConnectDoor


def connect_locations() -> ConnectDoor:
    """Altegio's registration redirect and lifecycle events."""
    from comeback.adapters.crm.marketplace import AltegioMarketplace
    from comeback.adapters.dynamodb.activations import DynamoActivations, DynamoConnectJobs
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.directory import DynamoDirectory
    from comeback.adapters.system import RandomIds, SystemClock
    from comeback.usecases.connect_locations import ConnectLocations
    from comeback.usecases.lifecycle_event import LifecycleEvent
    from comeback.web.connect import ConnectDoor
    from comeback.web.requests import CookieJar

    clock = SystemClock()
    connections = DynamoConnections(main())
    token = transport().partner_token
    connect = ConnectLocations(
        connect=connect_location(),
        connections=connections,
        jobs=DynamoConnectJobs(main()),
        queue=accrual_queue(),
        start_session=start_session(),
        clock=clock,
        ids=RandomIds(clock),
        partner_token=token,
    )
    application = settings.altegio_application_id
    marketplace = AltegioMarketplace(transport(), application)
    lifecycle = LifecycleEvent(
        DynamoDirectory(main()), connections, DynamoActivations(main()), marketplace, token, application
    )  # fmt: skip
    return ConnectDoor(connect, lifecycle, CookieJar(settings.base_url))


def check_connections() -> CheckConnections:
    """The daily comparison of connections with Altegio's installations."""
    from comeback.adapters.crm.marketplace import AltegioMarketplace
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.programs import DynamoPrograms
    from comeback.adapters.system import SystemClock
    from comeback.usecases.check_connections import CheckConnections

    marketplace = AltegioMarketplace(transport(), settings.altegio_application_id)
    return CheckConnections(DynamoConnections(main()), marketplace, SystemClock(), DynamoPrograms(main()))


def connect_location() -> ConnectLocation:
    """One location's way from pending to connected."""
    from comeback.adapters.crm.marketplace import AltegioMarketplace
    from comeback.adapters.dynamodb.activations import DynamoActivations
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.directory import DynamoDirectory
    from comeback.adapters.system import RandomIds, SystemClock
    from comeback.usecases.connect_location import ConnectLocation

    clock = SystemClock()
    return ConnectLocation(
        connections=DynamoConnections(main()),
        directory=DynamoDirectory(main()),
        activations=DynamoActivations(main()),
        marketplace=AltegioMarketplace(transport(), settings.altegio_application_id),
        clock=clock,
        ids=RandomIds(clock),
        base_url=settings.base_url,
        note=note_change(),
    )


def webhook_calls() -> WebhookCalls:
    """Webhook settings of a location and the secret in our address."""
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.system import RandomIds, SystemClock
    from comeback.usecases.webhook_settings import ReadWebhookSettings, WriteWebhookSettings
    from comeback.web.api.webhook_routes import WebhookCalls

    clock = SystemClock()
    read = ReadWebhookSettings(DynamoConnections(main()), webhook_desk, attention(), clock, settings.base_url)
    return WebhookCalls(read, WriteWebhookSettings(read, RandomIds(clock)))


def webhook_desk() -> WebhookDesk:
    """Late, because it loads an HTTP client that most requests do not need."""
    from comeback.adapters.crm.webhook_settings import AltegioWebhookDesk

    return AltegioWebhookDesk(transport())


def start_session() -> StartSession:
    """Sessions of the console."""
    from comeback.adapters.dynamodb.sessions import DynamoSessions
    from comeback.adapters.system import RandomIds, SystemClock
    from comeback.usecases.sign_in import StartSession

    clock = SystemClock()
    return StartSession(DynamoSessions(dynamodb(), settings.sessions_table), RandomIds(clock), clock)
