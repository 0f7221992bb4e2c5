"""The engine over memory: a reception desk, the webhook's messages, the accrual queue with its use cases, and the sweep."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from comeback.adapters.phones import LibraryPhones
from comeback.domain.card import Card
from comeback.domain.connection import Tenant
from comeback.domain.ids import ClientId, LocationId, RecordId
from comeback.domain.ledger import Entry
from comeback.domain.program import Program
from comeback.domain.settings import CardSettings
from comeback.domain.visit import Source
from comeback.messages import (
    AccrualMessage,
    BookingsDue,
    CardChanged,
    CardReopened,
    CardsDue,
    ClientChanged,
    CustomerEnrolled,
    DayDue,
    ErasureDue,
    GoogleMessage,
    LookBackDue,
    VisitChanged,
)
from comeback.ports.attention import Attention
from comeback.ports.crm import Crm
from comeback.ports.erasures import Erasures
from comeback.ports.ledger import Ledger
from comeback.ports.queues import AccrualQueue
from comeback.ports.system import Clock, Ids
from comeback.ports.trail import Trail
from comeback.usecases.book_visit import BookVisit
from comeback.usecases.compare_bookings import CompareBookings
from comeback.usecases.handle_accrual import HandleAccrual
from comeback.usecases.identify_client import IdentifyClient
from comeback.usecases.issue_card import IssueCard
from comeback.usecases.look_back import BookedDays, LookBack
from comeback.usecases.look_up_customer import LookUpCustomer
from comeback.usecases.note_masked import NoteMasked
from comeback.usecases.note_unarrived import NoteUnarrived
from comeback.usecases.read_bookings import ReadBookings
from comeback.usecases.review_cards import ReviewCards
from comeback.usecases.settle_days import SettleDays
from comeback.usecases.settle_due_day import SettleDueDay
from comeback.usecases.settle_reopened_card import SettleReopenedCard
from comeback.usecases.sweep import Sweep, SweepReport
from comeback.usecases.sweep_clients import SweepClients
from comeback.usecases.tell_mirrors import TellMirrors
from comeback.usecases.tell_untold import TellUntold
from comeback.usecases.update_client import UpdateClient
from tests.builders import LA_VISAGE, OTHER_TENANT, TENANT, connection, program
from tests.memory.attention import MemoryAttention
from tests.memory.connections import MemoryConnections
from tests.memory.crm import MemoryCrm
from tests.memory.customers import MemoryCustomers
from tests.memory.desk import Happened, MemoryDesk
from tests.memory.directory import MemoryDirectory
from tests.memory.erasures import MemoryErasures
from tests.memory.ledger import MemoryLedger
from tests.memory.programs import MemoryPrograms
from tests.memory.queues import MemoryAccrualQueue, MemoryQueue
from tests.memory.store import Store
from tests.memory.system import Numbered
from tests.memory.trail import MemoryTrail
from tests.people import erase_customer, follow_client, keep_in_step
from tests.unit.connecting import Ticking

SECOND = LocationId(24697)
FOREIGN = LocationId(999)
JANE_PHONE = "+13155550175"
EVENING = datetime(2026, 9, 21, 20, tzinfo=UTC)
"""16:00 in New York."""
WAIT = timedelta(minutes=15)
DAY_OF_TESTS = "2026-09-21"


@dataclass
class Ports:
    """Everything that a handler talks to; a test may wrap each."""

    store: Store
    crm: Crm
    ledger: Ledger
    queue: AccrualQueue
    clock: Clock
    ids: Ids
    customers: Any
    directory: Any
    programs: Any
    connections: Any
    pause: Callable[[], None]
    attention: Attention
    trail: Trail
    erasures: Erasures

    def wrapped(self, wrap: Callable[[str, Any], Any]) -> "Ports":
        """The same ports, each behind something of the test's own."""
        names = ("crm", "ledger", "queue", "clock", "ids", "customers", "directory", "programs", "connections")
        return replace(self, **{name: wrap(name, getattr(self, name)) for name in names}, pause=wrap("pause", self.pause))


def handler_of(ports: Ports, delay: timedelta = WAIT) -> HandleAccrual[AccrualMessage]:
    """The accrual function's use cases, wired as bootstrap wires them."""
    issue = IssueCard(ports.customers, ports.ids, ports.clock, "k1")
    identify = IdentifyClient(ports.customers, LibraryPhones(), ports.clock, ports.ids)
    settle = SettleDays(ports.ledger, ports.crm, issue, ports.clock, ports.ids, delay, ports.pause, ports.attention)
    directory, programs, customers, connections = ports.directory, ports.programs, ports.customers, ports.connections
    tell, masked = TellMirrors(programs, ports.queue), NoteMasked(ports.attention, connections, ports.clock)
    routes: dict[type[Any], Callable[[Any], Any]] = {
        VisitChanged: BookVisit(directory, ports.ledger, ports.crm, identify, settle, connections, ports.clock, tell, masked),
        DayDue: SettleDueDay(directory, ports.ledger, settle),
        CardReopened: SettleReopenedCard(ports.ledger, settle),
        LookBackDue: LookBack(directory, programs, customers, settle, BookedDays(ports.crm, ports.clock), ports.queue),
        CardsDue: ReviewCards(programs, connections, customers, ports.ledger, ports.queue, ports.clock),
        BookingsDue: ReadBookings(CompareBookings(directory, ports.ledger, LibraryPhones()), ports.crm, ports.queue, ports.clock),
        ErasureDue: erase_customer(ports),
        ClientChanged: UpdateClient(
            directory, programs, customers, ports.crm, identify, issue, connections, tell, keep_in_step(ports), masked
        ),
        CustomerEnrolled: LookUpCustomer(
            directory, programs, customers, ports.crm, settle, ports.clock, ports.queue, follow_client(ports)
        ),
    }
    return HandleAccrual(routes, connections, ports.queue, jitter=lambda delay: delay)


