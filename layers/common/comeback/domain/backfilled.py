"""What a card was given for the time before it existed (loyalty-domain.md §13.3)."""

from dataclasses import dataclass
from datetime import date

from comeback.domain.ids import JobId


@dataclass(frozen=True, slots=True)
class Backfilled:
    """Days from `since` until before `until` were counted once and for all: no event about them moves the balance any more.
    `counted`: stamps that their visits make; `given`: those that all imports gave; `of_job`: those of the last `job_id`;
    `seq`: the last import's number (0: none).
    """

    since: date
    until: date
    counted: int
    given: int
    job_id: JobId
    of_job: int = 0
    seq: int = 0

    def covers(self, on: date) -> bool:
        """Whether the day was counted as one of the past."""
        return self.since <= on < self.until
