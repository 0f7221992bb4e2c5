"""What must be remembered while an application is being activated in a location, so that a crash loses nothing.

Before Altegio is asked to activate, the digest of the new webhook secret is stored here, and only here: neither tenant
nor connection exist until the user has been checked. If we die in between, Altegio has an active installation and we
have what it takes to go on when the owner comes again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from comeback.domain.connecting import ConnectOutcome
from comeback.domain.ids import JobId, LocationId, TenantId

KEPT = timedelta(hours=24)
HELD = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class PendingActivation:
    """`hook_digests`: SHA-256 (hex) of every webhook secret that Altegio may have been given. `browsers`: of the
    secrets in the cookies of the browsers that began it.
    """

    user_id: int
    hook_digests: frozenset[str]
    browsers: frozenset[str]
    began_at: datetime


class ActivationHeld(Exception):  # noqa: N818 - a past-tense fact (style.md §4)
    """Another Altegio user began to connect this location a moment ago."""


class Activations(Protocol):
    """One at most per location, forgotten after KEPT."""

    def begin(self, location: LocationId, user_id: int, hook: str, browser: str, now: datetime) -> PendingActivation:
        """Store, adding to what the same user began before; answers with all of it.

        Raises ActivationHeld when another user began less than HELD ago.
        """

    def get(self, location: LocationId, now: datetime) -> PendingActivation | None:
        """What was begun there."""

    def end(self, location: LocationId) -> None:
        """Forget it."""


@dataclass(frozen=True, slots=True)
class ConnectJob:
    """Progress of connecting several locations: the outcome per location, in the order they came in."""

    id: JobId
    outcomes: tuple[tuple[LocationId, ConnectOutcome], ...]

    @property
    def is_done(self) -> bool:
        """Whether nothing waits any more."""
        return all(outcome is not ConnectOutcome.QUEUED for _, outcome in self.outcomes)


class ConnectJobs(Protocol):
    """Kept for KEPT."""

    def create(self, tenant: TenantId, job: ConnectJob, now: datetime) -> None:
        """Store a new job."""

    def record(self, tenant: TenantId, job: JobId, location: LocationId, outcome: ConnectOutcome) -> None:
        """Note the outcome of one location; a job that is gone is no error."""

    def get(self, tenant: TenantId, job: JobId, now: datetime) -> ConnectJob | None:
        """One job; None when it is another tenant's or forgotten."""


def in_order(outcomes: Sequence[tuple[LocationId, ConnectOutcome]]) -> tuple[tuple[LocationId, ConnectOutcome], ...]:
    """Outcomes by location."""
    return tuple(sorted(outcomes))
