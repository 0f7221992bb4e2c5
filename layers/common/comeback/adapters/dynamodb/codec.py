"""Nested domain values as compact JSON text in one attribute.

Heads and pointers are real attributes, because conditions and updates name them; settings, designs and facts are not.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Hashable

    from pydantic import TypeAdapter


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def dump(kind: Hashable, value: object, *, whole: bool = False) -> str:
    """`value`, of type `kind`, as JSON. Defaults are left out to keep items small, unless it has to be `whole`: a default that
    changes with a release must not change what somebody has chosen before.
    """
    return _adapter(kind).dump_json(value, exclude_defaults=not whole).decode()


def load[T](kind: type[T], text: str) -> T:
    """The value of `kind` that `dump` wrote."""
    hashable: Any = kind  # which the type checker does not know of every type
    adapter: TypeAdapter[T] = _adapter(hashable)
    return adapter.validate_json(text)
