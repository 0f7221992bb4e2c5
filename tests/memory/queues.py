"""Queues that keep what was sent."""

from collections.abc import Sequence

from comeback.messages import AccrualMessage
from comeback.ports.queues import QueueUnavailableError


class MemoryAccrualQueue:
    """Messages in the order of sending; `refuses` makes it break."""

    def __init__(self) -> None:
        self.sent: list[AccrualMessage] = []
        self.refuses = False

    def send(self, message: AccrualMessage, delay_seconds: int = 0) -> None:
        if self.refuses:
            raise QueueUnavailableError("the queue did not take the message")
        self.sent.append(message)

    def send_all(self, messages: Sequence[AccrualMessage]) -> None:
        for message in messages:
            self.send(message)
