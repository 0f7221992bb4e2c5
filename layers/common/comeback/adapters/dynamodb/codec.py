"""Nested domain values as compact JSON text in one attribute.

Heads and pointers are real attributes, because conditions and updates name them; settings, designs and facts are not.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import TypeAdapter


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def dump(kind: Any, value: Any) -> str:
    """`value`, of type `kind`, as JSON; defaults are left out to keep items small."""
    return _adapter(kind).dump_json(value, exclude_defaults=True).decode()


def load[T](kind: type[T], text: str) -> T:
    """The value of `kind` that `dump` wrote."""
    loaded: T = _adapter(kind).validate_json(text)
    return loaded
