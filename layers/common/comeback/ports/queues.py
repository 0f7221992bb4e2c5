"""Messages to other functions. Sending is one durable write."""

from collections.abc import Sequence
from typing import Protocol

from comeback.messages import AccrualMessage, CardChanged, GoogleMessage, SyncPageDue


class QueueUnavailableError(Exception):
    """The queue did not accept the message; nothing was stored."""


class AccrualQueue(Protocol):
    """Work for the accrual function. Raises QueueUnavailableError."""

    def send(self, message: AccrualMessage, delay_seconds: int = 0) -> None:
        """Store one message; it becomes visible after the delay (at most 900 s)."""

    def send_all(self, messages: Sequence[AccrualMessage]) -> None:
        """Store many messages."""


class ApplePushQueue(Protocol):
    """Cards whose phones should hear of a change. Raises QueueUnavailableError."""

    def send(self, message: CardChanged, delay_seconds: int = 0) -> None:
        """Store one message; it becomes visible after the delay (at most 900 s)."""


class GoogleQueue(Protocol):
    """Cards and programs that Google should hear of. Raises QueueUnavailableError."""

    def send(self, message: GoogleMessage, delay_seconds: int = 0) -> None:
        """Store one message; it becomes visible after the delay (at most 900 s)."""


class SyncQueue(Protocol):
    """Pages of clients to synchronise, apart from events, which must not wait behind them. Raises QueueUnavailableError."""

    def send(self, message: SyncPageDue, delay_seconds: int = 0) -> None:
        """Store one message; it becomes visible after the delay (at most 900 s)."""

    def send_all(self, messages: Sequence[SyncPageDue]) -> None:
        """Store many messages."""
