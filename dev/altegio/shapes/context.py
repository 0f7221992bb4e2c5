"""What rendering needs to know beside the thing itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from dev.altegio.bill import paid_full
from dev.altegio.model import Attendance, Client, Record, Settlement
from dev.altegio.rights import system_rights
from dev.altegio.wobble import Wobble
from dev.altegio.world import Index, World

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Context:
    """The world, its index and the way things are written."""

    world: World
    index: Index
    wobble: Wobble

    def allowed(self, location_id: int, slug: str) -> bool:
        """Whether the application has a right in the location."""
        installation = self.world.location(location_id).installation
        return installation is not None and system_rights(installation)[slug]

    def records_of_visit(self, record: Record) -> list[Record]:
        """All bookings of the visit, deleted ones too."""
        return self.index.visit(record.visit_id)

    def paid_full(self, record: Record) -> bool:
        """Whether nothing of the booking is due any more."""
        return paid_full(record, self.records_of_visit(record), self.index.settlements(record.visit_id))

    def settlements(self, record: Record) -> list[Settlement]:
        """Payments that concern a booking, those that name only its visit too."""
        return [one for one in self.index.settlements(record.visit_id) if one.record_id in (0, record.id)]

    def client_of(self, record: Record) -> Client | None:
        """The booking's client; none for a walk-in."""
        return self.world.clients.get(record.client_id)

    def visits(self, client_id: int, attendance: Attendance) -> int:
        """How many of the client's bookings are in a state."""
        mine = self.index.by_client.get(client_id, [])
        return sum(1 for one in mine if one.attendance == attendance and not one.deleted)

    def spent(self, client_id: int) -> Decimal:
        """Money the client paid so far."""
        visits = {record.visit_id for record in self.index.by_client.get(client_id, [])}
        paid = (one for visit in visits for one in self.index.settlements(visit))
        return sum((one.amount for one in paid if one.money and one.client_id == client_id), Decimal(0))

    def shown_phone(self, location_id: int, digits: str, right: str) -> str:
        """Digits, or what is left of them for somebody without the right to see phones."""
        if not digits or self.allowed(location_id, right):
            return digits
        installation = self.world.location(location_id).installation
        style = installation.masking if installation else "partial"
        if style == "empty":
            return ""
        return "*" * len(digits) if style == "stars" else f"{digits[:4]}*****{digits[-2:]}"

    def plus_phone(self, location_id: int, digits: str, right: str = "timetable_phones_access") -> str:
        """The notation of bookings and webhooks."""
        shown = self.shown_phone(location_id, digits, right)
        return f"+{shown}" if shown else ""


def last_start(records: Sequence[Record]) -> datetime | None:
    """The latest scheduled start."""
    return max((record.start for record in records if not record.deleted), default=None)
