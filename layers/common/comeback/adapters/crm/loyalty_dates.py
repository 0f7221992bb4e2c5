"""Dates and lengths of Altegio's loyalty (altegio.md §5.6, §5.7)."""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_DAYS = {1: 1, 2: 7}
_MONTHS = {3: 1, 4: 12}
_UNITS = {1: "day", 2: "week", 3: "month", 4: "year"}


def moment_of(text: str, zone: ZoneInfo, end: time = time.min) -> datetime | None:
    """A moment with or without offset; of a date alone, its beginning or `end`."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if len(text) <= len("2026-09-21"):
        moment = datetime.combine(moment.date(), end.replace(microsecond=0))
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def length_of(count: int, unit: int) -> str:
    """`90 days`; nothing where there is no such length."""
    return f"{count} {_UNITS[unit]}{'' if count == 1 else 's'}" if count and unit in _UNITS else ""


def later(begin: datetime, period: int, unit: int, frozen_days: int = 0) -> datetime | None:
    """After a period of days, weeks, months or years, and the days that do not count; None for a unit that we do not know."""
    try:
        if unit in _MONTHS:
            months = begin.year * 12 + begin.month - 1 + period * _MONTHS[unit]
            year, month = divmod(months, 12)
            day = min(begin.day, monthrange(year, month + 1)[1])
            return begin.replace(year=year, month=month + 1, day=day) + timedelta(days=frozen_days)
        return begin + timedelta(days=period * _DAYS[unit] + frozen_days)
    except (KeyError, ValueError, OverflowError):
        return None
