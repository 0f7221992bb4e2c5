"""Visits that were paid, one customer after the other: how long from the event at our door to the entry in the ledger."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from dev.runner.aws import LocalAws
from dev.runner.deployment import STACK
from dev.runner.drive import StackError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dev.bench.shop import Customer, Shop

PACE_SECONDS = 3.0
"""From visit to visit: some eighty calls a minute, well below what Altegio allows."""
_PATIENCE_SECONDS = 90.0

Event = tuple[str, bytes]
"""Path at our door and body."""


@dataclass(frozen=True, slots=True)
class PaidVisit:
    """Nobody has told us of it yet."""

    card_id: str
    events: Sequence[Event]


def paid_visits(shop: Shop, numbers: Sequence[int]) -> Sequence[PaidVisit]:
    """Each of a customer of its own, who comes, pays and goes while the events get lost."""
    people = [shop.customer(number) for number in numbers]
    shop.stack.settle(_PATIENCE_SECONDS)
    unheard = pay_unheard(shop, people)
    return [PaidVisit(person.card_id, events) for person, events in zip(people, unheard, strict=True)]


def pay_unheard(shop: Shop, people: Sequence[Customer]) -> Sequence[Sequence[Event]]:
    """They come and pay, and nobody tells us: what would have been said of each."""
    desk = shop.stack.desk
    bookings = [desk.book(person.client_id, "Haircut").booking_id for person in people]
    for booking in bookings:
        desk.arrive(booking)
    known = len(desk.webhooks())
    for booking in bookings:
        desk.pay(booking)
    events = _by_booking(desk.webhooks()[known:])
    return [events[booking] for booking in bookings]


def _by_booking(events: Sequence[Mapping[str, Any]]) -> Mapping[int, Sequence[Event]]:
    """Those about bookings and their payments; those about a client tell nothing of a visit."""
    found: dict[int, list[Event]] = defaultdict(list)
    for event in events:
        body = event["body"]
        booking = body["resource_id"] if body["resource"] == "record" else body["data"].get("record_id")
        found[booking].append((urlsplit(event["urls"][0]).path, json.dumps(body).encode()))
    return found


def seconds_to_book(shop: Shop, visits: Sequence[PaidVisit], pace: float = PACE_SECONDS) -> list[float]:
    """Tells of the visits, one each `pace` seconds, and waits for the entries. Raises StackError when one does not come."""
    told: dict[str, float] = {}
    start = time.monotonic()
    for number, visit in enumerate(visits):
        time.sleep(max(0.0, start + number * pace - time.monotonic()))
        told[visit.card_id] = time.time()
        for path, body in visit.events:
            shop.stack.http.post(path, content=body).raise_for_status()
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not (booked := _booked(shop)).keys() >= told.keys():
        if time.monotonic() > deadline:
            raise StackError(f"{len(told.keys() - booked.keys())} visits were not booked")
        time.sleep(1)
    return [booked[card] - at for card, at in told.items()]


def _booked(shop: Shop) -> Mapping[str, float]:
    """Card and moment of each entry, out of the ledger itself: the API tells whole seconds."""
    aws = LocalAws(shop.stack.facts["aws_endpoint_url"])
    table = aws.cloudformation.describe_stack_resource(StackName=STACK, LogicalResourceId="LedgerTable")
    name = table["StackResourceDetail"]["PhysicalResourceId"]
    items: Any = aws.dynamodb.get_paginator("scan").paginate(TableName=name).build_full_result()["Items"]
    return {item["pk"]["S"].rpartition("#")[2]: _seconds(item["day_sk"]["S"]) for item in items}


def _seconds(day_key: str) -> float:
    return datetime.fromisoformat(day_key.partition("#")[0]).astimezone(UTC).timestamp()
