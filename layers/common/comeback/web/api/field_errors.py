"""What pydantic refuses, in our words: the field as the caller wrote it, and a sentence."""

from collections.abc import Mapping
from typing import Any

# Discriminated unions: pydantic puts the chosen kind into the path of an error.
_UNIONS = ("accrual_rule", "validity", "stamp_expiry")


def field_of(error: Mapping[str, Any]) -> str:
    """The dotted path of an error, as the caller wrote it; its location begins with where the value came from."""
    if error["loc"][:1] == ("header",):
        return str(error["loc"][1]).title()
    parts: list[str] = []
    after_union = False
    for part in list(error["loc"])[1:]:
        text = str(part)
        if after_union or "[" in text:
            after_union = False
            continue
        parts.append(text)
        after_union = text in _UNIONS
    if str(error["type"]).startswith("union_tag"):
        parts.append("kind")
    return ".".join(parts) or "body"


def message_of(error: Mapping[str, Any]) -> str:
    """A sentence for the caller."""
    known = {"extra_forbidden": "This key is unknown.", "missing": "This is required."}
    text = known.get(str(error["type"])) or str(error.get("msg", "This cannot be accepted."))
    return text.removeprefix("Value error, ")
