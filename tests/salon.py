"""A business whose stamps and cards end."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from comeback.domain.card import Card
from comeback.domain.ledger import EntryKind
from comeback.domain.program import StampExpiry
from comeback.domain.settings import CardSettings
from comeback.usecases.expire_cards import ExpireCards, ExpiryReport
from tests.builders import LA_VISAGE, TENANT, program
from tests.engine_world import SECOND, EngineWorld

SLIDING = StampExpiry("after_last", days=90)
EACH = StampExpiry("per_stamp", days=90)
NEW_YORK = ZoneInfo("America/New_York")
UNTIL = StampExpiry("until", date=date(2026, 12, 31))


class Salon(EngineWorld):
    """A business whose stamps end, and the job that sees to it."""

    def __init__(self, expiry: StampExpiry | None = None, settings: CardSettings | None = None, **changes: Any) -> None:
        of = replace(program(settings, locations=(LA_VISAGE, SECOND), size=5), stamp_expiry=expiry or StampExpiry(), **changes)
        super().__init__(of=of)
        self.expire = ExpireCards(self.ledger, self.connections, self.clock, self.ids)
        self.jane = self.desk.add_client()

    def came(self, day: str, **more: Any) -> None:
        self.visit(self.jane, day=day, **more)
        self.hear()

    def at(self, moment: str) -> ExpiryReport:
        """The job runs at a moment in New York."""
        self.clock.moment = datetime.fromisoformat(moment).replace(tzinfo=NEW_YORK)
        return self.expire()

    def change(self, **changes: Any) -> None:
        self.store.programs[TENANT, self.program.id] = replace(self.store.programs[TENANT, self.program.id], **changes)

    def ended(self) -> list[tuple[int, str]]:
        """Amount and local date of each expiry."""
        return [
            (entry.amount, entry.effective_at.astimezone(NEW_YORK).date().isoformat())
            for entry in self.entries()
            if entry.kind is EntryKind.EXPIRY
        ]

    @property
    def head(self) -> Card:
        card = self.card()
        assert card is not None
        return card
