"""Synchronising a location's clients under Altegio's real limits: its rate, its memory, and live events beside it."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from threading import Thread
from typing import TYPE_CHECKING, Any

from dev.bench.paid_visits import paid_visits, seconds_to_book
from dev.bench.shop import LOCATION, REAL_LIMITS, Shop, open_shop
from dev.bench.table import BUDGET, Goal, Line, Remark, Row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TITLE = "Synchronisation of clients at Altegio's real limits (5 calls a second, 200 a minute), and visits beside it"
_CLIENTS = 12_000
_VISITS = 20
_CEILING = 200 * 200 / 60
"""Clients a second: pages of two hundred, two hundred calls a minute."""
_LOOK_SECONDS = 0.25
_OPEN = {"queued", "running"}


@dataclass(frozen=True, slots=True)
class Run:
    """A job's report, its clients a second once it is under way, and the memory (KiB) of the largest worker by and by."""

    report: Mapping[str, Any]
    rate: float
    memory: Sequence[int]


def run(clients: int = _CLIENTS) -> Sequence[Line]:
    """About two minutes; a hundred thousand clients take three more."""
    with open_shop(**REAL_LIMITS) as shop:
        desk = shop.stack.desk
        visits = paid_visits(shop, range(2 * _VISITS))
        desk.add_many_clients(clients)
        desk.reset_counters()
        first = synchronise(shop)
        refused = desk.counters().too_many_requests
        alone = seconds_to_book(shop, visits[:_VISITS])
        second, beside = _side_by_side(shop, visits[_VISITS:])
    return rows(first, second, alone, beside, refused)


def rows(first: Run, second: Run, alone: Sequence[float], beside: Sequence[float], refused: int) -> Sequence[Line]:
    """Of a run that creates everybody, one that creates nobody, and visits without and with a run beside them."""
    early = first.memory[len(first.memory) // 4]
    table: list[Line] = [
        Row("clients a second", first.rate, "/s", "Altegio's ceiling", _CEILING, Goal(">=", 0.95)),
        Row("memory of a worker at the end", first.memory[-1] / 1024, "MiB", "after a quarter", early / 1024, Goal("<=", 1.05)),
        Row("customers of a second run", second.report["created"] + 1, "", "nobody is new (and one)", 1, BUDGET),
        Row("event → booked beside a run, p50", median(beside) * 1000, "ms", "without one", median(alone) * 1000),
        Row("event → booked beside a run, p99", _p99(beside) * 1000, "ms", "without one", _p99(alone) * 1000),
    ]
    return [*table, Remark(f"{refused} calls were refused by Altegio's limits")] if refused else table


def _p99(seconds: Sequence[float]) -> float:
    return quantiles(seconds, n=100, method="inclusive")[98]


def _side_by_side(shop: Shop, visits: Sequence[Any]) -> tuple[Run, Sequence[float]]:
    runs: list[Run] = []
    beside = Thread(target=lambda: runs.append(synchronise(shop)))
    beside.start()
    seconds = seconds_to_book(shop, visits)
    beside.join()
    return runs[0], seconds


def synchronise(shop: Shop) -> Run:
    """One job from its start to its end. The first eighth is left out of the rate: workers start, and find their step."""
    job = shop.stack.json("POST", f"/api/v1/connections/{LOCATION}/sync", shop.key)["job_id"]
    began, before = 0.0, 0
    memory: list[int] = []
    while True:
        report = shop.stack.json("GET", f"/api/v1/sync/{job}", shop.key)
        if not began and report["total"] and report["read"] >= report["total"] / 8:
            began, before = time.monotonic(), report["read"]
        if report["state"] not in _OPEN:
            return Run(report, (report["read"] - before) / (time.monotonic() - began), memory)
        memory.append(_memory(shop, "sync"))
        time.sleep(_LOOK_SECONDS)


def _memory(shop: Shop, function: str) -> int:
    """Resident memory (KiB) of the largest worker of a function of this stack."""
    sizes = [0]
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, StopIteration):
            ours = str(shop.stack.ca_file.parent).encode() in (process / "environ").read_bytes()
            if ours and (process / "cwd").readlink().parts[-2:] == ("functions", function):
                status = (process / "status").read_text().splitlines()
                sizes.append(int(next(line for line in status if line.startswith("VmRSS:")).split()[1]))
    return max(sizes)
