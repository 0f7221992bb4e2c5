"""Who notices a fault of which function: all that is tried, what takes long first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dev.faults.events import Event, Sweep, Synchronisation, Visit
from dev.faults.jobs import Forgotten, HoldersCompared, Joined, NewLook
from dev.faults.past import Committed, LookedBack, PastGiven, PastPreviewed, Recalculated, Resumed
from dev.faults.people import Adjustment, CardPage, Connect, NewPhone, OwnersPages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dev.faults.acts import Made

TRIALS: tuple[tuple[Made, str], ...] = (
    (NewLook, "pass_update"),
    (NewLook, "google_update"),
    (Adjustment, "pass_update"),
    (Adjustment, "google_update"),
    (Joined, "accrual"),
    (Forgotten, "accrual"),
    (Visit, "accrual"),
    (LookedBack, "accrual"),
    (Resumed, "accrual"),
    (Recalculated, "sync"),
    (Committed, "sync"),
    (PastPreviewed, "sync"),
    (PastGiven, "sync"),
    (Synchronisation, "sync"),
    (NewPhone, "wallet_service"),
    (Connect, "oauth_callback"),
    (HoldersCompared, "google_update"),
    (Adjustment, "api"),
    (Sweep, "reconcile"),
    (Event, "webhook"),
    (CardPage, "enroll"),
    (OwnersPages, "console"),
    (Adjustment, "relay"),
)


def asked_for(names: Sequence[str]) -> list[tuple[Made, str]]:
    """Those whose act or function is named; without names all. Raises KeyError for a name that nothing has."""
    if unknown := set(names) - {name for made, function in TRIALS for name in (made.__name__, function)}:
        raise KeyError(f"neither an act nor a function: {', '.join(sorted(unknown))}")
    return [(made, function) for made, function in TRIALS if not names or {made.__name__, function} & set(names)]
