"""The contract of ports.looks.Looks, for both implementations."""

import pytest

from comeback.adapters.dynamodb.looks import DynamoLooks
from comeback.domain.ids import TenantId
from comeback.domain.look import Look, ToldLook
from comeback.ports.looks import Looks
from tests.builders import NOON, PROGRAM, TENANT
from tests.memory.looks import MemoryLooks


@pytest.fixture(params=["memory", "dynamodb"])
def looks(request: pytest.FixtureRequest) -> Looks:
    return MemoryLooks() if request.param == "memory" else DynamoLooks(request.getfixturevalue("main_table"))


def test_the_last_look_is_remembered_for_each_tenant(looks: Looks) -> None:
    assert looks.get(TENANT, PROGRAM) is None
    looks.put(TENANT, PROGRAM, ToldLook(Look("a", "b"), NOON))
    looks.put(TENANT, PROGRAM, ToldLook(Look("c", "b"), None))
    assert looks.get(TENANT, PROGRAM) == ToldLook(Look("c", "b"), None)
    looks.put(TENANT, PROGRAM, ToldLook(Look("c", "b"), NOON))
    assert looks.get(TENANT, PROGRAM) == ToldLook(Look("c", "b"), NOON)
    assert looks.get(TenantId("tn_" + "9" * 26), PROGRAM) is None
