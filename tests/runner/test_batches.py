from typing import Any

import pytest

from dev.runner.batches import failed_items
from dev.runner.runtime_api import Ending, Outcome

ITEMS = ["a", "b", "c"]


def _failed(payload: Any, *, partial: bool = True) -> set[str]:
    return failed_items(Outcome(Ending.OK, payload), ITEMS, partial=partial)


@pytest.mark.parametrize("payload", [None, {}, {"batchItemFailures": None}, {"batchItemFailures": []}, {"other": 1}])
def test_no_failures_means_that_all_is_done(payload: Any) -> None:
    assert _failed(payload) == set()


def test_named_items_come_again() -> None:
    assert _failed({"batchItemFailures": [{"itemIdentifier": "b"}, {"itemIdentifier": "b"}]}) == {"b"}


@pytest.mark.parametrize("failures", [
    [{"itemIdentifier": ""}], [{"itemIdentifier": None}], [{"itemIdentifier": "unknown"}], [{"id": "a"}], ["a"], "a", {"a": 1},
    [{"itemIdentifier": "a"}, {"itemIdentifier": ""}], [{"itemIdentifier": ["a"]}], 7,
])  # fmt: skip
def test_a_malformed_list_fails_the_batch(failures: Any) -> None:
    assert _failed({"batchItemFailures": failures}) == set(ITEMS)


@pytest.mark.parametrize("payload", ["text", [1], 7])
def test_an_answer_that_is_no_object_fails_the_batch(payload: Any) -> None:
    assert _failed(payload) == set(ITEMS)


@pytest.mark.parametrize("ending", [Ending.ERROR, Ending.TIMEOUT])
def test_a_failed_run_fails_the_batch(ending: Ending) -> None:
    assert failed_items(Outcome(ending, {"batchItemFailures": []}), ITEMS, partial=True) == set(ITEMS)


def test_without_partial_answers_the_list_is_not_looked_at() -> None:
    assert _failed({"batchItemFailures": [{"itemIdentifier": "a"}]}, partial=False) == set()
