"""What the emulator lets pass and DynamoDB refuses: reserved words that stand bare in an expression."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent / "fixtures" / "dynamodb_reserved_words.txt"
RESERVED = frozenset(_FILE.read_text().partition("\n")[2].split())
# Words of the expressions' own language; they stand where no name of an attribute can.
_LANGUAGE = frozenset({"set", "add", "delete", "and", "or", "not", "between", "in", "size"})
_NAME = re.compile(r"(?<![:#\w])[a-z_]\w*(?!\w*\()", re.IGNORECASE)


def refuse_reserved_words(params: Mapping[str, Any], **_: object) -> None:
    """A handler of botocore's event `before-parameter-build.dynamodb`. Raises AssertionError."""
    for expression in _expressions(params):
        names = {name.lower() for name in _NAME.findall(expression)}
        found = (names - _LANGUAGE) & RESERVED
        assert not found, f"reserved words {sorted(found)} in {expression!r}"


def _expressions(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if isinstance(inner, str) and str(name).endswith("Expression"):
                yield inner
            elif name not in {"Item", "Key", "ExpressionAttributeValues"}:
                yield from _expressions(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _expressions(inner)
