"""Altegio is down for some seconds: every visit of that time is booked afterwards, and no message is set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dev.bench.paid_visits import PACE_SECONDS, paid_visits, seconds_to_book
from dev.bench.shop import REAL_LIMITS, Shop, open_shop
from dev.bench.table import Goal, Line, Row
from dev.runner.aws import LocalAws
from dev.runner.deployment import STACK
from dev.runner.drive import StackError

if TYPE_CHECKING:
    from collections.abc import Sequence

TITLE = "An outage of Altegio, end to end (an hour of it is a unit test, in virtual time)"
_DOWN_SECONDS = 20.0
_VISITS = 6
# A message waits twice as long after each try: at the most as long again as it has waited already.
_LONGEST_SECONDS = 2.5 * _DOWN_SECONDS


def run() -> Sequence[Line]:
    """About a minute."""
    with open_shop(**REAL_LIMITS) as shop:
        visits = paid_visits(shop, range(_VISITS))
        shop.stack.desk.go_down(_DOWN_SECONDS)
        seconds = seconds_to_book(shop, visits)
        _refuse_set_aside(shop)
    return rows(seconds)


def rows(seconds: Sequence[float]) -> Sequence[Line]:
    """From event to entry, of visits that came one after the other from the beginning of the outage on."""
    since_down = max(number * PACE_SECONDS + one for number, one in enumerate(seconds))
    return [
        Row("visits booked", len(seconds), "", "visits that came", _VISITS, Goal(">=", 1)),
        Row("the last of them, since it went down", since_down, "s", "the most", _LONGEST_SECONDS, Goal("<=", 1)),
    ]


def _refuse_set_aside(shop: Shop) -> None:
    """Raises StackError when a message lies in a dead-letter queue."""
    aws = LocalAws(shop.stack.facts["aws_endpoint_url"])
    for resource in aws.cloudformation.describe_stack_resources(StackName=STACK)["StackResources"]:
        if resource["LogicalResourceId"].endswith("DeadLetterQueue") and resource["ResourceType"] == "AWS::SQS::Queue":
            url = resource["PhysicalResourceId"]
            answer = aws.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
            if answer["Attributes"]["ApproximateNumberOfMessages"] != "0":
                raise StackError(f"messages were set aside in {resource['LogicalResourceId']}")
