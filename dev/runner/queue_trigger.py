"""A queue calls its function, as Lambda's poller does: batches, concurrency, partial failures, the queue's own redelivery."""

from __future__ import annotations

import json
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from dev.runner.batches import failed_items
from dev.runner.emulator import REGION
from dev.runner.pollers import Poller

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

    from dev.runner.plan import QueuePlan
    from dev.runner.runtime_api import Outcome

DEFAULT_CONCURRENCY = 4
_PAUSE_SECONDS = 0.25  # a delayed message is this much late at the most
_LARGEST_RECEIVE = 10


class QueueTrigger(Poller):
    """A failed message stays hidden for the queue's visibility time and comes again, in the end to the dead-letter queue."""

    def __init__(
        self, plan: QueuePlan, client: SQSClient, url: str, invoke: Callable[[str, Any], Outcome], hands: Path,
        *, again_seconds: int | None = None,
    ) -> None:  # fmt: skip
        """`hands` is a folder that remembers what is being worked on, so that a killed runner's work is not lost for long.
        `again_seconds`: for those who cannot wait for the queue's time; from the failure on, so that no message comes to two.
        """
        super().__init__(f"queue {plan.queue}", url, _PAUSE_SECONDS)
        self.url = url
        self._plan = plan
        self._client = client
        self._invoke = invoke
        self._hands = hands
        self._again_seconds = again_seconds
        self._arn = client.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        concurrency = plan.maximum_concurrency or DEFAULT_CONCURRENCY
        self._slots = threading.BoundedSemaphore(concurrency)
        self._workers = ThreadPoolExecutor(concurrency, plan.queue)
        self._failed: dict[str, int] = {}  # message id → how often it had been received when it failed last

    def look(self) -> bool:
        """Receives one batch, if a worker is free, and hands it over."""
        if not self._slots.acquire(timeout=_PAUSE_SECONDS):
            return True
        batch: list[MessageTypeDef] = []
        try:
            batch = self._receive()
        finally:
            if not batch:
                self._slots.release()
        if batch:
            self._workers.submit(self._work, batch)
        return bool(batch)

    def waits(self, message_id: str, receives: int) -> bool:
        """Whether a hidden message only waits for its next try; else somebody has it in hand."""
        return self._failed.get(message_id) == receives

    def adopt(self, message_id: str, receives: int) -> None:
        """A message that was hidden before this runner began: nobody has it in hand."""
        self._failed[message_id] = receives

    def close(self) -> None:
        """Takes no more messages and waits for those that are being worked on."""
        super().close()
        self._workers.shutdown()

    def _receive(self) -> list[MessageTypeDef]:
        batch: list[MessageTypeDef] = []
        while len(batch) < self._plan.batch_size:
            wanted = min(self._plan.batch_size - len(batch), _LARGEST_RECEIVE)
            answer = self._client.receive_message(
                QueueUrl=self.url, MaxNumberOfMessages=wanted, MessageAttributeNames=["All"], MessageSystemAttributeNames=["All"]
            )
            received = answer.get("Messages", [])
            batch += received
            if len(received) < wanted:
                break
        return batch

    def _work(self, batch: Sequence[MessageTypeDef]) -> None:
        hand = self._hands / f"{uuid.uuid4().hex}.json"
        self._hands.mkdir(parents=True, exist_ok=True)  # a person may delete it at any time
        hand.write_text(json.dumps({"url": self.url, "receipts": [message["ReceiptHandle"] for message in batch]}))
        failed = names = {message["MessageId"] for message in batch}
        try:
            outcome = self._invoke(self._plan.function, {"Records": [_record(message, self._arn) for message in batch]})
            failed = failed_items(outcome, names, partial=self._plan.partial)
            self._failed.update((message["MessageId"], _receives(message)) for message in batch if message["MessageId"] in failed)
            self._delete([message for message in batch if message["MessageId"] not in failed])
            if self._again_seconds is not None:
                self._hurry([message for message in batch if message["MessageId"] in failed], self._again_seconds)
        finally:
            if not (failed and self.closed):  # else it may have been cut off, and the next start looks after it
                hand.unlink(missing_ok=True)
            self._slots.release()
            self.poke()

    def _delete(self, done: Sequence[MessageTypeDef]) -> None:
        for start in range(0, len(done), _LARGEST_RECEIVE):
            entries = [
                {"Id": str(place), "ReceiptHandle": message["ReceiptHandle"]}
                for place, message in enumerate(done[start : start + _LARGEST_RECEIVE])
            ]
            self._client.delete_message_batch(QueueUrl=self.url, Entries=entries)  # type: ignore[arg-type]

    def _hurry(self, failed: Sequence[MessageTypeDef], seconds: int) -> None:
        for message in failed:
            receipt = message["ReceiptHandle"]
            self._client.change_message_visibility(QueueUrl=self.url, ReceiptHandle=receipt, VisibilityTimeout=seconds)


def release_hands(client: SQSClient, hands: Path) -> None:
    """Makes visible what a killed runner was working on: nobody will finish it."""
    hands.mkdir(parents=True, exist_ok=True)
    for hand in hands.glob("*.json"):
        with suppress(ValueError, KeyError):
            held = json.loads(hand.read_text())
            for receipt in held["receipts"]:
                with suppress(ClientError, BotoCoreError):
                    client.change_message_visibility(QueueUrl=held["url"], ReceiptHandle=receipt, VisibilityTimeout=0)
        hand.unlink(missing_ok=True)


def _receives(message: MessageTypeDef) -> int:
    return int(message.get("Attributes", {}).get("ApproximateReceiveCount", "1"))


def _record(message: MessageTypeDef, arn: str) -> dict[str, Any]:
    """A message in Lambda's form."""
    record = {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message.get("Attributes", {}),
        "messageAttributes": {name: _attribute(value) for name, value in message.get("MessageAttributes", {}).items()},
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": arn,
        "awsRegion": REGION,
    }
    if "MD5OfMessageAttributes" in message:
        record["md5OfMessageAttributes"] = message["MD5OfMessageAttributes"]
    return record


def _attribute(value: Any) -> dict[str, Any]:
    return {
        "stringValue": value.get("StringValue"), "stringListValues": [], "binaryListValues": [], "dataType": value["DataType"],
    }  # fmt: skip
