"""Synchronisations under way and their reports."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from comeback.domain.backfill import PastCard
from comeback.domain.ids import JobId, LocationId, TenantId
from comeback.domain.sync import PastCounts, SyncCounts, SyncJob, SyncState

KEPT = timedelta(days=90)


class SyncJobs(Protocol):
    """One open job per location at most; reports are kept for KEPT."""

    def open(self, tenant: TenantId, job: SyncJob) -> SyncJob:
        """Store a new job, or answer with the one that is open for the location."""

    def get(self, tenant: TenantId, job: JobId) -> SyncJob | None:
        """One job; None when it is another tenant's or forgotten."""

    def latest(self, tenant: TenantId, locations: Sequence[LocationId]) -> Sequence[SyncJob]:
        """The newest job of each location that has one."""

    def finish_page(self, tenant: TenantId, job: JobId, page: int, total: int, counts: SyncCounts) -> SyncJob | None:
        """Add a page's counts, once however often it is told; answers with the job as it is now, None when forgotten."""

    def finish_day(self, tenant: TenantId, job: JobId, number: int) -> SyncJob | None:
        """A day of the past was read. Answers as `finish_page`."""

    def finish_cards(self, tenant: TenantId, job: JobId, step: str, cards: Sequence[PastCard]) -> SyncJob | None:
        """Keep what a page of cards, named by its step, has for its past, and add it up once. Answers as `finish_page`."""

    def cards(self, tenant: TenantId, job: JobId, limit: int, cursor: str | None) -> tuple[Sequence[PastCard], str | None]:
        """A page of the cards that were told, in the order of their ids, and the cursor of the next page."""

    def commit(self, tenant: TenantId, job: SyncJob) -> SyncJob | None:
        """Open a previewed job again, to give what it has counted; its sums begin anew. None when it is not previewed any
        more, or not its location's newest.
        """

    def close(self, tenant: TenantId, job: JobId, state: SyncState, reason: str = "") -> None:
        """End an open job; one that has ended keeps its state."""


def sums_of(cards: Sequence[PastCard]) -> PastCounts:
    """What a page of cards adds to the report."""
    return PastCounts(
        cards=len(cards),
        stamps=sum(card.stamps for card in cards),
        given_before=sum(card.given_before for card in cards),
        to_give=sum(card.to_give for card in cards),
        new_rewards=sum(card.new_rewards for card in cards),
    )
