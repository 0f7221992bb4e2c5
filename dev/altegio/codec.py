"""The world as JSON text and back: plain dataclasses, driven by their annotations."""

import json
from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, cast, get_args, get_origin, get_type_hints

from dev.altegio.world import World


def dump(value: object) -> Any:
    """`value` in JSON's own types."""
    if is_dataclass(value):
        return {part.name: dump(getattr(value, part.name)) for part in fields(value)}
    if isinstance(value, dict):
        return {str(key): dump(one) for key, one in value.items()}
    if isinstance(value, list):
        return [dump(one) for one in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def load(kind: Any, data: Any) -> Any:
    """`data`, made by `dump`, as `kind`. Raises KeyError, TypeError or ValueError for anything else."""
    if isinstance(kind, UnionType):
        inner = next(part for part in get_args(kind) if part is not NoneType)
        return None if data is None else load(inner, data)
    if get_origin(kind) is dict:
        key, value = get_args(kind)
        return {key(name): load(value, one) for name, one in data.items()}
    if get_origin(kind) is list:
        return [load(get_args(kind)[0], one) for one in data]
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return cast("type", kind)(**{name: load(hints[name], one) for name, one in data.items()})
    if kind is datetime:
        return datetime.fromisoformat(data)
    return kind(data)


def write(world: World, path: Path) -> None:
    """Replace the file in one step, so that a killed program leaves the old state or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(path.suffix + ".draft")
    draft.write_text(json.dumps(dump(world)), encoding="utf-8")
    draft.replace(path)


def read(path: Path) -> World:
    """The world in the file. Raises OSError or ValueError."""
    return cast("World", load(World, json.loads(path.read_text(encoding="utf-8"))))
