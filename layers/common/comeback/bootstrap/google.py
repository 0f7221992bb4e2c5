"""Composition root of what talks to Google Wallet."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from comeback.bootstrap.parts import main, settings, sqs, the_ledger

if TYPE_CHECKING:
    from collections.abc import Callable

    from comeback.adapters.google.account import ServiceAccount
    from comeback.adapters.google.http import GoogleHttp
    from comeback.adapters.google.tokens import AccessTokens
    from comeback.adapters.google.wallet import RestGoogleWallet
    from comeback.messages import GoogleMessage
    from comeback.ports.budget import Budget
    from comeback.ports.crm import Lane
    from comeback.usecases.offer_google import OfferGoogle
    from comeback.usecases.receive_google_callback import ReceiveGoogleCallback
    from comeback.usecases.write_google_object import WriteGoogleObject

# Who has no haste waits so long for its turn: less than its function may run.
_PATIENCE = 30.0


def google_update() -> Callable[[GoogleMessage], str]:
    """Changed cards and programs to Google; answers with the outcome."""
    from random import randint

    from comeback.adapters.dynamodb.customers import DynamoCustomers
    from comeback.adapters.dynamodb.google_passes import DynamoGooglePasses
    from comeback.adapters.dynamodb.messages import DynamoMessages
    from comeback.adapters.sqs.queue import SqsQueue
    from comeback.adapters.system import SystemClock
    from comeback.messages import CardChanged
    from comeback.ports.crm import Lane
    from comeback.usecases.publish_program import PublishProgram
    from comeback.usecases.push_google import PushGoogle
    from comeback.usecases.speak import Speak

    queue = SqsQueue(sqs(), settings.google_push_queue_url)
    publish = PublishProgram(write_google_object(Lane.REST), queue)
    push = PushGoogle(
        customers=DynamoCustomers(main(), b""),
        passes=DynamoGooglePasses(main()),
        write=write_google_object(Lane.LIVE),
        speak=Speak(DynamoMessages(main()), SystemClock()),
        queue=queue,
        clock=SystemClock(),
        pause=timedelta(seconds=settings.coalesce_seconds),
        jitter=lambda seconds: randint((seconds + 1) // 2, seconds),
    )

    def handle(message: GoogleMessage) -> str:
        return push(message) if isinstance(message, CardChanged) else publish(message)

    return handle


@cache
def offer_google() -> OfferGoogle:
    """The way of a card into Google Wallet."""
    from comeback.adapters.dynamodb.customers import DynamoCustomers
    from comeback.adapters.dynamodb.google_passes import DynamoGooglePasses
    from comeback.bootstrap.wallets import find_card
    from comeback.ports.crm import Lane
    from comeback.usecases.offer_google import OfferGoogle

    return OfferGoogle(find_card(), DynamoCustomers(main(), b""), DynamoGooglePasses(main()), write_google_object(Lane.REST))


@cache
def receive_google_callback() -> ReceiveGoogleCallback:
    """Saves and removals. Raises GoogleAbsentError."""
    from comeback.adapters.dynamodb.directory import DynamoDirectory
    from comeback.adapters.dynamodb.google_passes import DynamoGooglePasses
    from comeback.adapters.google.callbacks import HttpRootKeys, verify_ecdsa
    from comeback.adapters.system import SystemClock
    from comeback.usecases.receive_google_callback import ReceiveGoogleCallback

    clock = SystemClock()
    return ReceiveGoogleCallback(
        issuer_id=_account().issuer_id,
        keys=HttpRootKeys(_http(), settings.google_keys_url, clock),
        verify=verify_ecdsa,
        directory=DynamoDirectory(main()),
        passes=DynamoGooglePasses(main()),
        clock=clock,
    )


def write_google_object(lane: Lane) -> WriteGoogleObject:
    """Balances go first, then people who add their card and classes, then batches."""
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.customers import DynamoCustomers
    from comeback.adapters.dynamodb.programs import DynamoPrograms
    from comeback.adapters.words import words_for
    from comeback.bootstrap.mirrors import shown_mirrors
    from comeback.usecases.write_google_object import ReadCardContent, WriteGoogleObject

    read = ReadCardContent(
        customers=DynamoCustomers(main(), b""),
        programs=DynamoPrograms(main()),
        connections=DynamoConnections(main()),
        ledger=the_ledger(),
        mirrors=shown_mirrors(),
        words=words_for,
    )
    return WriteGoogleObject(read, google_wallet(lane), settings.base_url)


@cache
def google_wallet(lane: Lane) -> RestGoogleWallet:
    """Google's API in a lane of the shared budget."""
    from comeback.adapters.google.http import GoogleHttp
    from comeback.adapters.google.pace import SharedPace
    from comeback.adapters.google.wallet import RestGoogleWallet
    from comeback.adapters.system import SystemClock
    from comeback.ports.crm import Lane

    pace = SharedPace(_budget(), lane, _PATIENCE if lane is Lane.AUDIT else 0.0)
    http = GoogleHttp(_http().client, pace)
    return RestGoogleWallet(http, _tokens(), settings.google_wallet_url, _account, SystemClock())


def google_access() -> None:
    """A token, and a look at a class that nobody has made: Google tells first whether we may look. Raises GoogleError."""
    from contextlib import suppress

    from comeback.ports.crm import Lane
    from comeback.ports.google_wallet import GoogleMissingError

    wallet = google_wallet(Lane.REST)
    with suppress(GoogleMissingError):
        wallet.objects_of(f"{wallet.issuer_id}.doctor", None)


@cache
def _budget() -> Budget:
    from comeback.adapters.dynamodb import keys
    from comeback.adapters.dynamodb.budget import DynamoBudget
    from comeback.adapters.google.pace import PER_MINUTE, PER_SECOND
    from comeback.adapters.system import SystemClock

    return DynamoBudget(main(), SystemClock(), PER_SECOND, PER_MINUTE, key=keys.limiter("google"))


@cache
def _tokens() -> AccessTokens:
    from comeback.adapters.google.tokens import AccessTokens
    from comeback.adapters.system import SystemClock

    return AccessTokens(_http(), settings.google_token_url, SystemClock())


@cache
def _http() -> GoogleHttp:
    """For keys and tokens, which nobody counts."""
    from comeback.adapters.google.http import GoogleHttp, http_client

    return GoogleHttp(http_client(settings.extra_ca_file))


def _account() -> ServiceAccount:
    """Read when it is first needed, so that a stage without one serves everything else."""
    from comeback.adapters.aws.secrets import SecretNotFilledError, read_secret
    from comeback.adapters.google.account import ServiceAccount
    from comeback.ports.google_wallet import GoogleAbsentError

    try:
        return ServiceAccount(read_secret(settings.google_secret))
    except SecretNotFilledError as problem:
        raise GoogleAbsentError("there is no service account here") from problem
