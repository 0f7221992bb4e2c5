"""What the doctor finds: one state and one sentence for each thing that can be wrong with an installation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from comeback.domain.connection import Connection
from comeback.domain.signing import WARN_DAYS
from comeback.domain.words import Phrase, Value

_DEAF_AFTER = timedelta(hours=1)
"""Events come within seconds; the sweep finds what did not come a quarter of an hour later."""
_SKEW_WARNS, _SKEW_FAILS = 10, 120
"""Seconds. Google takes an assertion that is minutes off, and phones a signing time; beyond that neither does."""
_WAITING_WARNS = 1_020
"""Seconds. Held reversals and trailing pushes wait up to 900 on purpose."""
_NEWEST_OF_EACH = 20


class State(StrEnum):
    """How it is; the order is that of urgency."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """`check`: what was looked at; `subject`: which of several, or empty. `say`: what is the matter and what to do."""

    check: str
    state: State
    say: Phrase
    subject: str = ""


@dataclass(frozen=True, slots=True)
class QueueState:
    """`waiting`: messages that could be handled now; `age_seconds` of the oldest one, None when it is not known."""

    name: str
    waiting: int
    age_seconds: int | None = None
    is_dead_letter: bool = False


def worst(findings: Sequence[Finding]) -> State:
    """Of all; ok when there is none."""
    order = list(State)
    return max((finding.state for finding in findings), key=order.index, default=State.OK)


def of_certificate(check: str, subject: str, days_left: int, ends_at: datetime) -> Finding:
    """By the days it has left."""
    values: dict[str, Value] = {"n": days_left, "day": ends_at.date()}
    if days_left < 0:
        return Finding(check, State.FAIL, Phrase("doctor.certificate.ended", {"day": ends_at.date()}), subject)
    if days_left < WARN_DAYS:
        return Finding(check, State.WARN, Phrase("doctor.certificate.ends", values), subject)
    return Finding(check, State.OK, Phrase("doctor.certificate.ok", values), subject)


def of_intermediate(days_left: int, ends_at: datetime) -> Finding:
    """Of the one that has issued our certificate: Apple's ends, too, and the next one issues other certificates."""
    state, say = (State.WARN, "doctor.wwdr.ends") if days_left < WARN_DAYS else (State.OK, "doctor.wwdr.ok")
    return Finding("wwdr", state, Phrase(say, {"n": days_left, "day": ends_at.date()}))


def of_clock(subject: str, seconds: int) -> Finding:
    """By how far ours is from theirs."""
    state = State.FAIL if abs(seconds) >= _SKEW_FAILS else State.WARN if abs(seconds) >= _SKEW_WARNS else State.OK
    return Finding(
        "clock", state, Phrase("doctor.clock.ok" if state is State.OK else "doctor.clock.off", {"n": seconds}), subject
    )


def of_queue(queue: QueueState) -> Finding:
    """A message in a dead-letter queue is always somebody's business."""
    if queue.is_dead_letter:
        state, say = (State.FAIL, "doctor.queue.dead") if queue.waiting else (State.OK, "doctor.queue.no_dead")
        return Finding("queue", state, Phrase(say, {"n": queue.waiting}), queue.name)
    if queue.age_seconds is not None and queue.age_seconds > _WAITING_WARNS:
        minutes = queue.age_seconds // 60
        return Finding("queue", State.WARN, Phrase("doctor.queue.late", {"n": queue.waiting, "minutes": minutes}), queue.name)
    return Finding("queue", State.OK, Phrase("doctor.queue.ok", {"n": queue.waiting}), queue.name)


def of_events(connections: Sequence[Connection]) -> list[Finding]:
    """Locations where the sweep has seen changes of which no event told us; the first ones by name, the rest as a number."""
    live = [connection for connection in connections if connection.is_live]
    deaf = [connection for connection in live if _is_deaf(connection)]
    if not deaf:
        return [Finding("webhooks", State.OK, Phrase("doctor.webhooks.ok", {"n": len(live)}))]
    named = [
        Finding("webhooks", State.FAIL, Phrase("doctor.webhooks.deaf"), str(connection.location_id))
        for connection in deaf[:_NEWEST_OF_EACH]
    ]
    more = len(deaf) - len(named)
    return [*named, Finding("webhooks", State.FAIL, Phrase("doctor.webhooks.more", {"n": more}))] if more else named


def _is_deaf(connection: Connection) -> bool:
    heard = connection.last_event_at or connection.connected_at
    seen = [datetime.fromisoformat(mark) for mark in connection.watermarks.values()]
    return any(moment > heard + _DEAF_AFTER for moment in seen)
