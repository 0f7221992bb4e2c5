"""Whose certificate signs: identities of tenants, their keys, and who signs and pushes with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comeback.bootstrap.parts import main, settings

if TYPE_CHECKING:
    from comeback.adapters.apple.pushes import StoredPushes
    from comeback.adapters.apple.signers import StoredSigners
    from comeback.adapters.aws.signing_keys import SecretSigningKeys
    from comeback.adapters.dynamodb.signing import DynamoSigningIdentities
    from comeback.usecases.save_signing_identity import SaveSigningIdentity
    from comeback.web.api.signing_routes import SigningCalls


def signing_calls() -> SigningCalls:
    """What owners do with their certificates."""
    from comeback.adapters.dynamodb.programs import DynamoPrograms
    from comeback.adapters.system import SystemClock
    from comeback.adapters.words import words_asked
    from comeback.usecases.choose_signing_identity import ChooseSigningIdentity
    from comeback.web.api.signing_routes import SigningCalls

    identities, programs, clock = _identities(), DynamoPrograms(main()), SystemClock()
    choose = ChooseSigningIdentity(programs, identities, clock)
    return SigningCalls(identities, _save, choose, programs, clock, words_asked)


def signers() -> StoredSigners:
    """Our certificate, and those of tenants when one of their cards is asked for."""
    from comeback.adapters.apple.signers import StoredSigners
    from comeback.adapters.aws.secrets import read_secret

    return StoredSigners(read_secret(settings.apple_secret), _identities(), _keys())


def pushes() -> StoredPushes:
    """A connection for each pass type."""
    from comeback.adapters.apple.push import Http2ApplePush, client_context
    from comeback.adapters.apple.pushes import StoredPushes
    from comeback.adapters.aws.secrets import read_secret
    from comeback.adapters.dynamodb.programs import DynamoPrograms

    def connect(topic: str, certificate: str, private_key: str) -> Http2ApplePush:
        context = client_context(certificate, private_key, settings.extra_ca_file)
        return Http2ApplePush(settings.apns_url, topic, context, push_type=settings.apns_push_type)

    return StoredPushes(connect, read_secret(settings.apple_secret), DynamoPrograms(main()), _identities(), _keys())


def _save() -> SaveSigningIdentity:
    from comeback.adapters.apple.certificates import CheckAppleFiles
    from comeback.adapters.system import RandomIds, SystemClock
    from comeback.usecases.save_signing_identity import SaveSigningIdentity

    clock = SystemClock()
    return SaveSigningIdentity(_identities(), _keys(), CheckAppleFiles(clock), clock, RandomIds(clock))


def _identities() -> DynamoSigningIdentities:
    from comeback.adapters.dynamodb.signing import DynamoSigningIdentities

    return DynamoSigningIdentities(main())


def _keys() -> SecretSigningKeys:
    from comeback.adapters.aws import clients
    from comeback.adapters.aws.signing_keys import SecretSigningKeys

    return SecretSigningKeys(clients.client("secretsmanager"), settings.signing_secrets)
