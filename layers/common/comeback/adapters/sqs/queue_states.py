"""How full queues are, and how long their oldest message has waited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from comeback.domain.diagnosis import QueueState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mypy_boto3_sqs import SQSClient

    from comeback.ports.system import Clock

_LOOK_BACK = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class SqsQueueStates:
    """QueueStates. `queues`, `dead_letters`: addresses by the names that findings have."""

    sqs: SQSClient
    cloudwatch: Any
    queues: Mapping[str, str]
    dead_letters: Mapping[str, str]
    clock: Clock

    def __call__(self) -> Sequence[QueueState]:
        """Two calls for a queue, one for a dead-letter queue."""
        living = [QueueState(name, self._waiting(url), self._age(url)) for name, url in self.queues.items()]
        dead = [QueueState(name, self._waiting(url), is_dead_letter=True) for name, url in self.dead_letters.items()]
        return [*living, *dead]

    def _waiting(self, url: str) -> int:
        answer = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
        return int(answer["Attributes"]["ApproximateNumberOfMessages"])

    def _age(self, url: str) -> int | None:
        """By CloudWatch, which alone knows it; None where it has not told."""
        now = self.clock.now()
        try:
            answer = self.cloudwatch.get_metric_statistics(
                Namespace="AWS/SQS",
                MetricName="ApproximateAgeOfOldestMessage",
                Dimensions=[{"Name": "QueueName", "Value": url.rpartition("/")[2]}],
                StartTime=now - _LOOK_BACK,
                EndTime=now,
                Period=60,
                Statistics=["Maximum"],
            )
        except (ClientError, BotoCoreError):
            return None
        points = sorted(answer["Datapoints"], key=lambda point: point["Timestamp"])
        return int(points[-1]["Maximum"]) if points else None
