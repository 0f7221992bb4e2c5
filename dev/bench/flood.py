"""Somebody who knows one location's webhook makes bookings up: what another business's visits feel of it.

Under Altegio's real limits, each made-up number would cost one of the calls that all share.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from itertools import count
from statistics import median, quantiles
from threading import Event, Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

from dev.bench.paid_visits import paid_visits, seconds_to_book
from dev.bench.shop import REAL_LIMITS, Shop, connect, open_shop
from dev.bench.table import Goal, Line, Remark, Row
from dev.runner.drive import StackError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TITLE = "Made-up bookings at one location's webhook, and another business's visits (5 calls a second, 200 a minute)"
_VISITS = 10
_FLOODED, _ITS_OWNER = 7777, 900100
_RATE = 5
# A very busy shop: a visit, some five calls about it, every few seconds. It stays within a location's share of the budget; one
# that is over it gets no more than what the flood leaves.
_PACE_SECONDS = 8.0
_FIRST_NUMBER = 900_000_000
_SLOWEST_SECONDS = 10.0


def run() -> Sequence[Line]:
    """About three minutes."""
    with open_shop(**REAL_LIMITS) as shop:
        path = _hook(connect(shop.stack, _FLOODED, _ITS_OWNER))
        visits = paid_visits(shop, range(2 * _VISITS))
        alone = seconds_to_book(shop, visits[:_VISITS], _PACE_SECONDS)
        shop.stack.desk.reset_counters()
        with _flood(shop.stack.base_url, path) as sent:
            flooded = seconds_to_book(shop, visits[_VISITS:], _PACE_SECONDS)
        counted = shop.stack.desk.counters()
    asked = sum(calls for route, calls in counted.routes.items() if "/record/" in route)
    return [
        *rows(alone, flooded, len(sent), asked),
        Remark(f"{counted.too_many_requests} calls were refused by Altegio's limits"),
    ]


def rows(alone: Sequence[float], flooded: Sequence[float], sent: int, asked: int) -> Sequence[Line]:
    """Seconds from event to entry without and with the flood; how many made-up events there were, and calls about them."""
    return [
        Row("event → booked beside the flood, p50", median(flooded) * 1000, "ms", "without it", median(alone) * 1000),
        Row("event → booked beside the flood, p99", _p99(flooded) * 1000, "ms", "without it", _p99(alone) * 1000),
        Row("the slowest of them", max(flooded) * 1000, "ms", "the most", _SLOWEST_SECONDS * 1000, Goal("<=", 1)),
        Remark(f"{sent:,} made-up events led to {asked:,} calls so far"),
    ]


def _p99(seconds: Sequence[float]) -> float:
    return quantiles(seconds, n=100, method="inclusive")[98]


def _hook(flooded: Shop) -> str:
    """The path of the location's webhook, as one of its own events shows it."""
    desk = flooded.stack.desk
    desk.add_client("Somebody", phone="4915112345670", location=_FLOODED)
    event = desk.webhooks()[-1]
    if event["body"]["company_id"] != _FLOODED:
        raise StackError("the flooded location has no webhook")
    path: str = urlsplit(event["urls"][0]).path
    return path


@contextmanager
def _flood(base_url: str, path: str) -> Iterator[Sequence[int]]:
    """Each event names another booking, which does not exist; the list grows with every one that our door has taken."""
    sent: list[int] = []
    over = Event()

    def post() -> None:
        with httpx.Client(base_url=base_url, timeout=60, trust_env=False) as door:
            for number in count(_FIRST_NUMBER):
                body = {"company_id": _FLOODED, "resource": "record", "resource_id": number, "status": "update", "data": {}}
                door.post(path, content=json.dumps(body)).raise_for_status()
                sent.append(number)
                if over.wait(1 / _RATE):
                    return

    flood = Thread(target=post)
    flood.start()
    try:
        yield sent
    finally:
        over.set()
        flood.join()
