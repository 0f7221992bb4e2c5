"""Reads that DynamoDB answers in part."""

from typing import Any

import pytest

from comeback.adapters.dynamodb.card_items import card_item
from comeback.adapters.dynamodb.customers import DynamoCustomers
from comeback.adapters.dynamodb.wire import to_wire
from tests import builders
from tests.contract.books import MINE
from tests.contract.scripted import Scripted


@pytest.fixture
def aws() -> Scripted:
    return Scripted("dynamodb")


def batch(numbers: list[int], kept_back: list[int]) -> dict[str, Any]:
    keys = [{"pk": {"S": "L#1"}, "sk": {"S": f"CL#{number}"}} for number in numbers]
    unprocessed = [{"pk": {"S": "L#1"}, "sk": {"S": f"CL#{number}"}} for number in kept_back]
    return {
        "Responses": {"main": [{**key, "customer_id": {"S": "cu_1"}} for key in keys]},
        "UnprocessedKeys": {"main": {"Keys": unprocessed}} if unprocessed else {},
    }


def test_keys_that_a_batch_kept_back_are_asked_for_again(aws: Scripted) -> None:
    aws.answers("batch_get_item", batch([1], [2, 3]), batch([2], [3]), batch([3], []))
    assert len(aws.table.get_all([("L#1", f"CL#{number}") for number in (1, 2, 3)])) == 3
    assert len(aws.pauses) == 2


def test_a_batch_that_is_never_answered_is_not_taken_for_the_whole(aws: Scripted) -> None:
    aws.answers("batch_get_item", *[batch([], [1])] * 8)
    with pytest.raises(TimeoutError):
        aws.table.get_all([("L#1", "CL#1")])


def test_a_query_goes_on_to_its_last_page(aws: Scripted) -> None:
    card = builders.card()
    for last in ({"pk": {"S": "a"}, "sk": {"S": "b"}}, None):
        aws.answers("query", {"Items": [to_wire(card_item(card))], **({"LastEvaluatedKey": last} if last else {})})
    assert DynamoCustomers(aws.table, b"k").cards(MINE, builders.CUSTOMER) == [card, card]
