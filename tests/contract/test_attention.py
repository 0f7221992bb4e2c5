"""The contract of ports.attention.Attention, for both implementations."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comeback.adapters.dynamodb.attention import DynamoAttention
from comeback.domain.attention import AttentionItem, AttentionKind
from comeback.domain.errors import FieldRefused
from comeback.domain.ids import TenantId
from comeback.ports.attention import Attention
from tests import builders
from tests.memory.attention import MemoryAttention
from tests.memory.store import Store

MINE, THEIRS = builders.TENANT, builders.OTHER_TENANT
NOW = builders.FETCHED
MASKED = AttentionItem(
    AttentionKind.MASKED_PHONES, "4564", NOW, location_id=builders.LA_VISAGE, facts={"clients": 3, "right": "phones"}
)
PHONE = AttentionItem(
    AttentionKind.PHONE_CHANGED, builders.CUSTOMER, NOW + timedelta(minutes=1), program_id=builders.PROGRAM,
    customer_id=builders.CUSTOMER, card_id=builders.CARD, answers=("merge", "keep", "done"),
)  # fmt: skip


@pytest.fixture(params=["memory", "dynamodb"])
def attention(request: pytest.FixtureRequest) -> Attention:
    if request.param == "memory":
        return MemoryAttention(Store())
    return DynamoAttention(request.getfixturevalue("main_table"))


def all_of(attention: Attention, tenant: TenantId = MINE) -> list[AttentionItem]:
    return list(attention.items(tenant, 50, None)[0])


def test_an_item_is_read_as_it_was_noticed(attention: Attention) -> None:
    assert (attention.notice(MINE, MASKED), attention.notice(MINE, PHONE)) == (True, True)
    assert (attention.item(MINE, MASKED.id), attention.item(MINE, PHONE.id)) == (MASKED, PHONE)


def test_what_is_noticed_again_waits_since_it_was_noticed_first(attention: Attention) -> None:
    attention.notice(MINE, MASKED)
    attention.notice(MINE, PHONE)
    again = replace(MASKED, noticed_at=NOW + timedelta(days=1), facts={"clients": 7}, answers=("done", "wait"))

    assert not attention.notice(MINE, again)
    assert all_of(attention) == [replace(again, noticed_at=NOW), PHONE]


def test_a_settled_item_is_gone_and_settled_once(attention: Attention) -> None:
    attention.notice(MINE, MASKED)
    attention.notice(MINE, PHONE)

    assert attention.settle(MINE, MASKED.id) == MASKED
    assert (attention.settle(MINE, MASKED.id), attention.item(MINE, MASKED.id)) == (None, None)
    assert all_of(attention) == [PHONE]


def test_a_settled_item_that_is_noticed_again_is_new(attention: Attention) -> None:
    attention.notice(MINE, MASKED)
    attention.settle(MINE, MASKED.id)
    again = replace(MASKED, noticed_at=NOW + timedelta(days=1))

    assert attention.notice(MINE, again)
    assert all_of(attention) == [again]


def test_items_are_listed_by_waiting_time_and_page(attention: Attention) -> None:
    items = [replace(MASKED, subject=str(number), noticed_at=NOW - timedelta(seconds=number)) for number in range(5)]
    for item in items:
        attention.notice(MINE, item)
    first, cursor = attention.items(MINE, 2, None)
    second, following = attention.items(MINE, 2, cursor)
    third, _ = attention.items(MINE, 2, following)

    assert [*first, *second, *third] == items[::-1]


def test_items_of_another_tenant_are_not_there(attention: Attention) -> None:
    attention.notice(MINE, MASKED)
    attention.notice(MINE, PHONE)
    theirs = replace(MASKED, facts={"clients": 1})
    assert attention.notice(THEIRS, theirs)

    assert attention.settle(THEIRS, PHONE.id) is None
    assert (attention.item(THEIRS, PHONE.id), all_of(attention, THEIRS)) == (None, [theirs])
    assert all_of(attention) == [MASKED, PHONE]
    _, cursor = attention.items(MINE, 1, None)
    with pytest.raises(FieldRefused):
        attention.items(THEIRS, 1, cursor)


def test_one_matter_has_one_id() -> None:
    assert replace(MASKED, facts={}, noticed_at=NOW + timedelta(1)).id == MASKED.id
    assert len({MASKED.id, PHONE.id, replace(MASKED, subject="4565").id, replace(PHONE, subject="4564").id}) == 4
