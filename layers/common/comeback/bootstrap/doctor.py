"""Composition root of the doctor. Each check makes what it needs when it runs: a broken part breaks no check but its own."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from comeback.bootstrap.parts import attention, main, settings, sqs, transport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from comeback.domain.diagnosis import Finding
    from comeback.domain.signing import CheckedKey
    from comeback.usecases.checks import TenantIdentities
    from comeback.usecases.examine import Check, Examine
    from comeback.usecases.watch_certificates import ExamineDaily
    from comeback.web.api.doctor_routes import DoctorDoor

_SECONDS = 20
"""The API gives up after 29."""


def examine() -> Examine:
    """All checks."""
    from comeback.usecases.examine import Examine

    checks: Mapping[str, Callable[[], Check]] = {
        "secret": _secrets, "apple_certificate": _our_certificate, "signing_identity": _identities, "google": _google,
        "altegio": _altegio, "clock": _clocks, "webhooks": _webhooks, "queue": _queues,
    }  # fmt: skip
    return Examine({name: partial(_run, make) for name, make in checks.items()}, _SECONDS)


def doctor_door() -> DoctorDoor:
    """`GET /operator/v1/doctor`."""
    from comeback.adapters.dynamodb.directory import DynamoDirectory
    from comeback.adapters.system import SystemClock
    from comeback.adapters.words import words_asked
    from comeback.bootstrap.api import operator_keys_now
    from comeback.usecases.manage_api_keys import HolderOfKey
    from comeback.web.api.doctor_routes import DoctorDoor
    from comeback.web.api.entrance import Entrance

    entrance = Entrance(HolderOfKey(DynamoDirectory(main())), operator_keys_now)
    return DoctorDoor(entrance, examine(), SystemClock(), words_asked)


def examine_daily() -> ExamineDaily:
    """Behind the schedule."""
    from comeback.adapters.system import SystemClock
    from comeback.usecases.watch_certificates import ExamineDaily, WatchCertificates

    return ExamineDaily(examine(), WatchCertificates(_tenant_identities(), attention(), SystemClock()))


def _run(make: Callable[[], Check]) -> Iterable[Finding]:
    return make()()


def _secrets() -> Check:
    from comeback.adapters.aws.secrets import SecretNotFilledError, operator_keys, read_secret
    from comeback.usecases.checks import CheckSecrets

    def missing(name: str) -> bool:
        try:
            secret = read_secret(name)
            if name == settings.operator_secret:
                operator_keys(secret)
        except SecretNotFilledError:
            return True
        return False

    names = (
        settings.altegio_secret, settings.app_secret, settings.operator_secret, settings.apple_secret, settings.google_secret
    )  # fmt: skip
    return CheckSecrets({name: partial(missing, name) for name in names}, frozenset({settings.google_secret}))


def _our_certificate() -> Check:
    from comeback.adapters.system import SystemClock
    from comeback.usecases.checks import CheckOurCertificate

    return CheckOurCertificate(_our_key, SystemClock())


def _our_key() -> CheckedKey:
    from comeback.adapters.apple.certificates import CheckAppleFiles
    from comeback.adapters.aws.secrets import read_secret
    from comeback.adapters.system import SystemClock
    from comeback.ports.signing import GivenFiles, SigningRefused

    secret = read_secret(settings.apple_secret)
    files = GivenFiles(secret["certificate_pem"], secret["private_key_pem"], secret["wwdr_pem"])
    checked = CheckAppleFiles(SystemClock())(files)
    found, configured = checked.key.names, (secret["pass_type_id"], secret["team_id"])
    if (found.pass_type_id, found.team_id) != configured:
        told = {"found": f"{found.pass_type_id}, {found.team_id}", "configured": ", ".join(configured)}
        raise SigningRefused("certificate", "doctor.apple.names", **told)
    return checked


def _tenant_identities() -> TenantIdentities:
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.signing import DynamoSigningIdentities
    from comeback.usecases.checks import TenantIdentities

    return TenantIdentities(DynamoConnections(main()), DynamoSigningIdentities(main()))


def _identities() -> Check:
    from comeback.adapters.system import SystemClock
    from comeback.usecases.checks import CheckIdentities

    return CheckIdentities(_tenant_identities(), SystemClock())


def _google() -> Check:
    from comeback.bootstrap.google import google_access
    from comeback.usecases.checks import CheckGoogle

    return CheckGoogle(google_access)


def _altegio() -> Check:
    from comeback.adapters.crm.marketplace import AltegioMarketplace
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.usecases.checks import CheckAltegio

    return CheckAltegio(AltegioMarketplace(transport(), settings.altegio_application_id), DynamoConnections(main()))


def _clocks() -> Check:
    from comeback.adapters.addresses import HttpAddresses
    from comeback.adapters.system import SystemClock
    from comeback.usecases.checks import CheckClock

    # Not Altegio's: a call without tokens would count against its limit, outside the budget.
    return CheckClock(HttpAddresses(settings.extra_ca_file), {"google": settings.google_token_url}, SystemClock())


def _webhooks() -> Check:
    from comeback.adapters.addresses import HttpAddresses
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.usecases.checks import CheckWebhooks

    return CheckWebhooks(HttpAddresses(settings.extra_ca_file), settings.base_url, DynamoConnections(main()))


def _queues() -> Check:
    from comeback.adapters.aws import clients
    from comeback.adapters.sqs.queue_states import SqsQueueStates
    from comeback.adapters.system import SystemClock
    from comeback.usecases.checks import CheckQueues

    queues = {
        "accrual": settings.accrual_queue_url, "sync": settings.sync_queue_url, "apple_push": settings.apple_push_queue_url,
        "google_push": settings.google_push_queue_url,
        "apple_batch": settings.apple_batch_queue_url, "google_batch": settings.google_batch_queue_url,
    }  # fmt: skip
    dead = {
        "accrual_dead_letter": settings.accrual_dead_letter_queue_url, "sync_dead_letter": settings.sync_dead_letter_queue_url,
        "apple_push_dead_letter": settings.apple_push_dead_letter_queue_url,
        "google_push_dead_letter": settings.google_push_dead_letter_queue_url,
        "apple_batch_dead_letter": settings.apple_batch_dead_letter_queue_url,
        "google_batch_dead_letter": settings.google_batch_dead_letter_queue_url,
        "relay_failure": settings.relay_failure_queue_url,
    }  # fmt: skip
    return CheckQueues(SqsQueueStates(sqs(), clients.client("cloudwatch", attempts=1), queues, dead, SystemClock()))
