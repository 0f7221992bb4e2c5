"""Messages to other functions. Sending is one durable write."""

from collections.abc import Sequence
from typing import Protocol

from comeback.messages import AccrualMessage, AppleBatchMessage, CardChanged, GoogleBatchMessage, GoogleMessage, SyncMessage


class QueueUnavailableError(Exception):
    """The queue did not accept the message; nothing was stored."""


class QueueOf[M](Protocol):
    """Messages of some types. Raises QueueUnavailableError."""

    def send(self, message: M, delay_seconds: int = 0) -> None:
        """Store one message; it becomes visible after the delay (at most 900 s)."""


class BulkQueueOf[M](QueueOf[M], Protocol):
    """The same, many at a time."""

    def send_all(self, messages: Sequence[M]) -> None:
        """Store many messages."""


# Work for the accrual function.
AccrualQueue = BulkQueueOf[AccrualMessage]
# Cards whose phones should hear of a change.
ApplePushQueue = QueueOf[CardChanged]
# Cards and programs that Google should hear of.
GoogleQueue = QueueOf[GoogleMessage]
# Changes of many cards at once, apart from those of one, which must not wait behind them.
AppleBatchQueue = QueueOf[AppleBatchMessage]
GoogleBatchQueue = QueueOf[GoogleBatchMessage]
# Pages of clients to synchronise and days of their past, apart from events, which must not wait behind them.
SyncQueue = BulkQueueOf[SyncMessage]
