"""The desk's control routes: acts, troubles, the travel of webhooks, counters. Without tokens, on loopback only."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from dev.altegio.acts.stage import Stage
from dev.altegio.acts.table import ACTS, play
from dev.altegio.counters import Counters
from dev.altegio.faults import Fault, Faults, Trouble
from dev.altegio.http import Request, Response
from dev.altegio.limits import Limits
from dev.altegio.world import RefusedError, UnknownError

PREFIX = "/__desk/"

Control = Callable[[dict[str, Any]], Any]


class DeskRoutes:
    """`POST /__desk/acts/{act}` and the controls; errors are `{"error": …}` with 404 or 422."""

    def __init__(self, stage: Stage, counters: Counters, faults: Faults, limits: Limits) -> None:
        """Everything that the desk may turn."""
        self._stage = stage
        self._counters = counters
        self._faults = faults
        self._limits = limits
        self._controls: dict[tuple[str, str], Control] = {
            ("GET", "acts"): lambda _: {"acts": list(ACTS)},
            ("GET", "counters"): lambda _: self.counted(),
            ("POST", "counters/reset"): self._reset,
            ("GET", "webhooks"): lambda _: self._travelled(),
            ("POST", "webhooks"): self._change_travel,
            ("POST", "webhooks/flush"): lambda asked: {"events": stage.outbox.flush(**asked)},
            ("POST", "webhooks/resend"): lambda asked: {"events": stage.outbox.resend(**asked)},
            ("POST", "faults"): self._plan_fault,
            ("POST", "faults/clear"): self._clear_faults,
            ("POST", "limits"): self._change_limits,
        }

    def answer(self, request: Request) -> Response:
        """Never raises for what the caller got wrong."""
        name = request.path.removeprefix(PREFIX)
        control = self._controls.get((request.method, name))
        try:
            asked = dict(request.json())
            if request.method == "POST" and name.startswith("acts/"):
                return Response(200, play(self._stage, name.removeprefix("acts/"), asked))
            if control is None:
                return Response(404, {"error": f"{request.method} {request.path}"})
            return Response(200, control(asked))
        except UnknownError as problem:
            return Response(404, {"error": str(problem)})
        except (RefusedError, TypeError, ValueError, AttributeError) as problem:
            return Response(422, {"error": str(problem)})

    def counted(self) -> dict[str, Any]:
        """Calls since the last reset, and the webhooks of all time."""
        outbox = self._stage.outbox
        return {
            "calls": sum(self._counters.routes.values()),
            "routes": dict(self._counters.routes),
            "statuses": {str(status): count for status, count in self._counters.statuses.items()},
            "too_many_requests": self._counters.too_many,
            "faults": self._counters.faults,
            "webhooks": {**asdict(outbox.tally), "in_flight": outbox.in_flight, "held": len(outbox.held)},
        }

    def _reset(self, _: dict[str, Any]) -> Any:
        self._counters.reset()
        self._limits.forget()
        tally = self._stage.outbox.tally
        tally.planned = tally.sent = tally.retried = tally.failed = tally.lost = 0
        return self.counted()

    def _travelled(self) -> Any:
        outbox = self._stage.outbox
        return {"manners": asdict(outbox.manners), "events": [asdict(event) for event in outbox.log]}

    def _change_travel(self, asked: dict[str, Any]) -> Any:
        manners = self._stage.outbox.manners
        for name, value in asked.items():
            if not hasattr(manners, name):
                raise RefusedError(f"no such manner: {name}")
            setattr(manners, name, type(getattr(manners, name))(value))
        return asdict(manners)

    def _plan_fault(self, asked: dict[str, Any]) -> Any:
        asked = {**asked, "trouble": Trouble(asked.get("trouble", "status"))}
        lasts = asked.pop("for_seconds", None)
        fault = Fault(**asked)
        fault.until = None if lasts is None else self._faults.monotonic() + float(lasts)
        self._faults.planned.append(fault)
        return {"planned": len(self._faults.planned)}

    def _clear_faults(self, _: dict[str, Any]) -> Any:
        self._faults.planned.clear()
        return {"planned": 0}

    def _change_limits(self, asked: dict[str, Any]) -> Any:
        self._limits.per_second = int(asked.get("per_second", self._limits.per_second))
        self._limits.per_minute = int(asked.get("per_minute", self._limits.per_minute))
        self._limits.forget()
        return {"per_second": self._limits.per_second, "per_minute": self._limits.per_minute}
