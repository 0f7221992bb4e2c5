"""Who may call Altegio when (data-model.md §5). Pure: the adapters only keep the `Line` and tell the time.

Two limits of an address hold at once, so many calls in any second and so many in any minute, and the second one binds. The
line is as long as the calls already planned take at the rate that a minute allows. The highest lane may stand in it; a lower
one goes only when the line is shorter than its room, and holds no place while it waits. So it can delay a higher one by no
more than the few calls that fit into its room.

A location that is over its share of the events (whoever knows its webhook URL can make some up) steps back behind the
sweeps, and is served from what others leave.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from comeback.domain.ids import LocationId

NO_LOCATION = LocationId(0)
_SECOND = 1_000_000  # times are in microseconds
# Of a minute's calls so many may go at once; the rest is the rate. Together they never exceed the limit in any minute.
_BURST_SHARE = 0.03
# A second is taken longer, because calls do not take equally long to arrive.
_LONG_SECOND = 1.1 * _SECOND
_MOST_REMEMBERED = 8
_STANDS_IN_LINE = "live"
_WITHOUT_PAUSE = frozenset({"sync", "audit"})
_LONGEST_LINE = 5 * _SECOND
# Length of the line, in calls, up to which a lower lane goes.
_ROOM = {"rest": 4.2, "sweep": 4.0, "sync": 0.9, "audit": 0.45}
# A sync that is always at work leaves the line up to a call longer than its room, and events over a share do not wait
# beside the line for their moment as it does: so their room is that much larger, and takes the three calls of an event.
_ROOM_OVER_SHARE = 3.9
_PATIENCE_OVER_SHARE = round(0.6 * _SECOND)  # for the limit of a second only: a few calls of one event follow each other closely
_SHARED_LANES = frozenset({"live", "rest"})
_LOCATION_SHARE = 0.3
_LOCATION_BURST = 6
# After a 429: half as fast, and back at full speed after two minutes.
_FULL_SPEED = 1000
_LEAST_SPEED = 125
_RECOVERY_PER_SECOND = 4


@dataclass(frozen=True, slots=True)
class Limits:
    """What Altegio allows an address."""

    per_second: int
    per_minute: int

    @property
    def burst(self) -> float:
        """Calls that may go at once."""
        return max(1.0, self.per_minute * _BURST_SHARE)

    @property
    def interval(self) -> float:
        """Microseconds from call to call at the rate that can be held."""
        by_minute = max(self.per_minute - self.burst, self.per_minute / 2) / 60
        return _SECOND / min(by_minute, self.per_second)

    @property
    def remembered(self) -> int:
        """So many calls fit into a `short_window`."""
        return min(self.per_second, _MOST_REMEMBERED)

    @property
    def short_window(self) -> float:
        """Microseconds."""
        return _LONG_SECOND * self.remembered / self.per_second


@dataclass(frozen=True, slots=True)
class Line:
    """All that is shared. `free_at`: when the planned calls are made at the rate of a minute; `recent`: moments of the
    latest ones, planned ones too; `speed` in thousandths, as it was at `slowed_at`; `locations`: each one's own `free_at`.
    """

    free_at: int = 0
    recent: tuple[int, ...] = ()
    closed_until: int = 0
    slowed_at: int = 0
    speed: int = _FULL_SPEED
    locations: Mapping[LocationId, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """The line with the calls in it, and microseconds until they may be sent, all of them."""

    line: Line
    wait: int


@dataclass(frozen=True, slots=True)
class NotYet:
    """Nothing was planned; asking earlier than `again_after` microseconds is useless."""

    again_after: int


def take_turn(line: Line, limits: Limits, now: int, calls: int, lane: str, location: LocationId) -> Turn | NotYet:
    """Plan calls of an evaluation together, if it is the lane's turn."""
    if now < line.closed_until:
        return NotYet(line.closed_until - now)
    start = max(now, _after_the_second(line, limits, calls, lane))
    interval = limits.interval * _FULL_SPEED / _speed(line, now)
    locations = _with_share(line, start, calls * interval / _LOCATION_SHARE, lane, location, interval)
    ahead = max(0, line.free_at - start)
    room, patience = _room(lane, limits, interval, over_share=locations is None)
    not_before = max(start - patience, line.free_at - room if ahead > room else 0)
    if not_before > now:
        return NotYet(round(not_before - now) + 1)
    free_at = round(start + ahead + calls * interval)
    start = max(start, round(free_at - limits.burst * limits.interval))
    planned = replace(
        line,
        free_at=free_at,
        recent=(*line.recent, *[start] * calls)[-limits.remembered :],
        locations=line.locations if locations is None else locations,
    )
    return Turn(planned, start - now)


def close(line: Line, now: int, microseconds: int) -> Line:
    """Altegio answered 429: nobody calls for so long, and all are slower afterwards. Several such answers at once are one."""
    closed = replace(line, closed_until=max(line.closed_until, now + microseconds))
    if now < line.closed_until:
        return closed
    return replace(closed, slowed_at=now, speed=max(_LEAST_SPEED, _speed(line, now) // 2))


def _speed(line: Line, now: int) -> int:
    recovered = max(0, now - line.slowed_at) * _RECOVERY_PER_SECOND / _SECOND
    return min(_FULL_SPEED, round(line.speed + recovered))


def _after_the_second(line: Line, limits: Limits, calls: int, lane: str) -> int:
    """The first moment at which so many calls and those before them keep the limit of a second; nobody overtakes. Who
    calls without a pause leaves a call of it free: one 429 costs such a run more than that.
    """
    if not line.recent:
        return 0
    most = max(1, limits.remembered - 1) if lane in _WITHOUT_PAUSE else limits.remembered
    together = most - min(calls, most) + 1
    if len(line.recent) < together:
        return line.recent[-1]
    return max(line.recent[-1], round(line.recent[-together] + limits.short_window))


def _room(lane: str, limits: Limits, interval: float, *, over_share: bool) -> tuple[float, int]:
    """How long the line may be, and how long the caller may stand in it."""
    if over_share:
        return _ROOM_OVER_SHARE * interval, _PATIENCE_OVER_SHARE
    if lane == _STANDS_IN_LINE:
        return limits.burst * limits.interval + _LONGEST_LINE, _LONGEST_LINE
    return _ROOM[lane] * interval, 0


def _with_share(
    line: Line, start: int, cost: float, lane: str, location: LocationId, interval: float
) -> Mapping[LocationId, int] | None:
    """Locations that are at work, this one with its calls; None when they are more than its share."""
    at_work = {one: free_at for one, free_at in line.locations.items() if free_at > start}
    if lane not in _SHARED_LANES or location == NO_LOCATION:
        return at_work
    free_at = max(start, line.locations.get(location, 0)) + cost
    if free_at - start > max(cost, _LOCATION_BURST * interval / _LOCATION_SHARE):
        return None
    return at_work | {location: round(free_at)}
