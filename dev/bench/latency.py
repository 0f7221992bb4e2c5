"""From an event at our door to the push at Apple's: many visits a second against one visit at a time.

The stack runs with the template's own functions, queues and streams on this machine's cores, beside the emulator and the
stand-ins; the figures tell about our path and this machine, not about AWS.
"""

from __future__ import annotations

import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

import httpx

from dev.bench.paid_visits import Event, pay_unheard
from dev.bench.shop import Shop, open_shop
from dev.bench.table import Line, Remark, Row
from dev.phone.device import Phone
from dev.runner.drive import StackError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

TITLE = "Event received → push sent, on the local stack (limits raised, COALESCE_SECONDS=0)"
_RATE = 20
_SECONDS = 6
_ALONE = 15
# Makes the workers that a burst needs: their starts are the other benchmark's matter.
_WARM_UP = 40
_PATIENCE_SECONDS = 60.0
_ALONE_REFERENCE = "one visit at a time, p50"


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit that was paid while we were not told, the events about it, and the phone that waits."""

    push_token: str
    events: Sequence[Event]


def run() -> Sequence[Line]:
    """About a minute, most of it to give cards to as many people."""
    with open_shop() as shop, httpx.Client(base_url=shop.stack.base_url, timeout=60, trust_env=False) as door:
        visits = _visits(shop, _WARM_UP + _ALONE + _RATE * _SECONDS)
        apns = _Apns(shop)
        apns.wait_for_all(_at_rate(door, visits[:_WARM_UP]))
        shop.stack.settle(_PATIENCE_SECONDS)
        alone = [_alone(door, apns, visit) for visit in visits[_WARM_UP:][:_ALONE]]
        began = time.time()
        received = _at_rate(door, visits[_WARM_UP + _ALONE :])
        pushed = apns.wait_for_all(received)
        apns.close()
    if not pushed:
        raise StackError("not one event led to a push")
    together = [pushed[token] - at for token, at in received.items() if token in pushed]
    return rows(alone, together, max(pushed.values()) - began, len(received) - len(together))


def rows(alone: Sequence[float], together: Sequence[float], seconds: float, lost: int) -> Sequence[Line]:
    """Seconds from event to push, alone and at the rate; how long it took until the last push; visits without one."""
    reference = median(alone) * 1000
    several = f"{_RATE} visits/s"
    table: list[Line] = [
        Row(f"{several}, p50", median(together) * 1000, "ms", _ALONE_REFERENCE, reference),
        Row(f"{several}, p99", quantiles(together, n=100)[98] * 1000, "ms", _ALONE_REFERENCE, reference),
        Row("visits pushed", len(together) / seconds, "/s", "visits that came", _RATE),
    ]
    return [*table, Remark(f"{lost} visits without a push")] if lost else table


def _visits(shop: Shop, count: int) -> Sequence[Visit]:
    """Nobody tells us of them yet."""
    people = [shop.customer(number) for number in range(count)]
    shop.stack.settle(_PATIENCE_SECONDS)
    with ThreadPoolExecutor(4) as pool:
        tokens = list(pool.map(lambda person: _phone(shop, person.pass_url), people))
    return [Visit(token, events) for token, events in zip(tokens, pay_unheard(shop, people), strict=True)]


def _phone(shop: Shop, pass_url: str) -> str:
    """The push token of a phone that has the pass and has registered."""
    phone = Phone(shop.stack.ca_file)
    phone.add(pass_url)
    phone.close()
    return phone.push_token


def _send(door: httpx.Client, visit: Visit) -> float:
    """The moment before the first event went out."""
    began = time.time()
    for path, body in visit.events:
        door.post(path, content=body).raise_for_status()
    return began


def _alone(door: httpx.Client, apns: _Apns, visit: Visit) -> float:
    sent = _send(door, visit)
    return apns.wait(visit.push_token) - sent


def _at_rate(door: httpx.Client, visits: Sequence[Visit]) -> Mapping[str, float]:
    """Token of each visit's phone and when its first event went out."""
    start = time.monotonic()

    def one(numbered: tuple[int, Visit]) -> tuple[str, float]:
        number, visit = numbered
        time.sleep(max(0.0, start + number / _RATE - time.monotonic()))
        return visit.push_token, _send(door, visit)

    with ThreadPoolExecutor(_RATE) as pool:
        return dict(pool.map(one, enumerate(visits)))


class _Apns:
    """What the stand-in for APNs was sent; its clock is this machine's, as ours is."""

    def __init__(self, shop: Shop) -> None:
        context = ssl.create_default_context(cafile=shop.stack.ca_file)
        self._http = httpx.Client(base_url=shop.stack.apns_url, verify=context, timeout=60, trust_env=False)

    def wait(self, token: str) -> float:
        """When the first push to this phone came. Raises StackError when none comes."""
        pushes = self._pushes(token=token, wait=_PATIENCE_SECONDS)
        if not pushes:
            raise StackError("an event led to no push")
        return float(pushes[0]["at"])

    def wait_for_all(self, tokens: Collection[str]) -> Mapping[str, float]:
        """When the first push to each of these phones came, as far as one did."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            came = {push["token"]: float(push["at"]) for push in reversed(self._pushes())}
            if came.keys() >= set(tokens) or time.monotonic() > deadline:
                return {token: came[token] for token in tokens if token in came}
            time.sleep(0.2)

    def _pushes(self, **query: Any) -> list[dict[str, Any]]:
        pushes: list[dict[str, Any]] = self._http.get("/__control/pushes", params=query).json()["pushes"]
        return pushes

    def close(self) -> None:
        """Ends the connection."""
        self._http.close()
