"""Links sent at a location, counted in one item per day; forgotten when nobody can ask any more."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from comeback.adapters.dynamodb import keys
from comeback.adapters.dynamodb.errors import is_condition_failed

if TYPE_CHECKING:
    from datetime import datetime

    from comeback.adapters.dynamodb.table import Table
    from comeback.domain.delivery import Caps
    from comeback.domain.ids import LocationId

_KEPT = timedelta(days=3)


class DynamoDeliveryCounts:
    """Counts over the main table."""

    def __init__(self, main: Table) -> None:
        """`main` holds them."""
        self._main = main

    def take(self, location: LocationId, wall_clock: datetime, caps: Caps) -> bool:
        """One conditional write."""
        if not caps.per_hour or not caps.per_day:
            return False
        hour = _hour(wall_clock)
        try:
            self._main.update(
                keys.links_sent(location, wall_clock.date()),
                {
                    ":one": 1, ":hour_cap": caps.per_hour, ":day_cap": caps.per_day,
                    ":until": int((wall_clock.astimezone(UTC) + _KEPT).timestamp()),
                },
                UpdateExpression=f"SET expires_at_epoch = :until ADD sent_today :one, {hour} :one",
                ConditionExpression="(attribute_not_exists(sent_today) OR sent_today < :day_cap)"
                f" AND (attribute_not_exists({hour}) OR {hour} < :hour_cap)",
            )  # fmt: skip
        except ClientError as problem:
            if is_condition_failed(problem):
                return False
            raise
        return True

    def give_back(self, location: LocationId, wall_clock: datetime) -> None:
        """One write."""
        self._main.update(
            keys.links_sent(location, wall_clock.date()),
            {":less": -1},
            UpdateExpression=f"ADD sent_today :less, {_hour(wall_clock)} :less",
        )

    def taken(self, location: LocationId, wall_clock: datetime) -> tuple[int, int]:
        """One read."""
        item = self._main.get(keys.links_sent(location, wall_clock.date())) or {}
        return item.get(_hour(wall_clock), 0), item.get("sent_today", 0)


def _hour(wall_clock: datetime) -> str:
    """An hour that the clock shows twice, in autumn, is one."""
    return f"sent_at_{wall_clock.hour:02d}"
