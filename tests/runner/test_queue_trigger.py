"""Against the emulator: what happens to messages depends on SQS as much as on the trigger."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from dev.runner.plan import QueuePlan
from dev.runner.queue_trigger import QueueTrigger, release_hands
from dev.runner.runtime_api import Ending, Outcome
from tests.own_aws import OwnAws

pytestmark = pytest.mark.stack
PLAN = QueuePlan("Queue", "Function", batch_size=3, maximum_concurrency=2, partial=True)


@dataclass
class Function:
    """Remembers its events; `answer` decides how each ends."""

    answer: Callable[[list[str]], Outcome] = lambda _bodies: Outcome(Ending.OK, None)
    batches: list[list[str]] = field(default_factory=list)
    called: threading.Condition = field(default_factory=threading.Condition)

    def __call__(self, function: str, event: dict[str, Any]) -> Outcome:
        assert function == "Function"
        bodies = [record["body"] for record in event["Records"]]
        with self.called:
            self.batches.append(bodies)
            self.called.notify_all()
        return self.answer(bodies)

    def wait_for(self, bodies: int) -> list[str]:
        with self.called:
            assert self.called.wait_for(lambda: sum(map(len, self.batches)) >= bodies, 60)
            return sorted(body for batch in self.batches for body in batch)


@contextmanager
def _trigger(aws: OwnAws, url: str, function: Function, folder: Path, plan: QueuePlan = PLAN) -> Iterator[QueueTrigger]:
    trigger = QueueTrigger(plan, aws.sqs, url, function, folder)
    trigger.start()
    try:
        yield trigger
    finally:
        trigger.close()


def _send(aws: OwnAws, url: str, *bodies: str) -> None:
    for body in bodies:
        aws.sqs.send_message(QueueUrl=url, MessageBody=body)


def _left(aws: OwnAws, url: str) -> tuple[int, int]:
    """Messages that can be received, and hidden ones."""
    names: Any = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    counts = aws.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return int(counts[names[0]]), int(counts[names[1]])


def test_messages_come_in_batches_of_the_mappings_size_and_are_gone_when_done(
    aws: OwnAws, queue_url: str, tmp_path: Path
) -> None:
    _send(aws, queue_url, "a", "b", "c", "d")
    function = Function()

    with _trigger(aws, queue_url, function, tmp_path):
        assert function.wait_for(4) == ["a", "b", "c", "d"]

    assert sorted(map(len, function.batches)) == [1, 3]
    assert _left(aws, queue_url) == (0, 0)
    assert list(tmp_path.iterdir()) == []


def test_what_a_partial_answer_names_stays_hidden_for_the_queues_time(aws: OwnAws, queue_url: str, tmp_path: Path) -> None:
    ids: list[str] = []

    def invoke(_function: str, event: dict[str, Any]) -> Outcome:
        bad = [record for record in event["Records"] if record["body"] == "bad"]
        ids.extend(record["messageId"] for record in bad)
        return Outcome(Ending.OK, {"batchItemFailures": [{"itemIdentifier": record["messageId"]} for record in bad]})

    _send(aws, queue_url, "good", "bad")
    trigger = QueueTrigger(PLAN, aws.sqs, queue_url, invoke, tmp_path)
    assert trigger.look()
    trigger.close()

    assert _left(aws, queue_url) == (0, 1)
    assert trigger.waits(ids[0], 1)
    assert not trigger.waits(ids[0], 2)


def test_whoever_cannot_wait_gets_what_failed_again_at_once(aws: OwnAws, queue_url: str, tmp_path: Path) -> None:
    _send(aws, queue_url, "a", "b")
    failing = Function(lambda _bodies: Outcome(Ending.ERROR, "KeyError"))
    trigger = QueueTrigger(PLAN, aws.sqs, queue_url, failing, tmp_path, again_seconds=0)
    assert trigger.look()
    trigger.close()

    assert _left(aws, queue_url) == (2, 0)


@pytest.mark.parametrize("outcome", [Outcome(Ending.ERROR, "KeyError"), Outcome(Ending.OK, {"batchItemFailures": ["nonsense"]})])
def test_a_failed_batch_stays_whole(aws: OwnAws, queue_url: str, tmp_path: Path, outcome: Outcome) -> None:
    _send(aws, queue_url, "a", "b")
    function = Function(lambda _bodies: outcome)

    with _trigger(aws, queue_url, function, tmp_path):
        function.wait_for(2)

    assert _left(aws, queue_url) == (0, 2)


def test_no_more_batches_run_at_once_than_the_mapping_allows(aws: OwnAws, queue_url: str, tmp_path: Path) -> None:
    running, most, lock = 0, 0, threading.Lock()
    both = threading.Barrier(2, timeout=60)

    def answer(_bodies: list[str]) -> Outcome:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        both.wait()
        with lock:
            running -= 1
        return Outcome(Ending.OK, None)

    function = Function(answer)
    _send(aws, queue_url, *"abcd")
    with _trigger(aws, queue_url, function, tmp_path, QueuePlan("Queue", "Function", 1, 2, partial=True)):
        function.wait_for(4)

    assert most == 2


def test_a_delayed_message_comes_when_it_is_due(aws: OwnAws, queue_url: str, tmp_path: Path) -> None:
    function = Function()

    with _trigger(aws, queue_url, function, tmp_path):
        began = time.monotonic()
        aws.sqs.send_message(QueueUrl=queue_url, MessageBody="later", DelaySeconds=1)
        function.wait_for(1)

    assert time.monotonic() - began > 0.9


def test_what_a_killed_runner_had_in_hand_comes_again_at_once(aws: OwnAws, queue_url: str, tmp_path: Path) -> None:
    _send(aws, queue_url, "a")
    receipt = aws.sqs.receive_message(QueueUrl=queue_url)["Messages"][0]["ReceiptHandle"]
    (tmp_path / "hand.json").write_text(f'{{"url": "{queue_url}", "receipts": ["{receipt}", "unknown"]}}')
    (tmp_path / "torn.json").write_text('{"url')
    assert _left(aws, queue_url) == (0, 1)

    release_hands(aws.sqs, tmp_path)

    assert _left(aws, queue_url) == (1, 0)
    assert list(tmp_path.iterdir()) == []


def test_work_that_was_cut_off_by_the_end_is_remembered(aws: OwnAws, queue_url: str, tmp_path: Path) -> None:
    ended = threading.Event()
    function = Function(lambda _bodies: Outcome(Ending.ERROR, "Runner.Closed") if ended.wait(60) else Outcome(Ending.OK))
    _send(aws, queue_url, "a")

    with _trigger(aws, queue_url, function, tmp_path) as trigger:
        function.wait_for(1)
        closing = threading.Thread(target=trigger.close)
        closing.start()
        while not trigger.closed:
            time.sleep(0.001)
        ended.set()
        closing.join()

    release_hands(aws.sqs, tmp_path)
    assert _left(aws, queue_url) == (1, 0)
