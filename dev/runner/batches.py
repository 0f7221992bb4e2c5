"""What a handler's answer says about its batch, read as Lambda reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dev.runner.runtime_api import Ending, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence


def failed_items(outcome: Outcome, identifiers: Sequence[str], *, partial: bool) -> set[str]:
    """Identifiers of the items that have to come again.

    With ReportBatchItemFailures a missing, null or empty list means that all is done; a name that is empty, null, unknown
    or under another key means that nothing is (Lambda's guide, "Reporting batch item failures").
    """
    everything = set(identifiers)
    if outcome.ending is not Ending.OK:
        return everything
    if not partial or outcome.payload is None:
        return set()
    failures = outcome.payload.get("batchItemFailures") or [] if isinstance(outcome.payload, dict) else [outcome.payload]
    named = [item.get("itemIdentifier") if isinstance(item, dict) else None for item in failures]
    return {name for name in named if name in everything} if all(name in everything for name in named) else everything
