"""An owner looks at what a change of settings would have meant for the last days, before it is saved (loyalty-domain.md §5.1)."""

from dataclasses import dataclass, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from comeback.domain.errors import FieldError, FieldRefused, NotFound
from comeback.domain.ids import LocationId, ProgramId, TenantId
from comeback.domain.program import Program, ProgramStatus, ProgramType
from comeback.domain.settings import CardSettings
from comeback.domain.settings_preview import SettingsPreview, compare
from comeback.domain.settings_rules import possible
from comeback.ports.connections import Connections
from comeback.ports.customers import Customers
from comeback.ports.ledger import Ledger
from comeback.ports.programs import Programs
from comeback.ports.system import Clock
from comeback.usecases.change_program import read_program

DAYS, MOST_DAYS = 30, 90
_PAGE = 100
MOST_CARDS = 1_000
"""Looked at while somebody waits: some seconds."""


@dataclass(frozen=True, slots=True)
class PreviewSettings:
    """Judges stored days twice and stores nothing; asks Altegio nothing."""

    programs: Programs
    connections: Connections
    customers: Customers
    ledger: Ledger
    clock: Clock
    most_cards: int = MOST_CARDS

    def __call__(
        self, tenant: TenantId, program: ProgramId, location: LocationId, settings: CardSettings, days: int = DAYS
    ) -> SettingsPreview:
        """What the last `days`, today included, earned and would have earned. Raises NotFound, FieldRefused."""
        stored = read_program(self.programs, tenant, program)
        connection = self.connections.get(tenant, location)
        if location not in stored.locations or connection is None:
            raise NotFound("The program does not run at this location.")
        held = _checked(stored, settings, days)
        now = self.clock.now()
        end = now.astimezone(ZoneInfo(connection.location.timezone)).date() + timedelta(days=1)
        comparison = compare(stored, location, held, (end - timedelta(days=days), end), now)
        found, cursor = comparison.nothing_yet(), None
        while found.cards < self.most_cards:
            cards, cursor = self.customers.cards_of_program(tenant, program, min(_PAGE, self.most_cards - found.cards), cursor)
            for card in cards:
                own = self.ledger.days_of(tenant, card.customer_id, comparison.start)
                found = comparison.with_card(found, card, [(place.date, day) for place, day in own])
            if cursor is None:
                return replace(found, complete=True)
        return found


def _checked(program: Program, settings: CardSettings, days: int) -> CardSettings:
    """The settings as they would hold."""
    if program.status is ProgramStatus.DRAFT:
        raise FieldRefused(FieldError("program", "Settings belong to an active program: activate it first."))
    if program.type is not ProgramType.STAMP:
        raise FieldRefused(FieldError("program", "Altegio keeps these balances: settings of ours do not move them."))
    if not 1 <= days <= MOST_DAYS:
        raise FieldRefused(FieldError("days", f"From 1 to {MOST_DAYS} days can be looked at."))
    return possible(program.type, settings)
