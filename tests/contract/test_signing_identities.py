"""The contracts of ports.signing's stores, for both implementations each."""

from dataclasses import replace
from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

from comeback.adapters.aws.signing_keys import SecretSigningKeys
from comeback.adapters.dynamodb.signing import DynamoSigningIdentities
from comeback.domain.ids import SigningIdentityId, TenantId
from comeback.domain.signing import PassIdentity, SigningIdentity, SigningKey
from comeback.ports.signing import PassTypeTaken, SigningIdentities, SigningKeys
from tests import builders
from tests.memory.signing import MemorySigningIdentities, MemorySigningKeys
from tests.memory.store import Store

MINE, THEIRS = builders.TENANT, builders.OTHER_TENANT
NOW = builders.FETCHED
KEY = SigningKey(PassIdentity("pass.com.example.one", "TEAM000001"), "certificate", "private key", "intermediate")


@pytest.fixture(params=["memory", "dynamodb"])
def identities(request: pytest.FixtureRequest) -> SigningIdentities:
    if request.param == "memory":
        return MemorySigningIdentities(Store())
    return DynamoSigningIdentities(request.getfixturevalue("main_table"))


@pytest.fixture(params=["memory", "secrets"])
def keys(request: pytest.FixtureRequest) -> SigningKeys:
    if request.param == "memory":
        return MemorySigningKeys()
    return SecretSigningKeys(request.getfixturevalue("aws").secrets, f"stack-{request.node.name}/signing")


def number(value: int) -> SigningIdentityId:
    return SigningIdentityId(f"si_{value:026d}")


def an_identity(value: int = 1, pass_type: str = "pass.com.example.one") -> SigningIdentity:
    return SigningIdentity(number(value), PassIdentity(pass_type, "TEAM000001"), "f" * 64, NOW + timedelta(days=365), NOW)


def test_an_identity_is_found_as_it_was_added_and_listed_by_age(identities: SigningIdentities) -> None:
    second, first = an_identity(2, "pass.com.example.two"), an_identity(1)
    for one in (second, first):
        identities.add(MINE, one)

    assert identities.get(MINE, first.id) == first
    assert identities.of_tenant(MINE) == [first, second]
    assert identities.get(MINE, number(3)) is None


def test_an_identity_of_another_tenant_is_not_there(identities: SigningIdentities) -> None:
    identities.add(MINE, an_identity())

    assert identities.get(THEIRS, an_identity().id) is None
    assert identities.of_tenant(THEIRS) == []


@pytest.mark.parametrize("tenant", [MINE, THEIRS])
def test_a_pass_type_belongs_to_one_identity(identities: SigningIdentities, tenant: TenantId) -> None:
    identities.add(MINE, an_identity(1))

    with pytest.raises(PassTypeTaken):
        identities.add(tenant, an_identity(2))
    assert [one.id for one in (*identities.of_tenant(MINE), *identities.of_tenant(THEIRS))] == [number(1)]


def test_a_renewal_takes_the_place_of_what_was_known(identities: SigningIdentities) -> None:
    identities.add(MINE, an_identity())
    renewed = replace(an_identity(), fingerprint="0" * 64, ends_at=NOW + timedelta(days=700), renewed_at=NOW)
    identities.renew(MINE, renewed)

    assert identities.of_tenant(MINE) == [renewed]


def test_the_key_that_was_written_last_is_read(keys: SigningKeys) -> None:
    keys.write(number(1), KEY)
    keys.write(number(2), replace(KEY, certificate="another"))
    assert keys.read(number(1)) == KEY
    keys.write(number(1), replace(KEY, certificate="the next one"))

    assert keys.read(number(1)) == replace(KEY, certificate="the next one")
    assert keys.read(number(2)).certificate == "another"


def test_a_key_that_was_never_written_is_not_there(keys: SigningKeys) -> None:
    with pytest.raises(LookupError):
        keys.read(number(9))


@pytest.mark.parametrize("code", ["AccessDeniedException", "InternalServiceError"])
def test_a_refusal_of_the_store_is_no_missing_key(code: str) -> None:
    class Refusing:
        def get_secret_value(self, **_: str) -> None:
            raise ClientError({"Error": {"Code": code, "Message": ""}}, "GetSecretValue")

        def create_secret(self, **_: str) -> None:
            raise ClientError({"Error": {"Code": code, "Message": ""}}, "CreateSecret")

    keys = SecretSigningKeys(Refusing(), "stack/signing")  # type: ignore[arg-type]  # two calls are all it uses
    with pytest.raises(ClientError):
        keys.read(number(1))
    with pytest.raises(ClientError):
        keys.write(number(1), KEY)
