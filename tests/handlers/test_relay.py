"""The table's stream in batches: order is kept, so what follows a failure comes again with it."""

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from comeback.ports.queues import QueueUnavailableError
from tests.entrypoints import started


@pytest.fixture
def function() -> Iterator[ModuleType]:
    with started("functions/relay") as module:
        yield module


def stream(*marks: int) -> dict[str, Any]:
    return {
        "Records": [
            {
                "eventID": str(mark), "eventName": "MODIFY", "eventSource": "aws:dynamodb",
                "dynamodb": {"SequenceNumber": f"n{mark}", "Keys": {}, "NewImage": {"mark": {"N": str(mark)}}},
            }
            for mark in marks
        ]
    }  # fmt: skip


class Relay:
    """Sends what is odd; a queue refuses `broken`."""

    def __init__(self, broken: int = 0) -> None:
        self.broken = broken
        self.seen: list[int] = []

    def __call__(self, record: dict[str, Any]) -> bool:
        mark = int(record["dynamodb"]["NewImage"]["mark"]["N"])
        if mark == self.broken:
            raise QueueUnavailableError("the queue did not take the message")
        self.seen.append(mark)
        return mark % 2 == 1


def test_what_was_sent_is_counted(function: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    vars(function)["relay"] = relay = Relay()
    assert function.handler(stream(1, 2, 3), None) == {"batchItemFailures": []}
    assert relay.seen == [1, 2, 3]
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_a_change_that_cannot_be_sent_is_named_by_its_place_in_the_stream(function: ModuleType) -> None:
    vars(function)["relay"] = Relay(broken=2)
    answer = function.handler(stream(1, 2, 3), None)
    assert answer["batchItemFailures"][0] == {"itemIdentifier": "n2"}
