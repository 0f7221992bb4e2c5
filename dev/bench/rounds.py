"""Interleaved measuring: each round asks everybody once, so that what else the machine does meets all alike."""

import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from dev.setup.__main__ import ENVIRONMENTS
from dev.setup.__main__ import main as set_up

_CHECKOUT = Path(__file__).resolve().parents[2]


class PeerMissingError(Exception):
    """A comparison is not possible here; the text says why in one line."""


def medians(rounds: int, contenders: Mapping[str, Callable[[], float]]) -> dict[str, float]:
    """The median figure of each contender; a first round that warms up does not count."""
    return {name: median(figures) for name, figures in _measured(rounds, contenders).items()}


def fastest(rounds: int, contenders: Mapping[str, Callable[[], float]]) -> dict[str, float]:
    """The greatest figure of each: what it can do undisturbed. Other work empties caches, which costs bare RSA least."""
    return {name: max(figures) for name, figures in _measured(rounds, contenders).items()}


def _measured(rounds: int, contenders: Mapping[str, Callable[[], float]]) -> Mapping[str, Sequence[float]]:
    figures: dict[str, list[float]] = {name: [] for name in contenders}
    for measure in contenders.values():
        measure()
    for _ in range(rounds):
        for name, measure in contenders.items():
            figures[name].append(measure())
    return figures


@contextmanager
def rounds_of(command: Sequence[str]) -> Iterator[Callable[[float], float]]:
    """A program of somebody else's, which answers each line (seconds) with its figure; it ends with the `with`."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:

        def one(seconds: float) -> float:
            assert process.stdin
            assert process.stdout
            process.stdin.write(f"{seconds}\n")
            process.stdin.flush()
            return float(process.stdout.readline())

        try:
            yield one
        finally:
            process.kill()


def python_of_peers(names: str) -> Path:
    """The interpreter that has the Python packages we compare with, made ready. Raises PeerMissingError, which tells `names`."""
    if set_up(["peers"]):
        raise PeerMissingError(f"{names} could not be installed, so there is nothing to compare with")
    return _CHECKOUT / ENVIRONMENTS["peers"][0] / "bin" / "python"
