"""The accrual queue's batches: a message that fails comes again by itself."""

import json
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest
from aws_lambda_powertools.utilities.batch.exceptions import BatchProcessingError

from comeback.messages import AccrualMessage, CardChanged, DayDue, to_json
from comeback.ports.ledger import ClaimLost
from tests.builders import CARD, CUSTOMER, PROGRAM, TENANT
from tests.entrypoints import started


@pytest.fixture
def function() -> Iterator[ModuleType]:
    with started("functions/accrual") as module:
        yield module


def batch(*bodies: str) -> dict[str, Any]:
    return {"Records": [{"messageId": str(place), "eventSource": "aws:sqs", "body": body} for place, body in enumerate(bodies)]}


def due(day: str) -> str:
    return to_json(DayDue(TENANT, CUSTOMER, day))


def losing(day: str) -> Callable[[AccrualMessage], str]:
    """A use case that always loses the claim of one day."""

    def handle(message: AccrualMessage) -> str:
        if isinstance(message, DayDue) and message.date == day:
            raise ClaimLost("somebody else was first")
        return "booked"

    return handle


def test_handled_messages_are_finished_and_counted(function: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    vars(function)["handle"] = losing("never")
    assert function.handler(batch(due("2026-09-20"), due("2026-09-21")), None) == {"batchItemFailures": []}
    first, _ = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (first["accrual"], first["outcome"], first["message"], first["tenant_id"]) == ([1.0], "booked", "DayDue", TENANT)


def test_only_the_message_that_fails_comes_again(function: ModuleType) -> None:
    vars(function)["handle"] = losing("2026-09-21")
    answer = function.handler(batch(due("2026-09-20"), due("2026-09-21"), due("2026-09-22")), None)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "1"}]}


@pytest.mark.parametrize("body", ["", "{}", "[]", '{"type":"DayDue"}', to_json(CardChanged(TENANT, CUSTOMER, PROGRAM, CARD, 1))])
def test_what_is_no_message_of_this_queue_fails_alone(function: ModuleType, body: str) -> None:
    vars(function)["handle"] = losing("never")
    answer = function.handler(batch(due("2026-09-20"), body), None)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "1"}]}


def test_a_batch_that_fails_whole_rings_the_alarm(function: ModuleType) -> None:
    vars(function)["handle"] = losing("2026-09-21")
    with pytest.raises(BatchProcessingError):
        function.handler(batch(due("2026-09-21")), None)
