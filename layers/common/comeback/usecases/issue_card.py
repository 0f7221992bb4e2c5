"""A card for a customer in a program; there is never a second one."""

from dataclasses import dataclass
from datetime import date

from comeback.domain.card import Card, CardStatus, next_mark
from comeback.domain.ids import CardId, CustomerId, TenantId
from comeback.domain.program import Program
from comeback.ports.customers import Customers
from comeback.ports.system import Clock, Ids


@dataclass(frozen=True, slots=True)
class IssueCard:
    """`key_id` names the link key that signs the card's links and pass token for ever (ruling 17)."""

    customers: Customers
    ids: Ids
    clock: Clock
    key_id: str

    def __call__(
        self, tenant: TenantId, program: Program, customer: CustomerId, first_day: date | None = None
    ) -> tuple[Card, bool]:
        """The card, and whether it is new. `first_day`: the date of the visit that made it."""
        now = self.clock.now()
        fresh = Card(
            id=CardId(self.ids.new("cd")), tenant_id=tenant, program_id=program.id, customer_id=customer,
            type=program.type, status=CardStatus.ACTIVE, size=program.size, issued_at=now, key_id=self.key_id,
            mark=next_mark(0, now), first_day=first_day,
        )  # fmt: skip
        return self.customers.issue(tenant, fresh)
