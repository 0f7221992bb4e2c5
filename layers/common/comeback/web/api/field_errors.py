"""What pydantic refuses, in our words: the field as the caller wrote it, and a sentence."""

from collections.abc import Mapping
from typing import Any

# Discriminated unions: pydantic puts the chosen kind into the path of an error.
_UNIONS = ("accrual_rule", "validity", "stamp_expiry")
# Where pydantic's own words speak of its insides.
_WORDS = {
    "extra_forbidden": "This key is unknown.",
    "missing": "This is required.",
    "string_too_short": "Write {min_length} or more characters.",
    "string_too_long": "Write {max_length} characters at most.",
    "string_pattern_mismatch": "This is not written as it should be.",
    "too_short": "Name {min_length} or more.",
    "too_long": "Name {max_length} at most.",
    "union_tag_invalid": "This is one of {expected_tags}.",
}


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


def kind_of(error: Mapping[str, Any]) -> str:
    """What is wrong, as pydantic names it."""
    kind = str(error["type"])
    # Of a text that was looked at before its length was, pydantic does not say that it is one.
    return f"string_{kind}" if kind in ("too_short", "too_long") and isinstance(error.get("input"), str) else kind


def message_of(error: Mapping[str, Any]) -> str:
    """A sentence for the caller."""
    words = _WORDS.get(kind_of(error))
    if words:
        return words.format(**error.get("ctx", {}))
    return str(error.get("msg", "This cannot be accepted.")).removeprefix("Value error, ")
