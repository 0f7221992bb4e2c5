"""A local stack whose functions find AWS through the proxy, and what has to be true when all faults are over."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, Any, Self

from dev.bench.shop import Customer, Shop, connect
from dev.faults.proxy import FaultProxy
from dev.runner.aws import LocalAws
from dev.runner.drive import StackDriver
from dev.runner.launch import LaunchedStack, free_ports
from dev.runner.queue_contents import Lying, lying_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from dev.faults.troubles import Faults

PATIENCE_SECONDS = 90
_PAUSE_SECONDS = 0.1
# What comes again to a function lies in queues whose names begin so; the relay has a stream.
_QUEUES = {"accrual": "Accrual", "pass_update": "Apple", "google_update": "Google", "sync": "Sync"}
VARIABLES = {
    "COALESCE_SECONDS": "0",
    "REVERSAL_DELAY_SECONDS": "2",
    "SWEEP_MINUTES": "0",
    "ALTEGIO_REQUESTS_PER_SECOND": "100000",
    "ALTEGIO_REQUESTS_PER_MINUTE": "6000000",
}


@dataclass(frozen=True, slots=True)
class Books:
    """What we have noted about one card."""

    amounts: list[int]
    seqs: list[int]
    balance: int
    mark: int
    pushed: int

    @property
    def sound(self) -> bool:
        """The balance is the sum of gapless entries."""
        return self.seqs == list(range(1, len(self.seqs) + 1)) and self.balance == sum(self.amounts)

    @property
    def told(self) -> bool:
        """The phones were told of the last change."""
        return self.pushed == self.mark


class Ground:
    """A context manager. A message that failed comes again after `again_seconds` instead of six minutes."""

    def __init__(self, folder: Path, again_seconds: int) -> None:
        """Nothing is started yet."""
        ports = free_ports()
        self.folder = folder
        self.proxy = FaultProxy(f"http://127.0.0.1:{ports['AWS_EMULATOR_PORT']}")
        ours = {"FAILED_MESSAGE_SECONDS": str(again_seconds), "FUNCTIONS_AWS_ENDPOINT_URL": self.proxy.url}
        self._launched = LaunchedStack(folder, {**VARIABLES, **ports, **ours})
        self.places = count()
        self._numbers = count(1)
        self._shop: Shop | None = None

    @property
    def faults(self) -> Faults:
        """Those in force."""
        return self.proxy.faults

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()
        self._launched.stop()
        self.proxy.__exit__()

    def crash(self) -> None:
        """The runner is killed with everything that it runs, and started again on the same data."""
        self.stack.close()
        self._launched.kill()
        self._start()

    def _start(self) -> None:
        self._launched.start()
        self.stack = StackDriver(self._launched.file)
        self.stack.desk.webhook_delay(0.02)

    def log(self, function: str) -> Path:
        """Where it writes."""
        return self.folder / "data" / "logs" / f"{function}.log"

    @cached_property
    def aws(self) -> LocalAws:
        """Without the proxy."""
        return LocalAws(self.stack.facts["aws_endpoint_url"])

    @cached_property
    def queues(self) -> list[str]:
        """URLs of all, dead-letter queues included."""
        return self.aws.sqs.list_queues()["QueueUrls"]

    @property
    def last_resorts(self) -> list[str]:
        """URLs of those from which nothing comes again."""
        return [url for url in self.queues if "DeadLetter" in url or "Failure" in url]

    @cached_property
    def _tables(self) -> list[str]:
        return self.aws.dynamodb.list_tables()["TableNames"]

    def _table(self, logical_id: str) -> str:
        return next(name for name in self._tables if logical_id in name)

    @property
    def shop(self) -> Shop:
        """One location, connected when it is first wanted."""
        self._shop = replace(self._shop, stack=self.stack) if self._shop else connect(self.stack)
        return self._shop

    def customer(self) -> Customer:
        """Somebody new."""
        return self.shop.customer(next(self._numbers))

    def card(self, card_id: str) -> Any:
        """As the owner sees it."""
        return self.stack.json("GET", f"/api/v1/cards/{card_id}", self.shop.key)

    def waiting(self) -> list[Lying]:
        """Messages in any queue; at rest there are none, also none that was set aside."""
        return [message for url in self.queues for message in lying_in(self.stack.facts["aws_endpoint_url"], url)]

    def at_rest(self, function: str) -> bool:
        """Whether nothing comes to it again; what is meant for later has never been received."""
        name = _QUEUES.get(function)
        mine = [url for url in self.queues if name and f"-{name}" in url and url not in self.last_resorts]
        lying = [message for url in mine for message in lying_in(self.stack.facts["aws_endpoint_url"], url)]
        return not any(message.visible or message.receives for message in lying)

    def set_aside(self) -> list[str]:
        """What kinds of messages were, since the last look; they are gone then."""
        return [kind for url in self.last_resorts for kind in self._taken(url)]

    def _taken(self, url: str) -> Iterator[str]:
        while found := self.aws.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            for message in found:
                self.aws.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                yield str(json.loads(message["Body"]).get("type", "record of the stream"))

    def books(self, card_id: str) -> Books:
        """As they stand in the tables."""
        head = self._head(card_id)
        found = self.aws.dynamodb.query(
            TableName=self._table("LedgerTable"), KeyConditionExpression="pk = :card",
            ExpressionAttributeValues={":card": {"S": f"T#{head['tenant_id']['S']}#CARD#{card_id}"}},
        )  # fmt: skip
        entries = [json.loads(one["entry"]["S"]) for one in found["Items"]]
        return Books(
            [one["amount"] for one in entries], [one["seq"] for one in entries],
            *(int(head[name]["N"]) for name in ("balance", "mark", "pushed_apple")),
        )  # fmt: skip

    def _head(self, card_id: str) -> Any:
        pages = self.aws.dynamodb.get_paginator("scan").paginate(
            TableName=self._table("MainTable"), FilterExpression="kind = :head AND card_id = :id",
            ExpressionAttributeValues={":head": {"S": "head"}, ":id": {"S": card_id}},
        )  # fmt: skip
        (head,) = (item for page in pages for item in page["Items"])
        return head


def wait_until(holds: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> bool:
    """Whether it came true in time. While a fault is in force a look may fail too."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(Exception):
            if holds():
                return True
        time.sleep(_PAUSE_SECONDS)
    return False
