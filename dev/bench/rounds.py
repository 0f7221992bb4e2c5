"""Interleaved measuring: each round asks everybody once, so that what else the machine does meets all alike."""

from collections.abc import Callable, Mapping
from statistics import median


def medians(rounds: int, contenders: Mapping[str, Callable[[], float]]) -> dict[str, float]:
    """The median figure of each contender; a first round that warms up does not count."""
    figures: dict[str, list[float]] = {name: [] for name in contenders}
    for measure in contenders.values():
        measure()
    for _ in range(rounds):
        for name, measure in contenders.items():
            figures[name].append(measure())
    return {name: median(values) for name, values in figures.items()}
