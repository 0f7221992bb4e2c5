"""Types for Altegio's answers, which wobble (altegio.md §7): read what is meant, refuse what is not understood."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, TypeAdapter, ValidationError

from comeback.ports.crm import CrmUnavailableError


class Shape(BaseModel):
    """Part of an answer; fields that we do not name are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)


def _text(value: object) -> object:
    if value is None:
        return ""
    return str(value) if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else value


def _flag(value: object) -> object:
    return value not in (None, False, 0, 0.0, "", "0", "false", "no")


def _number(value: object) -> object:
    return 0 if value in (None, "", False) else value


def _object(value: object) -> object:
    return {} if value in (None, [], "") else value


Text = Annotated[str, BeforeValidator(_text)]
"""Text that may come as a number or null."""

Flag = Annotated[bool, BeforeValidator(_flag)]
"""Yes or no as boolean, 0/1 or text."""

Number = Annotated[int, BeforeValidator(_number)]
"""A whole number that may come as text; empty stands for 0."""

Map = Annotated[dict[str, Any], BeforeValidator(_object)]
"""An object that comes as `[]` or null when it is empty."""


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def read[T](kind: type[T], data: Any) -> T:
    """`data` as `kind`. Raises CrmUnavailableError, without the data in its text, for an answer of another shape."""
    key: Any = kind
    try:
        value: T = _adapter(key).validate_python(data)
    except ValidationError as problem:
        places = {".".join(str(part) for part in error["loc"]) for error in problem.errors(include_input=False)}
        raise CrmUnavailableError(f"unexpected answer at {', '.join(sorted(places)[:5]) or 'the top'}") from None
    return value
