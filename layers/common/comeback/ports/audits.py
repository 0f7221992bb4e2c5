"""Audits of locations and what they found."""

from collections.abc import Sequence
from typing import Protocol

from comeback.domain.drift import AuditRun, Difference
from comeback.domain.ids import LocationId, TenantId


class Audits(Protocol):
    """One audit per location is kept, the last one, with its differences."""

    def begin(self, tenant: TenantId, run: AuditRun) -> AuditRun:
        """Keep a new audit in place of the one before, whose differences are forgotten: what that one has sent to be repaired
        goes into the new one's `sent_before`. Answers with what is kept.
        """

    def runs(self, tenant: TenantId, locations: Sequence[LocationId]) -> Sequence[AuditRun]:
        """The last audits of these locations, by location id; one that was never audited has none."""

    def save(self, tenant: TenantId, run: AuditRun, found: Sequence[Difference] = ()) -> None:
        """How far an audit has come and what it has found since. A difference that is saved again is listed once."""

    def differences(self, tenant: TenantId, limit: int, cursor: str | None) -> tuple[Sequence[Difference], str | None]:
        """A page of the differences of the last audits, open ones first, and the cursor of the next page."""
