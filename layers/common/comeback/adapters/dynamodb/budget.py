"""Altegio's call budget in one item, shared by all functions (data-model.md §5).

A generic cell rate algorithm: `tat` is the moment at which all reserved calls would have been made at the sustained rate.
A caller may run ahead of it by a small burst, so that neither the limit per second nor the one per minute is broken in any
window, however the server counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from comeback.adapters.dynamodb import keys
from comeback.adapters.dynamodb.errors import is_condition_failed
from comeback.adapters.dynamodb.wire import Item, from_wire
from comeback.ports.crm import CrmUnavailableError, Lane

if TYPE_CHECKING:
    from comeback.adapters.dynamodb.table import Table
    from comeback.domain.ids import LocationId
    from comeback.ports.system import Clock

# Seconds that a caller of each lane waits for its turn; a lower lane gives way to a backlog of higher ones.
_PATIENCE = {Lane.LIVE: 5.0, Lane.REST: 4.0, Lane.SWEEP: 1.5, Lane.SYNC: 0.8, Lane.AUDIT: 0.4}
_HEADROOM = 0.97
_TRIES = 4


class DynamoBudget:
    """One conditional update a reservation while calls follow each other, two after a pause."""

    def __init__(self, main: Table, clock: Clock, per_second: int, per_minute: int) -> None:
        """The limits are Altegio's; a little headroom is kept for the skew of clocks."""
        rate = min(per_second, per_minute / 60) * _HEADROOM
        self._main = main
        self._clock = clock
        self._interval_ms = 1000 / rate
        self._burst_ms = max(per_second - rate, 1.0) * self._interval_ms
        self._tat = 0

    def reserve(self, calls: int, lane: Lane, location: LocationId) -> float:
        """Seconds to wait. Raises CrmUnavailableError."""
        for _ in range(_TRIES):
            now = self._now_ms()
            cost = round(calls * self._interval_ms)
            limit = round(now + self._burst_ms + _PATIENCE[lane] * 1000)
            found = self._after_a_pause(now, cost) if self._tat < now else self._in_line(now, cost, limit)
            if found is None:
                return max(0.0, (self._tat - self._burst_ms - now) / 1000)
            self._tat = int(found.get("tat", 0))
            self._refuse(found, now, limit - cost)
        raise CrmUnavailableError("too many functions ask for the call budget at once", 1.0)

    def close(self, seconds: float) -> None:
        """One update; a closing that lasts longer stays."""
        until = round(self._now_ms() + seconds * 1000)
        try:
            self._main.update(
                keys.limiter(),
                {":until": until},
                UpdateExpression="SET closed_until = :until",
                ConditionExpression="attribute_not_exists(closed_until) OR closed_until < :until",
            )
        except ClientError as problem:
            if not is_condition_failed(problem):
                raise

    def _in_line(self, now: int, cost: int, limit: int) -> Item | None:
        """Behind the calls already reserved."""
        return self._try(
            {":cost": cost, ":now": now, ":limit": limit - cost},
            "SET tat = tat + :cost",
            "tat >= :now AND tat <= :limit",
        )

    def _after_a_pause(self, now: int, cost: int) -> Item | None:
        """Nothing is reserved any more: the line starts anew at now."""
        return self._try({":next": now + cost, ":now": now}, "SET tat = :next", "(attribute_not_exists(tat) OR tat < :now)")

    def _try(self, values: dict[str, int], update: str, condition: str) -> Item | None:
        """None when reserved, else the item that stood against it."""
        try:
            after = self._main.update(
                keys.limiter(),
                values,
                UpdateExpression=update,
                ConditionExpression=f"{condition} AND (attribute_not_exists(closed_until) OR closed_until <= :now)",
                ReturnValues="ALL_NEW",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ClientError as problem:
            if not is_condition_failed(problem):
                raise
            return from_wire(problem.response.get("Item", {}))
        self._tat = int(after["tat"])
        return None

    def _refuse(self, found: Item, now: int, latest: int) -> None:
        closed = int(found.get("closed_until", 0))
        if closed > now:
            raise CrmUnavailableError("Altegio asked for a pause", (closed - now) / 1000)
        if self._tat > latest:
            raise CrmUnavailableError("the call budget is used up for the moment", (self._tat - latest) / 1000)

    def _now_ms(self) -> int:
        return int(self._clock.now().timestamp() * 1000)
