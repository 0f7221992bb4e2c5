"""A table's stream calls its function, as Lambda's poller does: in order, filtered, tried again, halved, set aside."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from dev.runner.batches import failed_items
from dev.runner.pollers import Poller
from dev.runner.record_filter import passes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient
    from mypy_boto3_sqs import SQSClient

    from dev.runner.plan import StreamPlan
    from dev.runner.runtime_api import Outcome

_PAUSE_SECONDS = 0.5
_LOOK_SECONDS = 0.05  # longer than a look that finds nothing
_LARGEST_READ = 1000
_FIRST_RETRY_SECONDS, _LONGEST_RETRY_SECONDS = 0.1, 10.0

Record = dict[str, Any]


class StreamTrigger(Poller):
    """Reads from the beginning: the emulator forgets streams when it stops, and the runner empties them before that."""

    def __init__(
        self, plan: StreamPlan, streams: DynamoDBStreamsClient, table: str, stream_arn: str,
        invoke: Callable[[str, Any], Outcome], set_aside: Callable[[dict[str, Any]], None],
    ) -> None:  # fmt: skip
        """`set_aside` takes what Lambda tells the failure destination about records that were given up."""
        super().__init__(f"stream {plan.table}", table, _PAUSE_SECONDS)
        self._plan = plan
        self._client = streams
        self._arn = stream_arn
        self._shard = streams.describe_stream(StreamArn=stream_arn)["StreamDescription"]["Shards"][0]["ShardId"]
        self._invoke = invoke
        self._set_aside = set_aside
        self._iterator: str | None = None
        self._last: str | None = None  # sequence number of the last record that is done
        self._lock = threading.Lock()

    def look(self) -> bool:
        """Takes one batch to its end."""
        with self._lock:
            records, iterator = self._read(self._plan.batch_size)
            wanted = [record for record in records if passes(record, self._plan.filters)]
            if wanted:
                self._deliver(wanted, 0)
            if records:
                self._last = records[-1]["dynamodb"]["SequenceNumber"]
            self._iterator = iterator
        return bool(records)

    def unread(self) -> int:
        """Records that concern the function and are not done yet; those that it works on count as one."""
        if not self._lock.acquire(timeout=_LOOK_SECONDS):
            return 1
        try:
            records, _ = self._read(_LARGEST_READ)
        finally:
            self._lock.release()
        return sum(passes(record, self._plan.filters) for record in records)

    def _read(self, limit: int) -> tuple[list[Record], str | None]:
        """Records from where the last batch ended, and where the next begins."""
        if self._iterator is not None:
            try:
                return self._records(self._iterator, limit)
            except ClientError as problem:
                if problem.response["Error"]["Code"] != "ExpiredIteratorException":  # a laptop that slept
                    raise
        place: Any = {"ShardIteratorType": "TRIM_HORIZON"}
        if self._last is not None:
            place = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": self._last}
        self._iterator = self._client.get_shard_iterator(StreamArn=self._arn, ShardId=self._shard, **place)["ShardIterator"]
        return self._records(self._iterator, limit)

    def _records(self, iterator: str, limit: int) -> tuple[list[Record], str | None]:
        answer = self._client.get_records(ShardIterator=iterator, Limit=limit)
        return [_record(record, self._arn) for record in answer["Records"]], answer.get("NextShardIterator")

    def _deliver(self, records: Sequence[Record], tries: int) -> None:
        """Until every record is done or given up, or the stack ends."""
        while records and not self.closed:
            outcome = self._invoke(self._plan.function, {"Records": list(records)})
            numbers = [record["dynamodb"]["SequenceNumber"] for record in records]
            failed = failed_items(outcome, numbers, partial=self._plan.partial)
            if not failed:
                return
            first = min(numbers.index(number) for number in failed)
            self._closed.wait(min(_FIRST_RETRY_SECONDS * 2.0**tries, _LONGEST_RETRY_SECONDS))
            if first == 0 and self._plan.bisect and len(records) > 1:  # does not count as a try
                middle = len(records) // 2
                self._deliver(records[:middle], tries)
                records = records[middle:]
                continue
            # A batch that got on is a new batch: its tries begin anew.
            tries, records = (tries + 1 if first == 0 else 1), records[first:]
            if self._plan.maximum_retries is not None and tries > self._plan.maximum_retries:
                self._set_aside(self._condition(records, tries))
                return

    def _condition(self, records: Sequence[Record], tries: int) -> dict[str, Any]:
        """As Lambda tells it: where the records lie, never what is in them."""
        first, last = (record["dynamodb"] for record in (records[0], records[-1]))
        return {
            "requestContext": {"condition": "RetryAttemptsExhausted", "approximateInvokeCount": tries},
            "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
            "version": "1.0",
            "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "DDBStreamBatchInfo": {
                "shardId": self._shard,
                "startSequenceNumber": first["SequenceNumber"],
                "endSequenceNumber": last["SequenceNumber"],
                "batchSize": len(records),
                "streamArn": self._arn,
            },
        }


def to_queue(client: SQSClient, url: str | None) -> Callable[[dict[str, Any]], None]:
    """A failure destination; None: what is given up is forgotten, as without one at AWS."""

    def send(condition: Mapping[str, Any]) -> None:
        if url is not None:
            client.send_message(QueueUrl=url, MessageBody=json.dumps(condition))

    return send


def _record(record: Any, arn: str) -> Record:
    """A record in Lambda's form: the stream's, with its origin, times as numbers."""
    change = dict(record["dynamodb"])
    moment = change.get("ApproximateCreationDateTime")
    if isinstance(moment, datetime):
        change["ApproximateCreationDateTime"] = moment.timestamp()
    return {**record, "dynamodb": change, "eventSourceARN": arn}
