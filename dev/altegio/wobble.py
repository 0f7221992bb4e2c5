"""Small inconsistencies of Altegio's answers (types, notations), reproducible by a seed."""

import zlib
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo


class Wobble:
    """Chooses a notation by place and thing: the same place shows the same thing the same way every time.

    Seed None: always the notation of the documentation.
    """

    def __init__(self, seed: int | None) -> None:
        """Another seed gives another mixture."""
        self._seed = seed

    def _choice(self, place: str, thing: int, ways: int) -> int:
        if self._seed is None:
            return 0
        return zlib.crc32(f"{self._seed}:{place}:{thing}".encode()) % ways

    def money(self, amount: Decimal, place: str, thing: int) -> int | float | str:
        """45 as 45, 45.0 or "45.00"."""
        way = self._choice(place, thing, 4)
        if way == 2:
            return f"{amount:.2f}"
        if way != 1 and amount == amount.to_integral_value():
            return int(amount)
        return float(amount)

    def flag(self, place: str, thing: int, *, value: bool) -> int | bool | str:
        """Yes as 1 (mostly), true or "1"."""
        way = self._choice(place, thing, 5)
        if way == 3:
            return value
        return ("1" if value else "0") if way == 4 else int(value)

    def boolean(self, place: str, thing: int, *, value: bool) -> int | bool:
        """Yes as true (mostly) or 1."""
        return int(value) if self._choice(place, thing, 4) == 3 else value

    def phone(self, digits: str, place: str, thing: int) -> int | str:
        """Digits as a number, as text, or with a plus."""
        if not digits.isdecimal():
            return digits
        way = self._choice(place, thing, 3)
        return (int(digits), digits, f"+{digits}")[way]

    def meta(self, place: str, thing: int) -> list[object] | dict[str, object]:
        """Nothing to add: `[]` or `{}`."""
        return {} if self._choice(place, thing, 2) else []

    def future_offset(self, local: datetime, zone: ZoneInfo, today: datetime) -> str:
        """ISO time of a wall clock moment; beyond a change of daylight saving sometimes with today's offset."""
        right = local.replace(tzinfo=zone)
        if not self._choice("datetime", local.day, 2):
            return right.isoformat()
        return local.replace(tzinfo=None).isoformat() + _colon(today.astimezone(zone).strftime("%z"))


def _colon(offset: str) -> str:
    return f"{offset[:3]}:{offset[3:]}"


def compact(moment: datetime, zone: ZoneInfo) -> str:
    """`2026-09-21T15:04:31-0400`."""
    return moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M:%S%z")


def iso(moment: datetime, zone: ZoneInfo) -> str:
    """`2026-09-21T15:04:31-04:00`."""
    return moment.astimezone(zone).isoformat(timespec="seconds")


def naive(moment: datetime, zone: ZoneInfo) -> str:
    """`2026-09-21 15:04:31`, the location's wall clock."""
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")


def wall(moment: datetime) -> str:
    """A naive moment as `2026-09-21 15:04:31`."""
    return moment.strftime("%Y-%m-%d %H:%M:%S")
