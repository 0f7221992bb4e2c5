"""DynamoDB's typed attributes and plain values; what our items hold, and no more.

Not boto3's own: importing that package costs every cold start 30 ms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Item = dict[str, Any]


def to_wire(item: Mapping[str, Any]) -> dict[str, Any]:
    """A plain dict as typed attributes; `None` values are left out."""
    return {name: _typed(value) for name, value in item.items() if value is not None}


def from_wire(attributes: Mapping[str, Any]) -> Item:
    """Typed attributes as a plain dict; numbers as int, because the tables hold no fractions."""
    return {name: _plain(typed) for name, typed in attributes.items()}


def _typed(value: Any) -> dict[str, Any]:
    match value:
        case str():
            return {"S": str(value)}
        case bool():
            return {"BOOL": value}
        case int():
            return {"N": str(value)}
        case set() | frozenset():
            return _typed_set(value)
        case list() | tuple():
            return {"L": [_typed(one) for one in value]}
        case dict():
            return {"M": to_wire(value)}
    raise TypeError(f"items hold no {type(value).__name__}")


def _typed_set(values: set[Any] | frozenset[Any]) -> dict[str, list[str]]:
    """DynamoDB knows no empty set: who may have one stores None."""
    if values and all(isinstance(one, str) for one in values):
        return {"SS": sorted(values)}
    if values and all(isinstance(one, int) for one in values):
        return {"NS": [str(one) for one in sorted(values)]}
    raise TypeError("a set in an item holds only texts or only numbers, and at least one")


def _plain(typed: Mapping[str, Any]) -> Any:
    ((kind, value),) = typed.items()
    return _PLAIN[kind](value)


_PLAIN: Mapping[str, Callable[[Any], Any]] = {
    "S": str,
    "BOOL": bool,
    "N": int,
    "SS": set,
    "NS": lambda values: {int(one) for one in values},
    "L": lambda values: [_plain(one) for one in values],
    "M": from_wire,
}
