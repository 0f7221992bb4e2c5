"""HTML forms: what was typed, as the shapes of the REST API read it, and what they refuse, in an owner's words."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from comeback.domain.errors import FieldError, FieldRefused
from comeback.domain.money import exponent_of
from comeback.web.api.field_errors import field_of, kind_of, message_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ON = "on"
_REQUIRED = "This is required."
_NUMBER = "Write a whole number."
_CHOICE = "Choose one of these."
_WORDS = {
    "string_too_short": _REQUIRED,
    "missing": _REQUIRED,
    "string_too_long": "At most {max_length} characters fit.",
    "int_type": _NUMBER,
    "greater_than_equal": "This must be at least {ge}.",
    "less_than_equal": "This can be at most {le}.",
    "too_short": "Choose at least one.",
    "literal_error": _CHOICE,
    "enum": _CHOICE,
    "union_tag_invalid": _CHOICE,
    "union_tag_not_found": _CHOICE,
    "float_parsing": "Write a number, like 52.52.",
    "finite_number": "Write a number, like 52.52.",
    "string_pattern_mismatch": "This is not written as it should be.",
}


class Form:
    """Names and the values that were typed; a name may have several. A stored thing can be shown as a form too."""

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        """`pairs` as a browser posts them."""
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            self._values.setdefault(name, []).append(value)

    @property
    def names(self) -> list[str]:
        """In the order of the form."""
        return list(self._values)

    def text(self, name: str) -> str:
        """What stands in a field; empty when it is not there."""
        return self._values.get(name, [""])[-1].strip()

    def several(self, name: str) -> list[str]:
        """Every value of a name."""
        return self._values.get(name, [])

    def has(self, name: str, value: str = ON) -> bool:
        """Whether a box is ticked."""
        return value in self.several(name)


def whole(text: str) -> int | str | None:
    """A number as a shape wants it; what is none stays text, so that the shape says what is wrong with it."""
    digits = text.removeprefix("-").removeprefix("+")
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= 16
    return int(text) if is_number else text or None


def minor(text: str, currency: str) -> int | str:
    """An amount of money in minor units; what is none stays text."""
    try:
        amount = Decimal(text.replace(",", ".")) * 10 ** exponent_of(currency)
    except InvalidOperation:
        return text
    return int(amount) if amount.is_finite() and amount == amount.to_integral_value() else text


def major(amount: int, currency: str) -> str:
    """Minor units as a person writes money."""
    places = exponent_of(currency)
    return f"{Decimal(amount).scaleb(-places):.{places}f}"


def validated[Shape: BaseModel](shape: type[Shape], raw: Mapping[str, Any]) -> Shape:
    """What was typed in the shape of the REST API. Raises FieldRefused, with a sentence for each field."""
    try:
        return shape.model_validate({name: value for name, value in raw.items() if value is not None})
    except ValidationError as problem:
        raise FieldRefused(*(_refused(dict(error)) for error in problem.errors())) from None


def _refused(error: dict[str, Any]) -> FieldError:
    field, kind = field_of({**error, "loc": ("form", *error["loc"])}), kind_of(error)
    if kind == "int_type" and field == "accrual_rule.amount":
        return FieldError(field, "Write an amount, like 50 or 49.90.")
    words = _WORDS.get(kind)
    return FieldError(field, words.format(**error.get("ctx", {})) if words else message_of(error))
