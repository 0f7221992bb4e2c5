"""A person enrolled by form or API: find them in Altegio at once (interfaces.md ruling 23)."""

from collections.abc import Iterator
from dataclasses import dataclass

from comeback.domain.card import CardRef
from comeback.domain.connection import Connection
from comeback.domain.customer import Profile
from comeback.domain.ids import ClientId
from comeback.domain.mirror import MIRRORED
from comeback.domain.visit import Place
from comeback.messages import CustomerEnrolled, MirrorDue
from comeback.ports.crm import Crm, Lane
from comeback.ports.customers import Customers
from comeback.ports.directory import Directory
from comeback.ports.programs import Programs
from comeback.ports.queues import AccrualQueue
from comeback.ports.system import Clock
from comeback.usecases.follow_client import FollowClient
from comeback.usecases.look_back import BookedDays
from comeback.usecases.settle_days import Reading, SettleDays, Target


@dataclass(frozen=True, slots=True)
class LookUpCustomer:
    """Links the clients with the same phone at every location of the program and settles the days that the new card's
    look-back covers.
    """

    directory: Directory
    programs: Programs
    customers: Customers
    crm: Crm
    settle_days: SettleDays
    clock: Clock
    queue: AccrualQueue
    follow: FollowClient

    def __call__(self, message: CustomerEnrolled) -> int:
        """How many clients were linked. Raises CrmError and ClaimLost: the message has to come again."""
        tenant = message.tenant_id
        program = self.programs.get(tenant, message.program_id)
        profile = self.customers.profile(tenant, message.customer_id)
        card = self.customers.card(CardRef(tenant, message.customer_id, message.program_id))
        if program is None or profile is None or card is None:
            return 0
        linked, booked_days = 0, BookedDays(self.crm, self.clock)
        for location in program.locations:
            connection = self.directory.connection(location)
            if connection is None or connection.tenant_id != tenant or not connection.is_live:
                continue
            for client_id in self._link(connection, profile):
                reading = Reading(connection, client_id)
                for on in () if program.type in MIRRORED else booked_days(program, card, reading, Lane.REST):
                    self.settle_days(tenant, [Target(Place(profile.id, on), (reading,))], "api", Lane.REST)
                linked += 1
        if program.type in MIRRORED:
            now = self.clock.now().isoformat()
            self.queue.send(MirrorDue(tenant, now, "api", customer_id=profile.id, program_id=program.id))
        return linked

    def _link(self, connection: Connection, profile: Profile) -> Iterator[ClientId]:
        """The person's clients at a location."""
        found = self.crm.find_clients(connection, profile.phone, Lane.REST)
        holders = self.directory.customers_of(connection.location_id, [client.client_id for client in found])
        for client in found:
            holder = holders.get(client.client_id, profile.id)
            if holder == profile.id:
                self.customers.link_client(profile.tenant_id, connection.location_id, client.client_id, profile.id)
                yield client.client_id
            else:
                # Their phone has changed in Altegio: whose they are now is not ours to say.
                self.follow(connection, client, holder, Lane.REST)
