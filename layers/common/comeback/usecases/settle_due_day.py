"""A held reversal is due: look at its day afresh."""

from dataclasses import dataclass
from datetime import date

from comeback.domain.day import Day
from comeback.domain.visit import Place
from comeback.messages import DayDue
from comeback.ports.crm import Lane
from comeback.ports.directory import Directory
from comeback.ports.ledger import Ledger
from comeback.usecases.settle_days import Outcome, Reading, SettleDays, Target


@dataclass(frozen=True, slots=True)
class SettleDueDay:
    """Re-reads every client of the day at every live location; only the difference that is left is posted."""

    directory: Directory
    ledger: Ledger
    settle_days: SettleDays

    def __call__(self, message: DayDue) -> Outcome:
        """Settle the day. Raises CrmError and ClaimLost: the message has to come again.

        A location that is frozen keeps its reversal held; the sweep brings the day back when it is live again.
        """
        place = Place(message.customer_id, date.fromisoformat(message.date))
        day = self.ledger.day(message.tenant_id, place)
        if day.held_until is None:
            return Outcome.UNCHANGED
        readings = self._readings(message, day)
        if readings is None:
            return Outcome.UNCHANGED
        settled = self.settle_days(message.tenant_id, [Target(place, readings)], "hold", Lane.LIVE)
        return settled.outcome

    def _readings(self, message: DayDue, day: Day) -> tuple[Reading, ...] | None:
        """What to read; None while one of the locations may not be asked."""
        pairs = dict.fromkeys((facts.location_id, facts.client_id) for facts in day.visits)
        connections = {location: self.directory.connection(location) for location, _ in pairs}
        readings = []
        for location, client in pairs:
            connection = connections[location]
            if connection is None or connection.tenant_id != message.tenant_id or not connection.is_live:
                return None
            if client is not None:
                readings.append(Reading(connection, client))
        return tuple(readings)
