"""Visits from before a card came into being (loyalty-domain.md §7, case 32; ruling 7)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from comeback.domain.accrual import opens_on
from comeback.domain.card import Card, CardRef
from comeback.domain.ids import LocationId, TenantId
from comeback.domain.program import Program
from comeback.domain.visit import Place
from comeback.messages import CardReopened, LookBackDue
from comeback.ports.crm import Crm, Lane
from comeback.ports.customers import Customers
from comeback.ports.directory import Directory
from comeback.ports.programs import Programs
from comeback.ports.queues import AccrualQueue
from comeback.ports.system import Clock
from comeback.usecases.settle_days import Reading, SettleDays, Target


@dataclass(frozen=True, slots=True)
class BookedDays:
    """On which days a client has bookings since a card may count them: one list, whatever the number of days. `before`: only
    those of before the card.
    """

    crm: Crm
    clock: Clock

    def __call__(self, program: Program, card: Card, reading: Reading, lane: Lane, *, before: bool = False) -> list[date]:
        """Today alone, if the card looks back no further."""
        zone = reading.connection.location.timezone
        today = self.clock.now().astimezone(ZoneInfo(zone)).date()
        last = min(card.begins_on(zone), today) if before else today
        first = opens_on(program, card, zone)
        return [last] if first >= last else sorted(set(self._booked(reading, first, last, lane)))

    def _booked(self, reading: Reading, first: date, last: date, lane: Lane) -> Iterator[date]:
        page, more = 1, True
        while more:
            records, more = self.crm.records_between(reading.connection, first, last, page, lane, client=reading.client_id)
            yield from (record.local_date for record in records)
            page += 1


@dataclass(frozen=True, slots=True)
class LookBack:
    """A card that a visit or an event about its client has made, or one that looks back further than before. What is stored is
    judged without asking; the rest is read, one list per client and period and the days on it. Again, it changes nothing.
    """

    directory: Directory
    programs: Programs
    customers: Customers
    settle_days: SettleDays
    booked_days: BookedDays
    queue: AccrualQueue

    def __call__(self, message: LookBackDue) -> int:
        """How many days were read. Raises CrmError and ClaimLost: the message has to come again."""
        tenant, customer = message.tenant_id, message.customer_id
        program = self.programs.get(tenant, message.program_id)
        card = self.customers.card(CardRef(tenant, customer, message.program_id))
        if program is None or card is None or not program.lookback_since(card.issued_at):
            return 0
        # Days that another program has brought here are not in any list that is new.
        self.queue.send(CardReopened(tenant, customer, program.id))
        days = 0
        for reading in self._readings(tenant, program, card):
            for on in self.booked_days(program, card, reading, Lane.SWEEP, before=message.further):
                self.settle_days(tenant, [Target(Place(customer, on), (reading,))], "look_back", Lane.SWEEP)
                days += 1
        return days

    def _readings(self, tenant: TenantId, program: Program, card: Card) -> Iterator[Reading]:
        profile = self.customers.profile(tenant, card.customer_id)
        places: set[LocationId] = set(program.locations)
        for location, client in profile.clients if profile else ():
            connection = self.directory.connection(location) if location in places else None
            if connection is not None and connection.tenant_id == tenant and connection.is_live:
                yield Reading(connection, client)
