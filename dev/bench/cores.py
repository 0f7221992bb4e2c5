"""Signed passes a second of the clock, in one process and in one for each core at the same time, beside bare RSA.

What else the machine does, and cores that are threads of one core, keep bare RSA from doubling, too.
"""

import multiprocessing
import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from multiprocessing.pool import Pool

from dev.bench.our_passes import OurPasses, rsa_certificate
from dev.bench.rounds import medians
from dev.bench.table import Goal, Line, Row

TITLE = "Signed passes on every core (a second of the clock, medians of interleaved rounds)"
_ROUNDS, _SECONDS = 5, 1.0
_GOAL = Goal(">=", 0.9)
_HAS_OPENSSL = shutil.which("openssl") is not None
_made: list[OurPasses] = []


def run() -> Sequence[Line]:
    """About a quarter of a minute."""
    cores = os.process_cpu_count() or 1
    secret = dict(rsa_certificate())
    with multiprocessing.get_context("spawn").Pool(cores, _prepare, (secret,)) as pool:
        contenders = {"one": lambda: _together(pool, 1), "all": lambda: _together(pool, cores)}
        if _HAS_OPENSSL:
            contenders |= {"bare one": lambda: _openssl(1), "bare all": lambda: _openssl(cores)}
        speed = medians(_ROUNDS, contenders)
    passes = Row(f"signed passes, {cores} processes", speed["all"], "/s", f"{cores} x one process", cores * speed["one"])
    if not _HAS_OPENSSL:
        return [passes]
    bare = Row(f"openssl speed -multi {cores} rsa2048", speed["bare all"], "/s", f"{cores} x one", cores * speed["bare one"])
    return [passes, bare, Row("share of that, passes", passes.ratio, "", "by bare RSA", bare.ratio, _GOAL)]


def _prepare(secret: dict[str, str]) -> None:
    _made.append(OurPasses(secret))


def _together(pool: Pool, processes: int) -> float:
    return sum(pool.map(_round, [_SECONDS] * processes, chunksize=1))


def _round(seconds: float) -> float:
    count, start = 0, time.monotonic()
    while (elapsed := time.monotonic() - start) < seconds:
        _made[0].make(count := count + 1)
    return count / elapsed


def _openssl(processes: int) -> float:
    """Signatures a second of the clock, all processes together."""
    command = ["openssl", "speed", "-elapsed", "-seconds", "1", "-multi", str(processes), "rsa2048"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(run.stdout.split()[-2])
