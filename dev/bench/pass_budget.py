"""Where the time of a pass goes: each part beside the RSA operation, which no pass can do without.

Single ones by the clock, in turns, and of each the lower tenth: what else the machine does reaches the others.
"""

import time
from collections.abc import Mapping, Sequence
from statistics import quantiles

from comeback.adapters.words import languages
from dev.bench.our_passes import OurPasses, Step, rsa_certificate
from dev.bench.table import Line, Row

TITLE = "Where the time of a pass goes (by the clock, the lower tenth of single ones in turns)"
_TURNS, _EACH = 30, 100


def run() -> Sequence[Line]:
    """About ten seconds."""
    ours = OurPasses(rsa_certificate())
    many = OurPasses(ours.secret, languages()[1:])
    return rows(costs({**ours.steps(), f"signed passes in {len(languages())} languages": many.make}))


def costs(steps: Mapping[str, Step], turns: int = _TURNS, each: int = _EACH) -> Mapping[str, float]:
    """Microseconds of each."""
    spent: dict[str, list[int]] = {name: [] for name in steps}
    for turn in range(turns):
        for name, step in steps.items():
            for number in range(turn * each, (turn + 1) * each):
                start = time.perf_counter_ns()
                step(number)
                spent[name].append(time.perf_counter_ns() - start)
    return {name: quantiles(times, n=10, method="inclusive")[0] / 1000 for name, times in spent.items()}


def rows(spent: Mapping[str, float]) -> Sequence[Line]:
    """The cheapest is what all have in it."""
    least = min(spent, key=lambda name: spent[name])
    return [Row(name, microseconds, "µs", least, spent[least]) for name, microseconds in spent.items() if name != least]
