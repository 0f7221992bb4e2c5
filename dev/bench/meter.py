"""Counts what a DynamoDB client asks for, by the consumed capacity that the answers tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from comeback.adapters.dynamodb import keys

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_dynamodb import DynamoDBClient

_WRITES = {"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem"}
_LIMITER = keys.limiter()[0]


@dataclass(slots=True)
class Meter:
    """Requests and write units since `reset`, indexes included. The limiter's are left out: they belong to Altegio's
    calls, and data-model's budget does not count them.
    """

    requests: int = 0
    write_units: float = 0

    def attach(self, client: DynamoDBClient) -> None:
        """Listens from now on."""
        ask: Any = self._ask  # botocore's stubs know no hook that answers
        client.meta.events.register("provide-client-params.dynamodb", ask)
        client.meta.events.register("after-call.dynamodb", self._note)

    def reset(self) -> None:
        """Begin at nothing."""
        self.requests, self.write_units = 0, 0

    def _ask(self, params: Mapping[str, Any], context: dict[str, Any], **_: Any) -> dict[str, Any]:
        context["limiter"] = params.get("Key", {}).get("pk", {}).get("S") == _LIMITER
        context["if_refused"] = 2 * len(params["TransactItems"]) if "TransactItems" in params else 1
        return {**params, "ReturnConsumedCapacity": "TOTAL"}

    def _note(self, parsed: Mapping[str, Any], model: Any, context: Mapping[str, Any], **_: Any) -> None:
        if context.get("limiter"):
            return
        self.requests += 1
        if model.name not in _WRITES:
            return
        consumed = parsed.get("ConsumedCapacity")
        if consumed is None:
            self.write_units += context["if_refused"]  # a failed condition costs as much, and its answer does not say so
        else:
            several = consumed if isinstance(consumed, list) else [consumed]
            self.write_units += sum(one["CapacityUnits"] for one in several)
