"""Cursors of lists: the last key of a page, opaque to the caller and checked on the way back."""

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import date

from comeback.adapters.dynamodb import keys
from comeback.domain.errors import FieldError, FieldRefused
from comeback.domain.ids import TenantId

_LONGEST = 256


def cursor_of(last: Mapping[str, str] | None) -> str | None:
    """The cursor for what follows a page that ended at this key."""
    if last is None:
        return None
    return base64.urlsafe_b64encode(json.dumps(last, sort_keys=True).encode()).decode().rstrip("=")


def start_of(cursor: str | None, expected: Mapping[str, str], names: frozenset[str] = frozenset()) -> dict[str, str] | None:
    """The key of a cursor. `expected`: attributes it must have, so that a cursor never leads into another list; `names`:
    those it has in all, if they are given.

    Raises FieldRefused for anything that is no cursor of this list.
    """
    if cursor is None:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        key = None
    checked = _checked(key, expected)
    if names and checked.keys() != names:
        raise refusal()
    return checked


def booking_cursor(cursor: str | None, tenant: TenantId, first: date) -> tuple[date, dict[str, str] | None] | None:
    """Day and key of a cursor of the tenant's entries; the key is None at the start of a day. Days before `first` are not
    in this list: going through them would cost a query each.

    Raises FieldRefused for anything that is no cursor of this list.
    """
    key = start_of(cursor, {})
    if key is None:
        return None
    try:
        day = date.fromisoformat(key.pop("on"))
    except (KeyError, ValueError):
        raise refusal() from None
    if day < first:
        raise refusal()
    if not key:
        return day, None
    if set(key) != {"pk", "sk", "day_pk", "day_sk"} or not key["pk"].startswith(f"T#{tenant}#"):
        raise refusal()
    return day, _checked(key, {"day_pk": keys.booked_day(tenant, day)})


def refusal() -> FieldRefused:
    """What is said of a text that is no cursor of its list."""
    return FieldRefused(FieldError("cursor", "This is not a cursor of this list."))


def _checked(key: object, expected: Mapping[str, str]) -> dict[str, str]:
    if not isinstance(key, dict) or not all(map(_may_be_key, key.values())):
        raise refusal()
    if any(key.get(name) != value for name, value in expected.items()):
        raise refusal()
    return key


def _may_be_key(value: object) -> bool:
    """DynamoDB takes neither an empty nor a longer key, and ours are ASCII."""
    return isinstance(value, str) and 0 < len(value) <= _LONGEST and value.isascii()