class EngineWorld:
    """Two locations of one tenant with one program, and a location of somebody else."""

    def __init__(
        self, settings: CardSettings | None = None, of: Program | None = None, delay: timedelta = WAIT,
        ledger: Callable[[Store], MemoryLedger] = MemoryLedger,
    ) -> None:  # fmt: skip
        self.store, self.clock, self.ids = Store(), Ticking(), Numbered()
        self.clock.moment = EVENING
        self.delay = delay
        self.desk = MemoryDesk(self.clock)
        self.crm = MemoryCrm(self.desk, self.clock)
        self.queue = MemoryAccrualQueue()
        self.apple, self.google = MemoryQueue[CardChanged](), MemoryQueue[GoogleMessage]()
        self.connections, self.programs = MemoryConnections(self.store), MemoryPrograms(self.store)
        self.customers, self.directory = MemoryCustomers(self.store), MemoryDirectory(self.store)
        self.ledger, self.attention = ledger(self.store), MemoryAttention(self.store)
        self._connect()
        self.program = of or program(settings, locations=(LA_VISAGE, SECOND))
        self.programs.save(TENANT, replace(self.program, revision=0))
        self.ports = Ports(
            self.store, self.crm, self.ledger, self.queue, self.clock, self.ids, self.customers, self.directory,
            self.programs, self.connections, pause=lambda: None, attention=self.attention,
            trail=MemoryTrail(self.store), erasures=MemoryErasures(self.store),
        )  # fmt: skip
        self.handle = handler_of(self.ports, delay)
        self.outcomes: list[str] = []
        self.waits: list[float] = []

    def _connect(self) -> None:
        created = datetime(2026, 9, 1, tzinfo=UTC)
        for number, tenant in enumerate((TENANT, OTHER_TENANT), 1):
            self.connections.create_tenant(Tenant(tenant, f"Business {number}", number, "", created))
        for place, tenant in ((LA_VISAGE, TENANT), (SECOND, TENANT), (FOREIGN, OTHER_TENANT)):
            self.connections.save(tenant, connection(place, tenant, programs=()))

    # ------------------------------------------------------------ what happens

    def message(self, happened: Happened) -> VisitChanged:
        """The message that the webhook door makes of an event."""
        now = self.clock.now().isoformat()
        tenant = OTHER_TENANT if happened.location == FOREIGN else TENANT
        return VisitChanged(tenant, happened.location, happened.record, happened.client, None, happened.date, now, "webhook")

    def hear(self) -> None:
        """Every event that is on its way comes in, one after the other."""
        events, self.desk.happened = self.desk.happened, []
        messages = [self.message(event) for event in events]
        self.clock.pass_by(timedelta(seconds=1))
        for message in messages:
            self.outcomes.append(self.handle(message))
        self.work()

    def work(self) -> None:
        """The accrual queue until it is empty; delays are not waited for."""
        while self.queue.sent:
            self.outcomes.append(self.handle(self.queue.sent.pop(0)))

    def wait(self, time: timedelta = WAIT + timedelta(seconds=1)) -> None:
        """Time goes by, and what was due meanwhile is done."""
        self.clock.pass_by(time)
        for tenant, place in self.ledger.due_days(self.clock.now(), 500):
            self.outcomes.append(self.handle(DayDue(tenant, place.customer_id, place.date.isoformat())))
        self.work()

    def sweep(self) -> SweepReport:
        """One run of the sweep, and the work that it found."""
        report = self.find()
        self.work()
        return report

    def find(self) -> SweepReport:
        """One run of the sweep alone."""
        tell = TellUntold(self.connections, self.ledger, self.directory, self.apple, self.google, self.clock)
        compare = CompareBookings(self.directory, self.ledger, LibraryPhones())
        unarrived = NoteUnarrived(self.attention, self.directory, self.clock)
        clients = SweepClients(self.directory, self.connections, self.customers, self.crm, LibraryPhones(), self.queue)
        run = Sweep(
            self.connections, self.directory, self.ledger, self.crm, self.queue, compare, unarrived, self.clock, tell, clients,
            wait=self.waits.append,
        )  # fmt: skip
        return run()

    def visit(
        self, client: ClientId, at: str = "12:00", *costs: int, paid: bool = True, location: LocationId = LA_VISAGE,
        source: Source = Source.MONEY, day: str = DAY_OF_TESTS,
    ) -> RecordId:  # fmt: skip
        """A booking that the client has come for, paid unless said otherwise."""
        record = self.desk.book(client, f"{day} {at}", *costs, location=location)
        self.desk.attend(record)
        if paid:
            self.desk.pay(record, source=source)
        return record

    # ------------------------------------------------------------ what is then

    def card(self, phone: str = JANE_PHONE) -> Card | None:
        customer = self.customers.find_by_phone(TENANT, phone)
        cards = self.customers.cards(TENANT, customer) if customer else ()
        return cards[0] if cards else None

    def balance(self, phone: str = JANE_PHONE) -> int:
        card = self.card(phone)
        return card.balance if card else 0

    def entries(self, phone: str = JANE_PHONE) -> list[Entry]:
        """Oldest first."""
        card = self.card(phone)
        return list(self.store.entries.get((TENANT, card.id), [])) if card else []

    def amounts(self, phone: str = JANE_PHONE) -> list[int]:
        return [entry.amount for entry in self.entries(phone)]
