"""Recalculations: the job, and what each of its pages has found."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Protocol

from comeback.domain.ids import CardId, JobId, ProgramId, TenantId
from comeback.domain.recalculation import CardChange, Recalculation

KEPT = timedelta(days=90)


class RecalculationChanged(Exception):  # noqa: N818 - a past-tense fact (style.md §4)
    """Somebody else saved the job in between; read it again."""


class Recalculations(Protocol):
    """Jobs of a program and their cards; kept for KEPT."""

    def save(self, tenant: TenantId, job: Recalculation, changes: Sequence[CardChange] = ()) -> Recalculation:
        """Store the job and some of its cards (at most 90) in one transaction; answers with the next revision.

        The job is saved when its `revision` is the stored one (0: new). Raises RecalculationChanged, and then nothing was
        written.
        """

    def get(self, tenant: TenantId, program: ProgramId, job: JobId) -> Recalculation | None:
        """One job; None when it is another tenant's, another program's or forgotten."""

    def latest(self, tenant: TenantId, program: ProgramId, limit: int) -> Sequence[Recalculation]:
        """The newest jobs of a program, the newest first."""

    def note(self, tenant: TenantId, job: Recalculation, change: CardChange) -> None:
        """Store one card of the job, over what was stored of it."""

    def changes(
        self, tenant: TenantId, job: Recalculation, limit: int, cursor: str | None
    ) -> tuple[Sequence[CardChange], str | None]:
        """A page of the job's cards in the order of their ids, and the cursor of the next page."""

    def changes_of(self, tenant: TenantId, job: Recalculation, cards: Collection[CardId]) -> Mapping[CardId, CardChange]:
        """Those of these cards that the job knows."""
