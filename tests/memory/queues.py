"""Queues that keep what was sent."""

from collections.abc import Sequence

from comeback.messages import AccrualMessage, SyncMessage
from comeback.ports.queues import QueueUnavailableError


class MemoryAccrualQueue:
    """Messages in the order of sending, `visible` those without a delay; `refuses` makes it break."""

    def __init__(self) -> None:
        self.sent: list[AccrualMessage] = []
        self.visible: list[AccrualMessage] = []
        self.refuses = False

    def send(self, message: AccrualMessage, delay_seconds: int = 0) -> None:
        if self.refuses or not 0 <= delay_seconds <= 900:
            raise QueueUnavailableError("the queue did not take the message")
        self.sent.append(message)
        if not delay_seconds:
            self.visible.append(message)

    def send_all(self, messages: Sequence[AccrualMessage]) -> None:
        for message in messages:
            self.send(message)


class MemoryQueue[M]:
    """Any queue of single messages, in the order of sending."""

    def __init__(self) -> None:
        self.sent: list[M] = []

    def send(self, message: M, delay_seconds: int = 0) -> None:
        self.sent.append(message)


class MemorySyncQueue:
    """Pages to synchronise, in the order of sending; delays are told."""

    def __init__(self) -> None:
        self.sent: list[SyncMessage] = []
        self.delays: list[int] = []

    def send(self, message: SyncMessage, delay_seconds: int = 0) -> None:
        self.sent.append(message)
        self.delays.append(delay_seconds)

    def send_all(self, messages: Sequence[SyncMessage]) -> None:
        for message in messages:
            self.send(message)
