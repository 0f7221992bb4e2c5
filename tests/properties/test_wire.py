"""DynamoDB's typed attributes, compared with boto3's own."""

from typing import Any

import pytest
from boto3.dynamodb.types import TypeDeserializer
from hypothesis import given
from hypothesis import strategies as st

from comeback.adapters.dynamodb.wire import from_wire, to_wire

_TEXT = st.text(max_size=12)
_LEAVES = (
    _TEXT | st.integers(-(10**18), 10**18) | st.booleans()
    | st.sets(_TEXT, min_size=1, max_size=4) | st.sets(st.integers(-(10**9), 10**9), min_size=1, max_size=4)
)  # fmt: skip
_VALUES = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4), max_leaves=5
)
ITEMS = st.dictionaries(_TEXT, _VALUES, max_size=5)


@given(ITEMS)
def test_what_is_stored_comes_back(item: dict[str, Any]) -> None:
    assert from_wire(to_wire(item)) == item


@given(ITEMS)
def test_boto3_reads_the_same(item: dict[str, Any]) -> None:
    deserialize = TypeDeserializer().deserialize
    assert {name: deserialize(value) for name, value in to_wire(item).items()} == item


def test_none_is_left_out() -> None:
    assert to_wire({"gone": None, "there": True}) == {"there": {"BOOL": True}}


@pytest.mark.parametrize("value", [1.5, b"bytes", set(), {1.5}, {"a", 1}, object()])
def test_what_items_do_not_hold_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        to_wire({"value": value})
