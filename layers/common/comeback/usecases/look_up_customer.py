"""A person enrolled by form or API: find them in Altegio at once (interfaces.md ruling 23)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from comeback.domain.card import Card, CardRef
from comeback.domain.connection import Connection
from comeback.domain.customer import Profile
from comeback.domain.ids import ClientId
from comeback.domain.mirror import MIRRORED
from comeback.domain.program import Program
from comeback.domain.visit import Place
from comeback.messages import CustomerEnrolled, MirrorDue
from comeback.ports.crm import Crm, Lane
from comeback.ports.customers import Customers
from comeback.ports.directory import Directory
from comeback.ports.programs import Programs
from comeback.ports.queues import AccrualQueue
from comeback.ports.system import Clock
from comeback.usecases.follow_client import FollowClient
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
        linked = 0
        for location in program.locations:
            connection = self.directory.connection(location)
            if connection is None or connection.tenant_id != tenant or not connection.is_live:
                continue
            for client_id in self._link(connection, profile):
                reading = Reading(connection, client_id)
                for on in () if program.type in MIRRORED else self._days(program, card, reading):
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

    def _days(self, program: Program, card: Card, reading: Reading) -> Iterable[date]:
        """Today; if the card looks back, the days on which the client has bookings, found in one list."""
        zone = reading.connection.location.timezone
        today = self.clock.now().astimezone(ZoneInfo(zone)).date()
        first = max(card.begins_on(zone) - timedelta(days=program.lookback_days), program.start_of_accrual or date.min)
        return [today] if first >= today else sorted(set(self._booked(reading, first, today)))

    def _booked(self, reading: Reading, first: date, last: date) -> Iterator[date]:
        page, more = 1, True
        while more:
            records, more = self.crm.records_between(reading.connection, first, last, page, Lane.REST, client=reading.client_id)
            yield from (record.local_date for record in records)
            page += 1
