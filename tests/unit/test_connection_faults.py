"""What no emulator makes: conflicts between transactions, races, and errors that must not be hidden."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from comeback.adapters.dynamodb.activations import DynamoActivations, DynamoConnectJobs
from comeback.adapters.dynamodb.connection_items import instant
from comeback.adapters.dynamodb.connections import DynamoConnections
from comeback.adapters.dynamodb.sessions import DynamoSessions
from comeback.adapters.dynamodb.table import Table
from comeback.adapters.dynamodb.wire import to_wire
from comeback.domain.connecting import ConnectOutcome
from comeback.domain.connection import ConnectionStatus
from comeback.domain.ids import JobId, LocationId, TenantId
from tests.builders import TENANT, connection

NOW = datetime(2026, 9, 21, 10, 0, tzinfo=UTC)
PLACE = LocationId(4564)


class Stubbed:
    """A DynamoDB client that answers from a script."""

    def __init__(self) -> None:
        self.client = boto3.client("dynamodb", region_name="eu-central-1", aws_access_key_id="x", aws_secret_access_key="x")
        self.stub = Stubber(self.client)
        self.stub.activate()

    @property
    def table(self) -> Table:
        return Table(self.client, "main")

    def cancelled(self, *reasons: str) -> None:
        self.stub.add_client_error(
            "transact_write_items",
            "TransactionCanceledException",
            modeled_fields={"CancellationReasons": [{"Code": reason} for reason in reasons]},
        )


@pytest.fixture
def stubbed() -> Stubbed:
    return Stubbed()


def test_a_conflict_between_transactions_is_tried_again(stubbed: Stubbed) -> None:
    stubbed.cancelled("TransactionConflict", "None")
    stubbed.stub.add_response("transact_write_items", {})
    DynamoConnections(stubbed.table).save(TENANT, connection())
    stubbed.stub.assert_no_pending_responses()


def test_a_conflict_that_does_not_end_is_told(stubbed: Stubbed) -> None:
    for _ in range(5):
        stubbed.cancelled("TransactionConflict", "None")
    with pytest.raises(ClientError):
        DynamoConnections(stubbed.table).save(TENANT, connection())


def test_a_tenant_that_vanished_while_being_made_is_an_error(stubbed: Stubbed) -> None:
    stubbed.cancelled("ThrottlingError", "None")
    with pytest.raises(ClientError):
        DynamoConnections(stubbed.table).save(TENANT, connection())


CALLS: list[Callable[[Stubbed], Any]] = [
    lambda it: DynamoConnections(it.table).set_status(TENANT, PLACE, ConnectionStatus.FROZEN),
    lambda it: DynamoConnections(it.table).note_event(TENANT, PLACE, NOW),
    lambda it: DynamoActivations(it.table).begin(PLACE, 7, "hook", "browser", NOW),
    lambda it: DynamoConnectJobs(it.table).record(TENANT, JobId("jb_1"), PLACE, ConnectOutcome.TAKEN),
]


@pytest.mark.parametrize("call", CALLS)
def test_only_failed_conditions_are_understood(stubbed: Stubbed, call: Callable[[Stubbed], Any]) -> None:
    stubbed.stub.add_client_error("update_item", "ProvisionedThroughputExceededException")
    with pytest.raises(ClientError):
        call(stubbed)


def test_an_error_while_replacing_an_old_activation_is_told(stubbed: Stubbed) -> None:
    stubbed.stub.add_client_error("update_item", "ConditionalCheckFailedException")
    stubbed.stub.add_client_error("put_item", "InternalServerError")
    with pytest.raises(ClientError):
        DynamoActivations(stubbed.table).begin(PLACE, 7, "hook", "browser", NOW)


def a_session(seen_at: datetime) -> dict[str, Any]:
    item = {"tenant_id": TenantId("tn_A"), "csrf_token": "c", "started_at": instant(NOW), "seen_at": instant(seen_at)}
    return {"Item": to_wire(item)}


@pytest.mark.parametrize(("code", "raised"), [("ConditionalCheckFailedException", False), ("InternalServerError", True)])
def test_a_session_that_ends_while_it_is_used_stays_ended(stubbed: Stubbed, code: str, raised: bool) -> None:
    stubbed.stub.add_response("get_item", a_session(NOW))
    stubbed.stub.add_client_error("update_item", code)
    sessions = DynamoSessions(stubbed.client, "sessions")
    if raised:
        with pytest.raises(ClientError):
            sessions.seen("d", NOW + timedelta(minutes=2))
    else:
        assert sessions.seen("d", NOW + timedelta(minutes=2)) is None
