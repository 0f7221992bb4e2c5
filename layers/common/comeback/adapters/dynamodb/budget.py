"""A call budget, Altegio's or Google's, in one item, shared by all functions. What it holds is decided in
`domain/call_budget.py`; here it is written with the revision that was read, so that of two who plan at once the second one
looks again.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from comeback.adapters.dynamodb import keys
from comeback.adapters.dynamodb.errors import is_condition_failed
from comeback.adapters.dynamodb.wire import from_wire
from comeback.domain.call_budget import Limits, Line, Turn, close, take_turn
from comeback.domain.ids import LocationId
from comeback.ports.budget import PATIENCE
from comeback.ports.crm import CrmBusyError

if TYPE_CHECKING:
    from collections.abc import Callable

    from comeback.adapters.dynamodb.table import Table
    from comeback.adapters.dynamodb.wire import Item
    from comeback.ports.crm import Lane
    from comeback.ports.system import Clock

_TRIES = 20
_SECOND = 1_000_000


class DynamoBudget:
    """One conditional write a reservation, one more for each other process that has planned since this one last did. Whoever
    it is not yet the turn of is told so without a request: a line that was read before has only grown since.
    """

    def __init__(
        self,
        main: Table,
        clock: Clock,
        per_second: int,
        per_minute: int,
        sleep: Callable[[float], None] = time.sleep,
        *,
        key: keys.Key | None = None,
    ) -> None:
        """The limits are theirs whose budget it is; without a `key` Altegio's. `sleep` is for tests."""
        self._main = main
        self._key = key or keys.limiter()
        self._clock = clock
        self._limits = Limits(per_second, per_minute)
        self._sleep = sleep
        self._line = Line()
        self._revision = 0

    def reserve(self, calls: int, lane: Lane, location: LocationId) -> float:
        """Seconds to wait; lanes that do not stand in line have waited here already. Raises CrmBusyError."""
        last = self._now() + PATIENCE[lane] * _SECOND
        for _ in range(_TRIES):
            now = self._now()
            answer = take_turn(self._line, self._limits, now, calls, lane, location)
            if isinstance(answer, Turn):
                if self._write(answer.line):
                    return answer.wait / _SECOND
            elif now + answer.again_after > last:
                raise CrmBusyError("the call budget is used up for the moment", answer.again_after / _SECOND)
            else:
                self._sleep(answer.again_after / _SECOND)
        raise CrmBusyError("too many functions ask for the call budget at once", 1.0)

    def close(self, seconds: float) -> None:
        """One conditional write, as for a reservation."""
        for _ in range(_TRIES):
            if self._write(close(self._line, self._now(), round(seconds * _SECOND))):
                return

    def _write(self, line: Line) -> bool:
        """Whether nobody has written since; if somebody has, theirs is the line from now on."""
        revision = self._revision + 1
        condition = "revision = :read" if self._revision else "attribute_not_exists(pk)"
        values = {f":{name}": value for name, value in _item(line, revision).items()}
        try:
            self._main.update(
                self._key,
                values | ({":read": self._revision} if self._revision else {}),
                UpdateExpression="SET " + ", ".join(f"{name[1:]} = {name}" for name in values),
                ConditionExpression=condition,
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ClientError as problem:
            if not is_condition_failed(problem):
                raise
            self._read(problem)
            return False
        self._line, self._revision = line, revision
        return True

    def _read(self, problem: ClientError) -> None:
        stored: dict[str, object] = dict(problem.response).get("Item") or {}  # type: ignore[assignment]
        item = from_wire(stored)
        self._line, self._revision = _line(item), item.get("revision", 0)

    def _now(self) -> int:
        return round(self._clock.now().timestamp() * _SECOND)


def _item(line: Line, revision: int) -> Item:
    return {
        "free_at": line.free_at,
        "recent": list(line.recent),
        "closed_until": line.closed_until,
        "slowed_at": line.slowed_at,
        "speed": line.speed,
        "locations": {str(location): free_at for location, free_at in line.locations.items()},
        "revision": revision,
    }


def _line(item: Item) -> Line:
    if not item:
        return Line()
    return Line(
        free_at=item["free_at"],
        recent=tuple(item["recent"]),
        closed_until=item["closed_until"],
        slowed_at=item["slowed_at"],
        speed=item["speed"],
        locations={LocationId(int(location)): free_at for location, free_at in item["locations"].items()},
    )
