"""A read of a client against the profile: who wins is the owner's choice (loyalty-domain.md §5.2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from comeback.domain.connection import Connection
from comeback.domain.customer import Profile
from comeback.domain.ids import CustomerId
from comeback.domain.ledger import Actor
from comeback.domain.profile_fields import Compared, Said, compare
from comeback.domain.program import Program
from comeback.messages import ProfileToSend
from comeback.ports.crm import CrmClient
from comeback.ports.customers import Customers
from comeback.ports.queues import AccrualQueue
from comeback.ports.system import Clock
from comeback.usecases.note_change import NoteChange
from comeback.usecases.show_name import ShowName


@dataclass(frozen=True, slots=True)
class TakeOverProfile:
    """Of several clients with one phone only the newest speaks for the person, or a family's names would take turns."""

    customers: Customers
    note: NoteChange
    queue: AccrualQueue
    clock: Clock
    show_name: ShowName

    def __call__(self, connection: Connection, fed: Sequence[Program], client: CrmClient, customer: CustomerId) -> None:
        """`fed`: programs with settings at the location. The trail learns which field lost, never its value."""
        rows = [program.rows[connection.location_id][-1].settings for program in fed]
        tenant, location = connection.tenant_id, connection.location_id
        profile = self.customers.profile(tenant, customer) if rows else None
        if profile is None or profile.target_at(location) != client.client_id:
            return
        wins = any(row.crm_profile_wins for row in rows)
        said = Said(client.name, client.surname, client.email, client.birthday, client.gender)
        told = Compared(profile)

        def change(stored: Profile) -> Profile:
            nonlocal told
            told = compare(stored, said, crm_wins=wins, at=self.clock.now())
            return told.profile

        self.customers.change_profile(tenant, customer, change)
        self.show_name(profile, told.profile)
        if told.overruled:
            details: dict[str, str | int] = {
                "fields": ", ".join(told.overruled), "won": "crm" if wins else "own", "location_id": location,
            }  # fmt: skip
            self.note(tenant, Actor("job", "crm_profile_wins"), "customer.compared", customer, details)
        if told.to_send and any(row.write_to_crm for row in rows):
            self.queue.send(ProfileToSend(tenant, customer))
