"""The proxy before AWS: what it makes of a call is what the SDK knows from AWS itself. And the table of what came of it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError
from botocore.retries.standard import RetryContext, StandardRetryConditions

from comeback.adapters.dynamodb.table import Table
from dev.faults.proxy import FaultProxy
from dev.faults.table import render
from dev.faults.trial import Result, outcome
from dev.faults.troubles import Fault, Faults, Trouble
from tests.own_aws import OwnAws

STRANGER = ""  # no worker of ours: the test itself
CALLS: dict[str, Callable[[OwnAws], Any]] = {
    "dynamodb.GetItem": lambda aws: aws.dynamodb.get_item(TableName="none", Key={"pk": {"S": "a"}, "sk": {"S": "b"}}),
    "sqs.SendMessage": lambda aws: aws.sqs.send_message(QueueUrl=f"{aws.url}/{aws.account}/none", MessageBody="x"),
    "secretsmanager.GetSecretValue": lambda aws: aws.secrets.get_secret_value(SecretId="none"),
    "s3.GetObject": lambda aws: aws.s3.get_object(Bucket="none", Key="none"),
}


@pytest.fixture(scope="module")
def proxy(aws: OwnAws) -> Iterator[FaultProxy]:
    with FaultProxy(aws.url) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def proxied(aws: OwnAws, proxy: FaultProxy) -> OwnAws:
    return OwnAws(proxy.url, aws.account)


@pytest.fixture
def faults(proxy: FaultProxy) -> Faults:
    proxy.faults = Faults()
    return proxy.faults


@pytest.mark.parametrize("trouble", [Trouble.THROTTLED, Trouble.BROKEN])
@pytest.mark.parametrize("operation", CALLS)
def test_the_sdk_would_try_again_after_a_refusal(faults: Faults, proxied: OwnAws, operation: str, trouble: Trouble) -> None:
    fault = faults.add(Fault(STRANGER, operation, trouble))
    with pytest.raises(ClientError) as refused:
        CALLS[operation](proxied)
    answer = refused.value.response
    retried = RetryContext(attempt_number=1, parsed_response=answer, http_response=_Status(answer))
    assert fault.met == 1
    assert StandardRetryConditions(max_attempts=2).is_retryable(retried)


class _Status:
    def __init__(self, answer: Any) -> None:
        self.status_code = answer["ResponseMetadata"]["HTTPStatusCode"]


def test_a_connection_breaks(faults: Faults, proxied: OwnAws) -> None:
    faults.add(Fault(STRANGER, "sqs.SendMessage", Trouble.RESET))
    with pytest.raises(ConnectionClosedError):
        CALLS["sqs.SendMessage"](proxied)


def test_a_write_whose_answer_is_lost_has_happened(faults: Faults, proxied: OwnAws, main_table: Table) -> None:
    faults.add(Fault(STRANGER, "dynamodb.PutItem", Trouble.LOST, times=1))
    table = Table(proxied.dynamodb, main_table.name)
    with pytest.raises(ConnectionClosedError):
        table.put(("a", "b"), {})
    assert main_table.get(("a", "b")) is not None


def test_only_calls_that_are_meant_are_met(faults: Faults, proxied: OwnAws, main_table: Table) -> None:
    faults.add(Fault("accrual", "dynamodb.PutItem", Trouble.BROKEN))
    faults.add(Fault(STRANGER, "dynamodb.PutItem", Trouble.BROKEN, holding=("other",)))
    lifted = faults.add(Fault(STRANGER, "dynamodb.PutItem", Trouble.BROKEN))
    faults.lift(lifted)
    table = Table(proxied.dynamodb, main_table.name)
    table.put(("a", "b"), {})
    assert faults.seen == {(STRANGER, "dynamodb.PutItem"): 1}
    with pytest.raises(ClientError):
        table.put(("a", "other"), {})


def test_the_table_puts_faults_of_the_same_outcome_into_one_row() -> None:
    results = [
        Result("Event", "webhook", "sqs.SendMessage", trouble, "503, well when asked again", right)
        for trouble, right in [(Trouble.RESET, True), (Trouble.THROTTLED, True), (Trouble.LOST, False)]
    ]
    head, wrong, right = render(results).splitlines()
    assert head.split()[:4] == ["act", "function", "call", "fault"]
    assert "answer lost" in wrong
    assert wrong.endswith("WRONG")
    assert "reset, throttled" in right
    assert right.endswith("right")


@pytest.mark.parametrize(("saw", "noticed", "errors", "fault", "words"), [
    ("200", False, set(), Fault("api", "dynamodb.Query", Trouble.LOST), "did not ask"),
    ("500", True, {"Gone"}, Fault("api", "dynamodb.Query", Trouble.RESET, met=5), "500, well when asked again"),
    ("", False, {"Gone"}, Fault("sync", "dynamodb.Query", Trouble.RESET, met=5), "comes again after Gone"),
    ("200", False, set(), Fault("api", "dynamodb.Query", Trouble.LOST, met=1), "mended by the SDK's next call"),
    ("", False, set(), Fault("sync", "dynamodb.Query", Trouble.KILL_AFTER, met=1), "done by the next process"),
])  # fmt: skip
def test_an_outcome_is_said_as_its_caller_saw_it(saw: str, noticed: bool, errors: set[str], fault: Fault, words: str) -> None:
    assert outcome(saw, noticed=noticed, errors=errors, fault=fault) == words
