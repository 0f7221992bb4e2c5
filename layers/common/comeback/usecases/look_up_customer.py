"""A person enrolled by form or API: find them in Altegio at once (interfaces.md ruling 23)."""

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from comeback.domain.connection import Connection
from comeback.domain.visit import Place
from comeback.messages import CustomerEnrolled
from comeback.ports.crm import Crm, Lane
from comeback.ports.customers import Customers
from comeback.ports.directory import Directory
from comeback.ports.programs import Programs
from comeback.ports.system import Clock
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

    def __call__(self, message: CustomerEnrolled) -> int:
        """How many clients were linked. Raises CrmError and ClaimLost: the message has to come again."""
        tenant = message.tenant_id
        program = self.programs.get(tenant, message.program_id)
        profile = self.customers.profile(tenant, message.customer_id)
        if program is None or profile is None:
            return 0
        linked = 0
        for location in program.locations:
            connection = self.directory.connection(location)
            if connection is None or connection.tenant_id != tenant or not connection.is_live:
                continue
            for client in self.crm.find_clients(connection, profile.phone, Lane.REST):
                self.customers.link_client(tenant, location, client.client_id, profile.id)
                self._settle(message, Reading(connection, client.client_id), program.lookback_days)
                linked += 1
        return linked

    def _settle(self, message: CustomerEnrolled, reading: Reading, lookback_days: int) -> None:
        today = self._today(reading.connection)
        for back in range(lookback_days + 1):
            place = Place(message.customer_id, today - timedelta(days=back))
            self.settle_days(message.tenant_id, [Target(place, (reading,))], "api", Lane.REST)

    def _today(self, connection: Connection) -> date:
        return self.clock.now().astimezone(ZoneInfo(connection.location.timezone)).date()
