from typing import Any

import pytest

from dev.runner.record_filter import UnknownPatternError, passes

RECORD = {"eventName": "MODIFY", "dynamodb": {"NewImage": {"kind": {"S": "head"}, "mark": {"N": "12"}}}}


def _image(pattern: Any) -> dict[str, Any]:
    return {"dynamodb": {"NewImage": pattern}}


def _kind(*rules: Any) -> dict[str, Any]:
    return _image({"kind": {"S": list(rules)}})


def _mark(*rules: Any) -> dict[str, Any]:
    return _image({"mark": {"N": list(rules)}})


@pytest.mark.parametrize("pattern", [
    {}, {"eventName": ["INSERT", "MODIFY"]}, _kind("head", "day"), _mark({"numeric": [">", 5, "<=", 12]}),
    _kind({"prefix": "he"}), _kind({"suffix": "ad"}), _kind({"exists": True}), _image({"other": {"S": [{"exists": False}]}}),
    {"eventName": [{"anything-but": ["REMOVE"]}]}, {"eventName": [{"equals-ignore-case": "modify"}]},
    {"$or": [{"eventName": ["REMOVE"]}, {"eventName": ["MODIFY"]}]},
])  # fmt: skip
def test_a_record_that_fits_passes(pattern: Any) -> None:
    assert passes(RECORD, [{"eventName": ["REMOVE"]}, pattern])


@pytest.mark.parametrize("pattern", [
    {"eventName": ["REMOVE"]}, {"eventName": ["modify"]}, _kind("day"), _mark(12), {"missing": ["x"]},
    _mark({"numeric": [">", 12]}),
    _kind({"numeric": ["=", 1]}), _image({"other": {"S": [{"exists": True}]}}), {"eventName": [{"anything-but": "MODIFY"}]},
    {"other": [{"anything-but": "x"}]}, {"eventName": ["MODIFY"], "missing": ["x"]}, {"$or": [{"eventName": ["REMOVE"]}]},
    {"eventName": []},
])  # fmt: skip
def test_a_record_that_does_not_fit_is_dropped(pattern: Any) -> None:
    assert not passes(RECORD, [pattern])


def test_without_patterns_everything_passes() -> None:
    assert passes(RECORD, [])


def test_an_unknown_rule_is_told() -> None:
    with pytest.raises(UnknownPatternError, match="wildcard"):
        passes(RECORD, [{"eventName": [{"wildcard": "M*"}]}])
