"""Types for Altegio's answers, which wobble (altegio.md §7): read what is meant, refuse what is not understood."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, TypeAdapter, ValidationError

from comeback.ports.crm import CrmUnavailableError

T = TypeVar("T")
_LARGEST = Decimal(10) ** 15


class Shape(BaseModel):
    """Part of an answer; fields that we do not name are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)


def _decimal(value: object) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise ValueError("not a number") from None
    if not number.is_finite() or number.copy_abs() > _LARGEST:
        raise ValueError("not a number of this world")
    return number


def _whole(value: object) -> int:
    if value in (None, "", []):
        return 0
    return int(value) if isinstance(value, bool) else int(_decimal(value))


def _money(value: object) -> Decimal:
    # Normalised, because 45 and 45.00 must give the same fingerprint.
    return Decimal(0) if value in (None, "", []) or isinstance(value, bool) else _decimal(value).normalize()


def _text(value: object) -> str:
    return "" if value is None or isinstance(value, list | dict | bool) else str(value)


def _flag(value: object) -> bool:
    return value not in (None, False, 0, "", "0", "false", "no", [])


def _wall_time(value: object) -> datetime:
    return datetime.fromisoformat(str(value).replace(" ", "T")[:19])


def _none_if_empty(value: object) -> object:
    return None if value in ([], {}, "", 0) else value


def _list_if_empty(value: object) -> object:
    return [] if value in (None, {}, "") else value


def _object_if_empty(value: object) -> object:
    return {} if value in (None, [], "") else value


Whole = Annotated[int, BeforeValidator(_whole)]
"""A whole number that may come as text; empty stands for 0."""

Money = Annotated[Decimal, BeforeValidator(_money)]
"""An amount as integer, fraction or text; empty stands for 0."""

Text = Annotated[str, BeforeValidator(_text)]
"""Text that may come as a number or null; anything else is none."""

Flag = Annotated[bool, BeforeValidator(_flag)]
"""Yes or no as boolean, 0/1 or text."""

WallTime = Annotated[datetime, BeforeValidator(_wall_time)]
"""The time on the location's clock, naive; an offset behind it is cut off, because it may be wrong (pitfall 3)."""

Maybe = Annotated[T | None, BeforeValidator(_none_if_empty)]
"""An object that comes as null, `[]` or `{}` when there is none."""

Many = Annotated[list[T], BeforeValidator(_list_if_empty)]
"""A list that comes as null or `{}` when it is empty."""

Map = Annotated[dict[str, Any], BeforeValidator(_object_if_empty)]
"""An object that comes as `[]` or null when it is empty."""


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def read[K](kind: type[K], data: Any) -> K:
    """`data` as `kind`. Raises CrmUnavailableError, without the data in its text, for an answer of another shape: it may
    be the page of an error, and never stands for nothing.
    """
    key: Any = kind
    try:
        value: K = _adapter(key).validate_python(data)
    except ValidationError as problem:
        places = {".".join(str(part) for part in error["loc"]) for error in problem.errors(include_input=False)}
        raise CrmUnavailableError(f"unexpected answer at {', '.join(sorted(places)[:5]) or 'the top'}", 60) from None
    return value
