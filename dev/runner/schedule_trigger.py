"""The template's schedules: each calls its function at its rate, and by name when a person asks."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dev.runner.plan import SchedulePlan
    from dev.runner.runtime_api import Outcome


class ScheduleTriggers:
    """The first call comes after one whole interval, as with a new schedule at AWS."""

    def __init__(self, plans: Sequence[SchedulePlan], invoke: Callable[[str, Any], Outcome]) -> None:
        """Nothing runs before `start`."""
        self._plans = plans
        self._invoke = invoke
        self._closed = threading.Event()

    @property
    def jobs(self) -> list[str]:
        """Names that `run` knows."""
        return sorted({plan.job for plan in self._plans if plan.job is not None})

    def run(self, job: str) -> Outcome:
        """Runs a job now and waits for its end. Raises KeyError for one that no schedule has."""
        plan = next((plan for plan in self._plans if plan.job == job), None)
        if plan is None:
            raise KeyError(job)
        return self._invoke(plan.function, plan.event)

    def start(self) -> None:
        """Begins to count the intervals."""
        for plan in self._plans:
            if plan.rate_seconds is not None:
                threading.Thread(target=self._repeat, args=(plan, plan.rate_seconds), name=plan.name, daemon=True).start()

    def close(self) -> None:
        """Starts no more runs."""
        self._closed.set()

    def _repeat(self, plan: SchedulePlan, seconds: float) -> None:
        while not self._closed.wait(seconds):
            self._invoke(plan.function, plan.event)
