"""A card for a customer in a program; there is never a second one."""

from dataclasses import dataclass
from datetime import date

from comeback.domain.arrival import Arrival
from comeback.domain.card import Card, CardOrigin, CardStatus, next_mark
from comeback.domain.connection import Connection
from comeback.domain.ids import CardId, CustomerId, TenantId
from comeback.domain.program import Program, ProgramStatus
from comeback.ports.customers import Customers
from comeback.ports.programs import Programs
from comeback.ports.system import Clock, Ids


@dataclass(frozen=True, slots=True)
class IssueCard:
    """`key_id` names the link key that signs the card's links and pass token for ever (ruling 17)."""

    customers: Customers
    ids: Ids
    clock: Clock
    key_id: str

    def __call__(
        self, tenant: TenantId, program: Program, customer: CustomerId, first_day: date | None = None,
        *, origin: CardOrigin = CardOrigin.CRM, arrival: Arrival | None = None,
    ) -> tuple[Card, bool]:  # fmt: skip
        """The card, and whether it is new. `first_day`: the date of the visit that made it."""
        return self.customers.issue(tenant, self.fresh(tenant, program, customer, first_day, origin=origin, arrival=arrival))

    def may_hold(self, tenant: TenantId, customer: CustomerId) -> bool:
        """Nobody who was erased, or whom Altegio has forgotten, gets a new card; old visits may still lead to them."""
        profile = self.customers.profile(tenant, customer)
        return profile is not None and not profile.is_forgotten

    def fresh(
        self, tenant: TenantId, program: Program, customer: CustomerId, first_day: date | None = None,
        *, origin: CardOrigin = CardOrigin.CRM, arrival: Arrival | None = None,
    ) -> Card:  # fmt: skip
        """A card that is not stored yet."""
        now = self.clock.now()
        return Card(
            id=CardId(self.ids.new("cd")), tenant_id=tenant, program_id=program.id, customer_id=customer,
            type=program.type, status=CardStatus.ACTIVE, size=program.size, issued_at=now, key_id=self.key_id,
            mark=next_mark(0, now), first_day=first_day, look_at=None if program.validity.kind == "unlimited" else now,
            origin=origin, arrival=arrival or Arrival(),
        )  # fmt: skip


def fed_programs(programs: Programs, connection: Connection) -> list[Program]:
    """Active programs that have settings at the location."""
    found = (programs.get(connection.tenant_id, program) for program in connection.program_ids)
    return [
        program
        for program in found
        if program and program.status is ProgramStatus.ACTIVE and program.rows.get(connection.location_id)
    ]


def enrolling_programs(programs: Programs, connection: Connection) -> list[Program]:
    """Those of them whose newest row gives Altegio's clients a card by itself."""
    fed = fed_programs(programs, connection)
    return [program for program in fed if program.rows[connection.location_id][-1].settings.enrol_new_crm_clients]
