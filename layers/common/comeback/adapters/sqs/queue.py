"""Queues over SQS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from comeback.messages import Message, to_json
from comeback.ports.queues import QueueUnavailableError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

_BATCH = 10
_TRIES = 3


class SqsQueue:
    """One queue; serves `AccrualQueue`, `ApplePushQueue` and `GoogleQueue`."""

    def __init__(self, client: SQSClient, url: str) -> None:
        """`url` is the queue's."""
        self._client = client
        self._url = url

    def send(self, message: Message, delay_seconds: int = 0) -> None:
        """One message. Raises QueueUnavailableError."""
        try:
            self._client.send_message(QueueUrl=self._url, MessageBody=to_json(message), DelaySeconds=delay_seconds)
        except (ClientError, BotoCoreError) as problem:
            raise QueueUnavailableError("the queue did not take the message") from problem

    def send_all(self, messages: Sequence[Message]) -> None:
        """Ten at a time; what SQS refuses of a batch is sent again. Raises QueueUnavailableError."""
        for start in range(0, len(messages), _BATCH):
            entries: list[SendMessageBatchRequestEntryTypeDef] = [
                {"Id": str(place), "MessageBody": to_json(message)}
                for place, message in enumerate(messages[start : start + _BATCH])
            ]
            self._send_batch(entries)

    def _send_batch(self, entries: list[SendMessageBatchRequestEntryTypeDef]) -> None:
        for _ in range(_TRIES):
            try:
                answer = self._client.send_message_batch(QueueUrl=self._url, Entries=entries)
            except (ClientError, BotoCoreError) as problem:
                raise QueueUnavailableError("the queue did not take the messages") from problem
            failed = {each["Id"] for each in answer.get("Failed", [])}
            entries = [entry for entry in entries if entry["Id"] in failed]
            if not entries:
                return
        raise QueueUnavailableError("the queue kept refusing some messages")
