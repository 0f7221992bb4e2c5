"""Which records a mapping's filter lets through: the pattern language of Lambda's event filtering."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "=": operator.eq, ">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le,
}  # fmt: skip


class UnknownPatternError(ValueError):
    """A filter uses what this runner does not know."""


def passes(record: Any, patterns: Sequence[Mapping[str, Any]]) -> bool:
    """Whether one of the patterns fits; without any, everything passes. Raises UnknownPatternError."""
    return not patterns or any(_fits(record, pattern) for pattern in patterns)


def _fits(value: Any, pattern: Mapping[str, Any]) -> bool:
    for name, wanted in pattern.items():
        if name == "$or":
            if not any(_fits(value, one) for one in wanted):
                return False
            continue
        there = isinstance(value, dict) and name in value
        inner = value[name] if there else None
        rules = wanted if isinstance(wanted, list) else []
        if not (_fits(inner, wanted) if isinstance(wanted, dict) else any(_matches(inner, rule, there=there) for rule in rules)):
            return False
    return True


def _matches(value: Any, rule: Any, *, there: bool) -> bool:
    if not isinstance(rule, dict):
        return there and type(value) is type(rule) and value == rule
    (name, argument), *_ = rule.items()
    if name not in _RULES:
        raise UnknownPatternError(f"the filter rule {name!r} is not known here")
    if name == "exists":
        return there is argument
    return there and _RULES[name](value, argument)


def _is_text(check: Callable[[str, str], bool]) -> Callable[[Any, Any], bool]:
    return lambda value, argument: isinstance(value, str) and check(value, argument)


def _is_other(value: Any, unwanted: Any) -> bool:
    return value not in (unwanted if isinstance(unwanted, list) else [unwanted])


def _in_range(value: Any, bounds: Sequence[Any]) -> bool:
    try:
        number = float(value)  # DynamoDB's numbers are strings
    except (TypeError, ValueError):
        return False
    return all(_COMPARE[sign](number, float(bound)) for sign, bound in zip(bounds[::2], bounds[1::2], strict=True))


_RULES: Mapping[str, Callable[[Any, Any], bool]] = {
    "prefix": _is_text(str.startswith),
    "suffix": _is_text(str.endswith),
    "equals-ignore-case": _is_text(lambda value, argument: value.casefold() == argument.casefold()),
    "anything-but": _is_other,
    "numeric": _in_range,
    "exists": lambda _value, _argument: True,
}
