"""What the benchmarks count of DynamoDB."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import ANY, Stubber

from comeback.adapters.dynamodb import keys
from comeback.adapters.dynamodb.table import Table
from dev.bench.meter import Meter

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ITEM = ("pk", "sk")


class Counted:
    """A table whose answers are scripted, and the meter at its client."""

    def __init__(self, client: "DynamoDBClient", stub: Stubber) -> None:
        self.table = Table(client, "main")
        self.stub = stub
        self.meter = Meter()
        self.meter.attach(client)

    def figures(self) -> tuple[int, float]:
        return self.meter.requests, self.meter.write_units


@pytest.fixture
def counted() -> Iterator[Counted]:
    client = boto3.client("dynamodb", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    with Stubber(client) as stub:
        yield Counted(client, stub)


def consumed(units: float) -> dict[str, Any]:
    return {"TableName": "main", "CapacityUnits": units}


def test_a_read_is_a_request_without_write_units(counted: Counted) -> None:
    counted.stub.add_response("get_item", {"ConsumedCapacity": consumed(1)})
    counted.table.get(ITEM)
    assert counted.figures() == (1, 0)


def test_a_transaction_counts_every_table(counted: Counted) -> None:
    counted.stub.add_response("transact_write_items", {"ConsumedCapacity": [consumed(4), consumed(3)]})
    counted.table.transact([counted.table.put_leg(ITEM, {})])
    assert counted.figures() == (1, 7)


def test_a_refused_transaction_costs_two_units_a_leg(counted: Counted) -> None:
    reasons = [{"Code": "ConditionalCheckFailed"}, {"Code": "None"}]
    counted.stub.add_client_error(
        "transact_write_items", "TransactionCanceledException", modeled_fields={"CancellationReasons": reasons}
    )
    with pytest.raises(ClientError):
        counted.table.transact([counted.table.put_leg(ITEM, {}), counted.table.put_leg(("pk", "other"), {})])
    assert counted.figures() == (1, 4)


def test_the_limiter_is_left_out(counted: Counted) -> None:
    asked = {"TableName": "main", "Key": ANY, "UpdateExpression": ANY, "ReturnConsumedCapacity": "TOTAL"}
    counted.stub.add_response("update_item", {"ConsumedCapacity": consumed(1)}, asked)
    counted.table.update(keys.limiter(), {}, UpdateExpression="SET tat = tat")
    assert counted.figures() == (0, 0)
