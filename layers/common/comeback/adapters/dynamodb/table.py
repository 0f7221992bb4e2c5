"""A thin layer over the DynamoDB client: plain dicts in and out, keys as pairs, strongly consistent by default.

The low-level client, never the resource: it is cheaper to import and shows cancellation reasons.
"""

from __future__ import annotations

import time
from random import uniform
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from comeback.adapters.dynamodb.cursors import refusal
from comeback.adapters.dynamodb.errors import code_of, is_conflict
from comeback.adapters.dynamodb.wire import from_wire, to_wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from mypy_boto3_dynamodb import DynamoDBClient

    from comeback.adapters.dynamodb.keys import Key
    from comeback.adapters.dynamodb.wire import Item

_BATCH_TRIES = 8
_CONFLICT_TRIES = 4

Leg = dict[str, Any]
"""One action of a transaction, in the request's own form."""


def key_of(key: Key) -> dict[str, Any]:
    """The primary key of a pair."""
    return {"pk": {"S": key[0]}, "sk": {"S": key[1]}}


class Table:
    """One table; shared by the adapters of a process."""

    def __init__(self, client: DynamoDBClient, name: str, pause: Callable[[float], None] = time.sleep) -> None:
        """`client` keeps its own retries for throttling and 5xx; `pause` is for tests."""
        self.client = client
        self.name = name
        self._pause = pause

    def get(self, key: Key) -> Item | None:
        """One item, strongly consistent."""
        answer = self.client.get_item(TableName=self.name, Key=key_of(key), ConsistentRead=True)
        return from_wire(answer["Item"]) if "Item" in answer else None

    def get_all(self, keys: Iterable[Key]) -> dict[Key, Item]:
        """Many items by key, strongly consistent; missing ones are left out. At most 100 keys a request."""
        wanted = list(dict.fromkeys(keys))
        found: dict[Key, Item] = {}
        for start in range(0, len(wanted), 100):
            self._get_batch(wanted[start : start + 100], found)
        return found

    def _get_batch(self, keys: Sequence[Key], found: dict[Key, Item]) -> None:
        request: Any = {self.name: {"Keys": [key_of(key) for key in keys], "ConsistentRead": True}}
        for attempt in range(_BATCH_TRIES):
            answer = self.client.batch_get_item(RequestItems=request)
            for attributes in answer["Responses"].get(self.name, []):
                item = from_wire(attributes)
                found[item["pk"], item["sk"]] = item
            request = answer.get("UnprocessedKeys")
            if not request:
                return
            self._pause(uniform(0.5, 1) * min(2**attempt * 0.05, 2))
        raise TimeoutError("DynamoDB kept back keys of a batch")

    def put(self, key: Key, item: Mapping[str, Any], **condition: Any) -> None:
        """Store an item under a key; `condition` are the request's condition parameters."""
        wire = to_wire({"pk": key[0], "sk": key[1], **item})
        self._write(lambda: self.client.put_item(TableName=self.name, Item=wire, **condition))

    def delete(self, key: Key) -> None:
        """Remove an item; one that is not there is no error."""
        self._write(lambda: self.client.delete_item(TableName=self.name, Key=key_of(key)))

    def take(self, key: Key) -> Item | None:
        """Remove an item and answer with it; None for one that is not there."""
        removed = self._write(
            lambda: self.client.delete_item(TableName=self.name, Key=key_of(key), ReturnValues="ALL_OLD")
        )  # fmt: skip
        return from_wire(removed.get("Attributes", {})) or None

    def query(self, **parameters: Any) -> Iterator[Item]:
        """All items of a query, page by page. `values` are plain; the rest is the request's own form."""
        while True:
            answer = self.client.query(TableName=self.name, **_with_values(parameters))
            yield from map(from_wire, answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return
            parameters["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def query_page(self, **parameters: Any) -> tuple[list[Item], dict[str, str] | None]:
        """One page of a query and the plain key to go on from (pass it as `start`), or None at the end.

        Raises FieldRefused for a key that is none of this query's, e.g. one of another span.
        """
        start = parameters.pop("start", None)
        if start:
            parameters["ExclusiveStartKey"] = to_wire(start)
        try:
            answer = self.client.query(TableName=self.name, **_with_values(parameters))
        except ClientError as problem:
            if start and code_of(problem) == "ValidationException":
                raise refusal() from problem
            raise
        last = answer.get("LastEvaluatedKey")
        return [from_wire(item) for item in answer["Items"]], from_wire(last) if last else None

    def put_leg(self, key: Key, item: Mapping[str, Any], **condition: Any) -> Leg:
        """A put as one leg of a transaction."""
        return {"Put": {"TableName": self.name, "Item": to_wire({"pk": key[0], "sk": key[1], **item}), **condition}}

    def update_leg(self, key: Key, values: Mapping[str, Any], **expression: Any) -> Leg:
        """An update as one leg of a transaction; `values` are plain."""
        typed = {"ExpressionAttributeValues": to_wire(values)} if values else {}
        return {"Update": {"TableName": self.name, "Key": key_of(key), **typed, **expression}}

    def delete_leg(self, key: Key, **condition: Any) -> Leg:
        """A removal as one leg of a transaction."""
        return {"Delete": {"TableName": self.name, "Key": key_of(key), **condition}}

    def transact(self, legs: Sequence[Leg]) -> None:
        """All legs or none; tables may differ."""
        items: Any = legs
        self._write(lambda: self.client.transact_write_items(TransactItems=items))

    def update(self, key: Key, values: Mapping[str, Any], **expression: Any) -> Item:
        """Update one item; answers with the attributes asked for by `ReturnValues`."""
        typed: Any = {"ExpressionAttributeValues": to_wire(values)} if values else {}
        answer = self._write(lambda: self.client.update_item(TableName=self.name, Key=key_of(key), **typed, **expression))
        return from_wire(answer.get("Attributes", {}))

    def _write[T](self, call: Callable[[], T]) -> T:
        """Again when it met another transaction on the same item: cheaper than to begin the whole work anew."""
        for attempt in range(_CONFLICT_TRIES - 1):
            try:
                return call()
            except ClientError as problem:
                if not is_conflict(problem):
                    raise
            self._pause(uniform(0.5, 1) * 0.02 * 2**attempt)
        return call()


def _with_values(parameters: Mapping[str, Any]) -> dict[str, Any]:
    request = {"ConsistentRead": "IndexName" not in parameters, **parameters}
    values = request.pop("values", None)
    if values:
        request["ExpressionAttributeValues"] = to_wire(values)
    return request
