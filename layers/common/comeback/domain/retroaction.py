"""Later rules for earlier visits: what a recalculation leaves behind, so that no later event undoes it (loyalty-domain.md §5.1).

A settings row holds for visits that start after it was written (ruling 7). A retroaction says of an interval: these visits are
judged as if they had started at one later moment. What they should have earned stays a function of program, card and facts.
"""

from dataclasses import dataclass
from datetime import date, datetime

from comeback.domain.ids import JobId, LocationId


@dataclass(frozen=True, slots=True)
class Retroaction:
    """Visits of the dates from `start` to before `end` that began before `as_of` are judged by the rules of `as_of`; at one
    location, or at all of them. `job_id`: the recalculation that decided it.
    """

    job_id: JobId
    start: date
    end: date
    as_of: datetime
    location_id: LocationId | None = None

    def covers(self, location: LocationId, on: date, starts_at: datetime) -> bool:
        """Whether it speaks of a visit."""
        return self.location_id in (None, location) and self.start <= on < self.end and starts_at < self.as_of

    def meets(self, start: date, end: date) -> bool:
        """Whether it speaks of one of the dates from `start` to before `end`."""
        return self.start < end and start < self.end

    def replaces(self, earlier: "Retroaction") -> bool:
        """Whether nothing is left of an earlier one."""
        wide = self.location_id in (None, earlier.location_id)
        return wide and self.start <= earlier.start and earlier.end <= self.end and earlier.as_of <= self.as_of
