"""Checks of single values; each raises Refused(400) and names the field."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from dev.google.refusals import invalid

Check = Callable[[Any, str], None]


def text(value: Any, path: str) -> None:
    """Any string, empty too."""
    if not isinstance(value, str):
        raise invalid(f"Invalid value at '{path}': not a string.")


def flag(value: Any, path: str) -> None:
    """Yes or no."""
    if not isinstance(value, bool):
        raise invalid(f"Invalid value at '{path}': not a boolean.")


def whole(value: Any, path: str) -> None:
    """An integer of 32 bits."""
    if isinstance(value, bool) or not isinstance(value, int) or not -(2**31) <= value < 2**31:
        raise invalid(f"Invalid value at '{path}' (TYPE_INT32).")


def number(value: Any, path: str) -> None:
    """An integer or fraction."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise invalid(f"Invalid value at '{path}' (TYPE_DOUBLE).")


def between(low: float, high: float) -> Check:
    """A number that is no less and no more."""

    def check(value: Any, path: str) -> None:
        number(value, path)
        if not low <= value <= high:
            raise invalid(f"Invalid value at '{path}': {value} is not between {low} and {high}.")

    return check


def anything(_value: Any, _path: str) -> None:
    """What we do not use and Google documents elsewhere."""


def filled(value: Any, path: str) -> None:
    """A string that says something."""
    text(value, path)
    if not value.strip():
        raise invalid(f"{path} must not be empty.")


def one_of(*names: str) -> Check:
    """An enumeration."""

    def check(value: Any, path: str) -> None:
        if value not in names:
            raise invalid(f"Invalid value at '{path}': {value!r}.")

    return check


def like(pattern: str) -> Check:
    """A string of a form."""

    def check(value: Any, path: str) -> None:
        text(value, path)
        if not re.fullmatch(pattern, value):
            raise invalid(f"Invalid value at '{path}': {value!r}.")

    return check


def address(value: Any, path: str) -> None:
    """https, as Google demands; http for an address of this machine only."""
    text(value, path)
    parts = urlsplit(value)
    local = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost", "::1"}
    if not parts.hostname or not (parts.scheme == "https" or local):
        raise invalid(f"{path} must be an https address.")


def moment(value: Any, path: str) -> None:
    """ISO 8601 with a time."""
    text(value, path)
    try:
        datetime.fromisoformat(value)
    except ValueError:
        raise invalid(f"Invalid value at '{path}': no date.") from None
    if "T" not in value:
        raise invalid(f"Invalid value at '{path}': no time.")


def listed(item: Check, most: int | None = None) -> Check:
    """An array."""

    def check(value: Any, path: str) -> None:
        if not isinstance(value, list):
            raise invalid(f"Invalid value at '{path}': not an array.")
        if most is not None and len(value) > most:
            raise invalid(f"{path} has {len(value)} entries, at most {most} are allowed.")
        for place, one in enumerate(value):
            item(one, f"{path}[{place}]")

    return check


def record(fields: Mapping[str, Check], required: tuple[str, ...] = ()) -> Check:
    """An object with these fields and no others."""

    def check(value: Any, path: str) -> None:
        if not isinstance(value, dict):
            raise invalid(f"Invalid value at '{path}': not an object.")
        for name, one in value.items():
            where = f"{path}.{name}" if path else name
            if name not in fields:
                raise invalid(f"Invalid JSON payload received. Unknown name \"{name}\" at '{path}': Cannot find field.")
            fields[name](one, where)
        for name in required:
            if name not in value:
                raise invalid(f"{path}.{name} is required." if path else f"{name} is required.")

    return check


def exactly_one(fields: Mapping[str, Check]) -> Check:
    """An object with just one of these fields."""
    inner = record(fields)

    def check(value: Any, path: str) -> None:
        inner(value, path)
        if len(value) != 1:
            raise invalid(f"{path} must have exactly one of {', '.join(fields)}.")

    return check
