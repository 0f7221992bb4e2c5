"""What a handler's answer says about its batch, read as Lambda reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dev.runner.runtime_api import Ending, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable


def failed_items(outcome: Outcome, identifiers: Iterable[str], *, partial: bool) -> set[str]:
    """Identifiers of the items that have to come again.

    With ReportBatchItemFailures a missing, null or empty list means that all is done; a name that is empty, null, unknown
    or under another key means that nothing is (Lambda's guide, "Reporting batch item failures").
    """
    everything = set(identifiers)
    if outcome.ending is not Ending.OK:
        return everything
    if not partial or outcome.payload is None:
        return set()
    named = _named(outcome.payload)
    return everything if named is None or not named <= everything else named


def _named(answer: Any) -> set[str] | None:
    """What the answer names; None when it is malformed."""
    failures = (answer.get("batchItemFailures") or []) if isinstance(answer, dict) else None
    if not isinstance(failures, list):
        return None
    names = [item.get("itemIdentifier") if isinstance(item, dict) else None for item in failures]
    return {name for name in names if name} if all(isinstance(name, str) and name for name in names) else None
