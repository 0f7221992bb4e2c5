"""What SQS and its metrics tell about queues."""

from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

from comeback.adapters.sqs.queue_states import SqsQueueStates
from comeback.domain.diagnosis import QueueState
from tests.api_world import Clock
from tests.own_aws import OwnAws


class Metrics:
    """CloudWatch as a script."""

    def __init__(self, *points: tuple[int, float]) -> None:
        self._points = points
        self.asked: list[str] = []

    def get_metric_statistics(self, **asked: Any) -> dict[str, Any]:
        self.asked.append(asked["Dimensions"][0]["Value"])
        return {
            "Datapoints": [{"Timestamp": datetime(2026, 1, 1, 0, at, tzinfo=UTC), "Maximum": age} for at, age in self._points]
        }


def test_a_queue_tells_how_many_wait_and_its_metric_for_how_long(aws: OwnAws) -> None:
    living, dead = (aws.sqs.create_queue(QueueName=f"doctor-{name}")["QueueUrl"] for name in ("living", "dead"))
    for url in (living, living, dead):
        aws.sqs.send_message(QueueUrl=url, MessageBody="x")
    metrics = Metrics((2, 90.0), (1, 30.0))
    states = SqsQueueStates(aws.sqs, metrics, {"living": living}, {"dead": dead}, Clock())
    assert states() == [QueueState("living", 2, 90), QueueState("dead", 1, is_dead_letter=True)]
    assert metrics.asked == ["doctor-living"]
    assert SqsQueueStates(aws.sqs, Metrics(), {"living": living}, {}, Clock())() == [QueueState("living", 2)]


def test_a_metric_that_may_not_be_read_is_no_age(aws: OwnAws) -> None:
    class Refusing:
        def get_metric_statistics(self, **_: Any) -> None:
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": ""}}, "GetMetricStatistics")

    url = aws.sqs.create_queue(QueueName="doctor-alone")["QueueUrl"]
    assert SqsQueueStates(aws.sqs, Refusing(), {"alone": url}, {}, Clock())() == [QueueState("alone", 0)]
