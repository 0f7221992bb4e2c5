"""`/__local/...`: what only the local stack has, beside the template's routes."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from dev.runner.payload import Request, Response
from dev.runner.runtime_api import Ending

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from dev.runner.idle import Rest
    from dev.runner.schedule_trigger import ScheduleTriggers

PREFIX = "/__local/"
_FARTHEST_SECONDS = 100 * 365 * 86_400


class LocalRoutes:
    """Answers a request for a path below `PREFIX`."""

    def __init__(
        self, schedules: ScheduleTriggers, idle: Callable[[], Rest], clock_file: Path,
        play: Callable[[Request], Response] | None = None,
    ) -> None:  # fmt: skip
        """`clock_file` is read by every handler's clock; `play` answers for the playground, None where there is none."""
        self._play = play
        self._schedules = schedules
        self._idle = idle
        self._clock_file = clock_file

    def answer(self, request: Request) -> Response:
        """Never raises for what a client sends."""
        path = request.target.partition("?")[0].removeprefix(PREFIX)
        match request.method, path.split("/"):
            case "GET", ["idle"]:
                return self._rest()
            case "POST", ["run", job] if job:
                return self._run(job)
            case "POST", ["clock"]:
                return self._set_clock(request.body)
            case _, ["play", *_] if self._play is not None:
                return self._play(request)
        return _json(404, {"message": "Not Found"})

    def _rest(self) -> Response:
        try:
            rest = self._idle()
        except (OSError, BotoCoreError, ClientError):
            return _json(503, {"message": "the AWS emulator does not answer"})
        return _json(202 if rest.in_flight else 200, rest.to_json())

    def _run(self, job: str) -> Response:
        if job not in self._schedules.jobs:
            return _json(404, {"message": f"no schedule has this job; there are: {', '.join(self._schedules.jobs)}"})
        outcome = self._schedules.run(job)
        if outcome.ending is not Ending.OK:
            return _json(500, {"message": f"the job ended with {outcome.ending}", "error": outcome.payload})
        return _json(200, outcome.payload)

    def _set_clock(self, body: bytes) -> Response:
        try:
            offset = json.loads(body)["offset_seconds"]
        except (ValueError, TypeError, KeyError):
            offset = None
        if isinstance(offset, bool) or not isinstance(offset, int | float) or not abs(offset) <= _FARTHEST_SECONDS:
            return _json(422, {"message": 'the body is {"offset_seconds": n} with a number n'})
        self._clock_file.parent.mkdir(parents=True, exist_ok=True)
        partial = self._clock_file.with_suffix(".partial")
        partial.write_text(str(offset))
        partial.replace(self._clock_file)
        now = datetime.now(UTC) + timedelta(seconds=offset)
        return _json(200, {"now": now.isoformat(timespec="milliseconds").replace("+00:00", "Z")})


def _json(status: int, value: Any) -> Response:
    return Response(status, [("content-type", "application/json")], json.dumps(value).encode())
