"""One customer's cards go on as another's (loyalty-domain.md §3.5): what a person decided, and what follows from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from comeback.domain.day import Day
from comeback.domain.ids import ClientId, LocationId, ProgramId
from comeback.domain.visit import VisitFacts


@dataclass(frozen=True, slots=True)
class MovedClient:
    """A client who came to a card's holder from another customer. Their visits up to `until` have counted there, and what they
    made was brought along or left behind by a person; they count no second time.
    """

    location_id: LocationId
    client_id: ClientId
    until: datetime

    def covers(self, visit: VisitFacts) -> bool:
        """Whether the visit has had its say."""
        same = (visit.location_id, visit.client_id) == (self.location_id, self.client_id)
        return same and visit.starts_at <= self.until


def counted_until(days: Iterable[Day], program: ProgramId, location: LocationId, client: ClientId) -> datetime | None:
    """The start of the last visit of a client that has earned in a program; later ones may still earn, wherever they count."""
    starts = [
        facts.starts_at
        for day in days
        for facts in day.visits
        if (facts.location_id, facts.client_id) == (location, client) and _has_earned(day, program, facts)
    ]
    return max(starts, default=None)


def _has_earned(day: Day, program: ProgramId, facts: VisitFacts) -> bool:
    return any(
        state.program_id == program and (state.granted > 0 or state.carried) and facts.visit_id in state.visit_ids
        for state in day.units.values()
    )
