"""Signed passes a second of the clock, in one process and in one for each core at the same time."""

import multiprocessing
import os
import time
from collections.abc import Sequence
from multiprocessing.pool import Pool

from dev.bench.rounds import medians
from dev.bench.signing import OurPasses, rsa_certificate
from dev.bench.table import Goal, Line, Row

TITLE = "Signed passes on every core (a second of the clock, medians of interleaved rounds; other work on the machine shows here)"
_ROUNDS, _SECONDS = 5, 1.0
_GOAL = Goal(">=", 0.9)
_made: list[OurPasses] = []


def run() -> Sequence[Line]:
    """About a quarter of a minute."""
    cores = os.process_cpu_count() or 1
    secret = dict(rsa_certificate())
    with multiprocessing.get_context("spawn").Pool(cores, _prepare, (secret,)) as pool:
        speed = medians(_ROUNDS, {"one": lambda: _together(pool, 1), "all": lambda: _together(pool, cores)})
    return [Row(f"signed passes, {cores} processes", speed["all"], "/s", f"{cores} x one process", cores * speed["one"], _GOAL)]


def _prepare(secret: dict[str, str]) -> None:
    _made.append(OurPasses(secret))


def _together(pool: Pool, processes: int) -> float:
    return sum(pool.map(_round, [_SECONDS] * processes, chunksize=1))


def _round(seconds: float) -> float:
    count, start = 0, time.monotonic()
    while (elapsed := time.monotonic() - start) < seconds:
        _made[0].make(count := count + 1)
    return count / elapsed
