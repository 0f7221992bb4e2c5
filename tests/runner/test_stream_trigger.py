"""Against the emulator's stream of a table of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import pytest

from dev.runner.plan import StreamPlan
from dev.runner.runtime_api import Ending, Outcome
from dev.runner.stream_trigger import StreamTrigger
from tests.own_aws import OwnAws

pytestmark = pytest.mark.stack
PLAN = StreamPlan(
    "Table", "Function", batch_size=10, partial=True, bisect=True, maximum_retries=2, from_latest=False,
    filters=({"eventName": ["INSERT"]},), failure_queue=None,
)  # fmt: skip
DONE = Outcome(Ending.OK, {"batchItemFailures": []})
_numbers = count(1)


@dataclass
class Scene:
    """A table with a stream, a function that remembers its batches, and what was given up."""

    aws: OwnAws
    table: str
    batches: list[list[str]] = field(default_factory=list)
    given_up: list[dict[str, Any]] = field(default_factory=list)

    def put(self, *names: str) -> None:
        for name in names:
            self.aws.dynamodb.put_item(TableName=self.table, Item={"pk": {"S": name}})

    def trigger(
        self, plan: StreamPlan, answer: Callable[[list[dict[str, Any]]], Outcome] = lambda _records: DONE
    ) -> StreamTrigger:
        def invoke(_function: str, event: dict[str, Any]) -> Outcome:
            self.batches.append([record["dynamodb"]["Keys"]["pk"]["S"] for record in event["Records"]])
            return answer(event["Records"])

        arn = self.aws.dynamodb.describe_table(TableName=self.table)["Table"]["LatestStreamArn"]
        return StreamTrigger(plan, self.aws.streams, "Table", arn, invoke, self.given_up.append)


@contextmanager
def _scene(aws: OwnAws) -> Iterator[Scene]:
    name = f"streamed-{next(_numbers)}"
    aws.dynamodb.create_table(
        TableName=name, BillingMode="PAY_PER_REQUEST", KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )  # fmt: skip
    yield Scene(aws, name)
    aws.dynamodb.delete_table(TableName=name)


@pytest.fixture
def scene(aws: OwnAws) -> Iterator[Scene]:
    with _scene(aws) as made:
        yield made


def _names(record: dict[str, Any]) -> str:
    return str(record["dynamodb"]["Keys"]["pk"]["S"])


def _fails(*names: str) -> Callable[[list[dict[str, Any]]], Outcome]:
    """A handler that breaks on batches with one of these records."""
    return lambda records: Outcome(Ending.ERROR, "KeyError") if {_names(record) for record in records} & set(names) else DONE


def test_records_come_in_order_in_lambdas_form_and_once(scene: Scene) -> None:
    seen: list[dict[str, Any]] = []

    def answer(records: list[dict[str, Any]]) -> Outcome:
        seen.extend(records)
        return DONE

    trigger = scene.trigger(PLAN, answer)
    scene.put("a", "b")

    assert trigger.look()
    assert not trigger.look()

    assert scene.batches == [["a", "b"]]
    assert f":table/{scene.table}/stream/" in seen[0]["eventSourceARN"]
    assert (seen[0]["eventName"], seen[0]["eventSource"]) == ("INSERT", "aws:dynamodb")
    assert isinstance(seen[0]["dynamodb"]["ApproximateCreationDateTime"], float)
    assert seen[0]["dynamodb"]["NewImage"] == {"pk": {"S": "a"}}


def test_what_the_filter_drops_does_not_reach_the_function(scene: Scene) -> None:
    trigger = scene.trigger(replace(PLAN, filters=({"eventName": ["REMOVE"]},)))
    scene.put("a")

    assert trigger.unread() == 0
    assert trigger.look()
    assert scene.batches == []


def test_unread_records_are_counted_and_stay_unread(scene: Scene) -> None:
    trigger = scene.trigger(PLAN)
    scene.put("a", "b")

    assert (trigger.unread(), trigger.unread()) == (2, 2)
    trigger.look()
    assert trigger.unread() == 0


def test_from_the_first_failed_record_on_they_come_again(scene: Scene) -> None:
    def answer(records: list[dict[str, Any]]) -> Outcome:
        failed = [record["dynamodb"]["SequenceNumber"] for record in records if _names(record) == "b" and len(records) == 3]
        return Outcome(Ending.OK, {"batchItemFailures": [{"itemIdentifier": number} for number in failed]})

    trigger = scene.trigger(PLAN, answer)
    scene.put("a", "b", "c")
    trigger.look()

    assert scene.batches == [["a", "b", "c"], ["b", "c"]]


def test_a_batch_that_breaks_the_function_is_halved_until_only_the_bad_record_is_left(scene: Scene) -> None:
    trigger = scene.trigger(PLAN, _fails("c"))
    scene.put("a", "b", "c", "d")
    trigger.look()

    assert scene.batches[:4] == [["a", "b", "c", "d"], ["a", "b"], ["c", "d"], ["c"]]
    assert scene.batches[-1] == ["d"]
    assert scene.batches.count(["c"]) == 1 + 2
    (condition,) = scene.given_up
    assert condition["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert condition["DDBStreamBatchInfo"]["batchSize"] == 1
    assert "NewImage" not in str(condition)


def test_without_halving_the_whole_batch_is_given_up(scene: Scene) -> None:
    trigger = scene.trigger(replace(PLAN, bisect=False, maximum_retries=1), _fails("a"))
    scene.put("a", "b")
    trigger.look()

    assert scene.batches == [["a", "b"], ["a", "b"]]
    assert scene.given_up[0]["DDBStreamBatchInfo"]["batchSize"] == 2


def test_without_a_limit_it_is_tried_until_it_works(scene: Scene) -> None:
    outcomes = iter([Outcome(Ending.TIMEOUT), Outcome(Ending.ERROR), DONE])
    trigger = scene.trigger(replace(PLAN, maximum_retries=None), lambda _records: next(outcomes))
    scene.put("a")
    trigger.look()

    assert scene.batches == [["a"]] * 3
    assert scene.given_up == []
