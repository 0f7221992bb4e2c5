"""The contract of ports.queues.AccrualQueue, for both implementations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from comeback.adapters.sqs.queue import SqsQueue
from comeback.domain.ids import CustomerId
from comeback.messages import AccrualMessage, DayDue, VisitChanged, from_json
from comeback.ports.queues import AccrualQueue, QueueUnavailableError
from tests import builders
from tests.memory.queues import MemoryAccrualQueue

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.own_aws import OwnAws

MINE, THEIRS = builders.TENANT, builders.OTHER_TENANT


@dataclass(frozen=True)
class Line:
    """A queue, what a consumer gets of it at once, and an outage."""

    queue: AccrualQueue
    received: Callable[[], list[AccrualMessage]]
    break_down: Callable[[], None]


@pytest.fixture(params=["memory", "sqs"])
def line(request: pytest.FixtureRequest) -> Line:
    if request.param == "memory":
        memory = MemoryAccrualQueue()
        return Line(memory, lambda: list(memory.visible), lambda: setattr(memory, "refuses", True))
    aws: OwnAws = request.getfixturevalue("aws")
    url = request.getfixturevalue("queue_url")

    def received() -> list[AccrualMessage]:
        found: list[AccrualMessage] = []
        while messages := aws.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            found += [from_json(message["Body"]) for message in messages]  # type: ignore[misc]
        return found

    queue = SqsQueue(aws.sqs, url)
    return Line(queue, received, lambda: setattr(queue, "_url", url + "-gone"))


def due(number: int) -> DayDue:
    return DayDue(MINE if number % 2 else THEIRS, CustomerId(f"cu_{number:026d}"), "2026-09-21")


def test_a_message_arrives_as_it_was_sent(line: Line) -> None:
    changed = VisitChanged(
        MINE, builders.LA_VISAGE, None, builders.JANE, None, "2026-09-21", "2026-09-21T10:00:00Z", "webhook", 3
    )
    line.queue.send(changed)
    assert line.received() == [changed]


def test_many_messages_arrive_each_once(line: Line) -> None:
    sent = [due(number) for number in range(25)]
    line.queue.send_all(sent)
    assert sorted(line.received(), key=repr) == sorted(sent, key=repr)


def test_no_messages_are_no_work(line: Line) -> None:
    line.queue.send_all([])
    assert line.received() == []


def test_a_delayed_message_is_not_there_yet(line: Line) -> None:
    line.queue.send(due(1), delay_seconds=900)
    line.queue.send(due(2))
    assert line.received() == [due(2)]


def test_a_queue_that_takes_nothing_says_so(line: Line) -> None:
    line.break_down()
    with pytest.raises(QueueUnavailableError):
        line.queue.send(due(1))
    with pytest.raises(QueueUnavailableError):
        line.queue.send_all([due(1)])
