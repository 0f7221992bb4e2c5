"""What the events of a paid visit cost in requests, write units and calls: counted, not timed.

The real handlers run in a process of their own, against the local AWS and the stand-in for Altegio. Altegio's events are
handed to them one by one, so that each evaluation has its own count.
"""

from __future__ import annotations

import json
import os
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dev.altegio.desk import Desk
from dev.bench.meter import Meter
from dev.bench.shop import open_shop
from dev.bench.table import BUDGET, Line, Row
from dev.runner.aws import LocalAws
from dev.runner.deployment import STACK
from dev.runner.emulator import CREDENTIALS, REGION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

TITLE = "A paid visit (booked, arrived, paid), counted over all its events; the references are the budgets"
_FUNCTIONS = ("WebhookFunction", "AccrualFunction")
_NOTHING_CHANGED = {"unchanged", "already_seen", "in_step"}
# Acts of a desk are minutes apart. What matters is that nobody seems to be at work on the day any more.
_BETWEEN_ACTS_SECONDS = 1.6


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One message of the accrual queue."""

    act: str
    outcome: str
    requests: int
    write_units: float
    altegio_calls: int


def run() -> Sequence[Line]:
    """About twenty seconds."""
    return rows(count())


def rows(evaluations: Sequence[Evaluation]) -> Sequence[Line]:
    """Against the budgets of the data model."""
    (booked,) = (one for one in evaluations if one.outcome == "booked")
    idle = [one for one in evaluations if one.outcome in _NOTHING_CHANGED]
    visit = [one for one in evaluations if one.act != "again"]
    return [
        _budget("DynamoDB requests, the payment's evaluation", booked.requests, 4),
        _budget("DynamoDB requests, most of an evaluation", max(one.requests for one in evaluations), 4),
        _budget("write units, the payment's evaluation", booked.write_units, 8),
        _budget("write units, most of an event that changes nothing", max(one.write_units for one in idle), 1),
        _budget("Altegio calls, most of an evaluation", max(one.altegio_calls for one in evaluations), 3),
        _budget("Altegio calls, the whole visit", sum(one.altegio_calls for one in visit), 6),
    ]


def _budget(what: str, counted: float, most: float) -> Row:
    return Row(what, counted, "", "budget", most, BUDGET)


def count() -> Sequence[Evaluation]:
    """All evaluations of one visit, in order; those of the act "again" are an event that comes once more."""
    with open_shop() as shop:
        customer = shop.customer(1)
        shop.stack.settle()
        facts = shop.stack.facts
        environment = environment_of(LocalAws(facts["aws_endpoint_url"]), facts["aws_endpoint_url"])
        work = facts["altegio"]["app_url"], customer.client_id
        # A process of its own: handlers read their variables and make their clients when they are imported.
        with ProcessPoolExecutor(1, get_context("spawn"), take_environment, (environment,)) as pool:
            return pool.submit(_play, *work).result()


def environment_of(aws: LocalAws, url: str) -> dict[str, str]:
    """What the two functions have, but a queue that nobody else empties."""
    variables: dict[str, str] = {}
    for resource in aws.cloudformation.describe_stack_resources(StackName=STACK)["StackResources"]:
        if resource["LogicalResourceId"] in _FUNCTIONS:
            name = resource["PhysicalResourceId"]
            variables |= aws.functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    queue = aws.sqs.create_queue(QueueName="bench")["QueueUrl"]
    place = {"AWS_ENDPOINT_URL": url, "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION}
    return {**variables, **CREDENTIALS, **place, "ACCRUAL_QUEUE_URL": queue}


def take_environment(environment: Mapping[str, str]) -> None:
    """Of the process that runs the handlers, before they are imported."""
    os.environ.update(environment)


def _play(altegio_url: str, client: int) -> Sequence[Evaluation]:
    desk, said = Desk(altegio_url), StringIO()
    with redirect_stdout(said):
        handlers = Handlers(desk, said)
        desk.lose_webhooks(0)
        desk.hold_webhooks()
        # When a location was last heard of is noted once a minute; that is no part of a visit.
        desk.add_client("Somebody", surname="Else", phone="13125559999")
        handlers.after("not counted")
        booking = desk.book(client, "Haircut").booking_id
        evaluations = handlers.after("booked")
        desk.arrive(booking)
        evaluations += handlers.after("arrived")
        desk.pay(booking)
        evaluations += handlers.after("paid")
        return [*evaluations, *handlers.again()]


@dataclass(slots=True)
class Handlers:
    """The webhook's and the accrual's, as Lambda calls them."""

    desk: Desk
    said: StringIO
    meter: Meter = field(default_factory=Meter)
    known: int = 0

    def __post_init__(self) -> None:
        from comeback.bootstrap import parts

        self.meter.attach(parts.dynamodb())
        self.known = len(self.desk.webhooks())

    def after(self, act: str) -> list[Evaluation]:
        """Hands over the events since the last time: all of an act come at once, then the queue is emptied."""
        events = self.desk.webhooks()[self.known :]
        self.known += len(events)
        return self._handle(act, events)

    def again(self) -> list[Evaluation]:
        """The latest event about a booking once more."""
        events = [event for event in self.desk.webhooks() if event["body"]["resource"] == "record"]
        return self._handle("again", events[-1:])

    def _handle(self, act: str, events: Sequence[Mapping[str, Any]]) -> list[Evaluation]:
        from functions.webhook.handler import handler

        time.sleep(_BETWEEN_ACTS_SECONDS)
        for event in events:
            location, secret = Path(event["urls"][0]).parts[-2:]
            request = {"pathParameters": {"location_id": location, "secret": secret}, "body": json.dumps(event["body"])}
            assert handler(request, None)["statusCode"] == 200
        return [self._evaluate(act, message) for message in self._messages()]

    def _messages(self) -> Iterator[Mapping[str, Any]]:
        from comeback.bootstrap import parts

        queue = parts.settings.accrual_queue_url
        while found := parts.sqs().receive_message(QueueUrl=queue, MaxNumberOfMessages=1).get("Messages"):
            parts.sqs().delete_message(QueueUrl=queue, ReceiptHandle=found[0]["ReceiptHandle"])
            yield found[0]

    def _evaluate(self, act: str, message: Mapping[str, Any]) -> Evaluation:
        from functions.accrual.handler import handler

        self.meter.reset()
        self.desk.reset_counters()
        record = {"messageId": message["MessageId"], "body": message["Body"], "eventSource": "aws:sqs"}
        answer = handler({"Records": [record]}, None)  # type: ignore[arg-type]  # nothing asks for the context
        assert answer == {"batchItemFailures": []}, answer
        outcome = json.loads(self.said.getvalue().splitlines()[-1])["outcome"]
        return Evaluation(act, outcome, self.meter.requests, self.meter.write_units, self.desk.counters().calls)
