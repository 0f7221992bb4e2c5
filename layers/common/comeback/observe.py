"""What is written to logs and metrics, and nothing else is: one JSON line per unit of work, allow-listed fields only.

A line is in CloudWatch's embedded metric format, so the same line counts in a metric with the dimensions `service` and
`outcome` (never a tenant) and carries the fields to search by. Values that do not look like an id, a name of ours or a
number are replaced, because free text may be about a person. The format is a few keys; a library for it would cost every
cold start 8 ms.
"""

from __future__ import annotations

import json
import logging
import re
import time
import traceback
from enum import Enum
from typing import TYPE_CHECKING

from comeback.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELDS = frozenset({
    "apns_id", "apns_status", "attempt", "card_id", "customer_id", "delay_seconds", "devices", "error", "event", "job",
    "location_id", "message", "program_id", "record_id", "route", "state", "status", "tenant_id", "visit_id",
})  # fmt: skip
_HARMLESS = re.compile(r"[A-Za-z0-9_.:/<>\-]{1,80}")
_LONG_NUMBER = re.compile(r"\d{10,}")

_strict = False


class FieldNotAllowed(Exception):  # noqa: N818 - a past-tense fact (style.md §4)
    """A field that is not on the list; raised under test only."""


def be_strict() -> None:
    """Raise FieldNotAllowed instead of dropping a field; for tests."""
    global _strict  # noqa: PLW0603 - one switch, thrown once by the test session
    _strict = True


class Failed(Exception):  # noqa: N818 - a past-tense fact (style.md §4)
    """Stands in for an error whose text may be about a person; its own text is that error's type."""


def mute_libraries() -> None:
    """Only this module writes: what libraries log, e.g. whole URLs, is not ours to vouch for."""
    logging.disable(logging.CRITICAL)


def unit(name: str, /, *, outcome: str = "ok", count: int = 1, **fields: object) -> None:
    """One unit of work came to its end: a line, and `count` in the metric `name` under `outcome`."""
    unknown = fields.keys() - FIELDS
    if unknown and _strict:
        raise FieldNotAllowed(", ".join(sorted(unknown)))
    allowed = {field: _harmless(fields[field]) for field in sorted(fields.keys() & FIELDS) if fields[field] is not None}
    _write(name, outcome, count, allowed)


def failure(name: str, problem: BaseException) -> None:
    """Something broke: the error's type and the places of its trace, never its text, and a count in `name`."""
    frames = traceback.extract_tb(problem.__traceback__)
    places = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}:{frame.name}" for frame in frames[-12:]]
    _write(name, "error", 1, {"level": "ERROR", "error": type(problem).__name__, "trace": places})


def stand_in(name: str, problem: BaseException) -> Failed:
    """Note a failure and get what may be raised in its place: the text of whatever leaves a handler is written to the log."""
    failure(name, problem)
    return Failed(type(problem).__name__)


def _write(name: str, outcome: str, count: int, fields: Mapping[str, object]) -> None:
    settings = Settings()
    metric = {
        "Namespace": settings.metrics_namespace,
        "Dimensions": [["service", "outcome"]],
        "Metrics": [{"Name": name, "Unit": "Count"}],
    }
    line = {
        "_aws": {"Timestamp": time.time_ns() // 1_000_000, "CloudWatchMetrics": [metric]},
        "service": settings.service_name,
        "outcome": _harmless(outcome),
        name: [float(count)],
        **fields,
    }
    print(json.dumps(line, separators=(",", ":")), flush=True)  # noqa: T201 - standard output is Lambda's log


def _harmless(value: object) -> str | int | float | bool:
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, bool | int | float):
        return value
    text = str(value)
    return text if _HARMLESS.fullmatch(text) and not _LONG_NUMBER.fullmatch(text) else "?"
