"""The contract of ports.api_keys.ApiKeys, for both implementations."""

from datetime import UTC, datetime

import pytest

from comeback.adapters.dynamodb.api_keys import DynamoApiKeys
from comeback.adapters.dynamodb.directory import DynamoDirectory
from comeback.domain.ids import ApiKeyId, render_id
from comeback.ports.api_keys import ApiKey, ApiKeys
from comeback.ports.directory import ApiKeyHolder, Directory
from tests import builders
from tests.memory.api_keys import MemoryApiKeys
from tests.memory.directory import MemoryDirectory
from tests.memory.store import Store

MINE, THEIRS = builders.TENANT, builders.OTHER_TENANT
NOW = datetime(2026, 9, 21, 10, 0, tzinfo=UTC)


@pytest.fixture(params=["memory", "dynamodb"])
def adapters(request: pytest.FixtureRequest) -> tuple[ApiKeys, Directory]:
    if request.param == "memory":
        store = Store()
        return MemoryApiKeys(store), MemoryDirectory(store)
    table = request.getfixturevalue("main_table")
    return DynamoApiKeys(table), DynamoDirectory(table)


@pytest.fixture
def api_keys(adapters: tuple[ApiKeys, Directory]) -> ApiKeys:
    return adapters[0]


@pytest.fixture
def directory(adapters: tuple[ApiKeys, Directory]) -> Directory:
    return adapters[1]


def a_key(number: int) -> ApiKey:
    return ApiKey(ApiKeyId(render_id("ak", number, bytes(10))), f"{number:064x}", NOW)


def test_a_key_leads_to_its_tenant(api_keys: ApiKeys, directory: Directory) -> None:
    api_keys.add(MINE, a_key(1))
    api_keys.add(THEIRS, a_key(2))
    assert directory.api_key(a_key(1).digest) == ApiKeyHolder(MINE, a_key(1).id)
    assert directory.api_key(a_key(2).digest) == ApiKeyHolder(THEIRS, a_key(2).id)
    assert directory.api_key(a_key(3).digest) is None


def test_a_tenant_sees_its_own_keys_oldest_first(api_keys: ApiKeys) -> None:
    for number in (3, 1):
        api_keys.add(MINE, a_key(number))
    api_keys.add(THEIRS, a_key(2))
    assert api_keys.of_tenant(MINE) == [a_key(1), a_key(3)]


def test_a_revoked_key_opens_nothing(api_keys: ApiKeys, directory: Directory) -> None:
    api_keys.add(MINE, a_key(1))
    assert api_keys.revoke(MINE, a_key(1).id)
    assert directory.api_key(a_key(1).digest) is None
    assert api_keys.of_tenant(MINE) == []
    assert not api_keys.revoke(MINE, a_key(1).id)


def test_nobody_revokes_another_tenants_key(api_keys: ApiKeys, directory: Directory) -> None:
    api_keys.add(MINE, a_key(1))
    assert not api_keys.revoke(THEIRS, a_key(1).id)
    assert directory.api_key(a_key(1).digest) is not None
