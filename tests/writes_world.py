"""The engine over memory with a program that may write to Altegio."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from comeback.adapters.phones import LibraryPhones
from comeback.domain.crm_writing import Intent, WriteKind
from comeback.domain.customer import Profile
from comeback.domain.ids import LocationId
from comeback.domain.program import ProgramType
from comeback.domain.settings import CardSettings, SettingsVersion
from comeback.messages import (
    AccrualMessage,
    CardNoteDue,
    CustomerEnrolled,
    LinkDue,
    LoyaltyCardWanted,
    ProfileToSend,
)
from comeback.usecases.deliver_link import DeliverLink
from comeback.usecases.enrol_customer import EnrolCustomer, Enrolled, Enrolment
from comeback.usecases.enrol_in_crm import CreateCrmClient, EnrolInCrm
from comeback.usecases.issue_card import IssueCard
from comeback.usecases.issue_loyalty_card import IssueLoyaltyCard
from comeback.usecases.note_cards import NoteCards
from comeback.usecases.send_due_links import SendDueLinks
from comeback.usecases.send_profile import SendProfile
from comeback.usecases.write_once import WriteOnce
from tests.builders import LA_VISAGE, PROGRAM, TENANT
from tests.engine_world import JANE_PHONE, SECOND
from tests.memory.crm_writes import MemoryCrmWrites
from tests.memory.google import MemoryGooglePasses
from tests.memory.intents import MemoryDeliveryCounts, MemoryIntents
from tests.memory.passes import MemoryPasses
from tests.mirror_world import TYPE, MirrorWorld

EVERYTHING = CardSettings(
    write_to_crm=True, create_crm_client=True, deliver_via_crm=True, crm_profile_wins=False, crm_card_type=TYPE
)  # fmt: skip
REST = timedelta(seconds=91)
"""After this a call that began is surely over."""
KEYS: Mapping[str, bytes] = {"k1": b"k" * 32}
ANN_PHONE = "+13155550188"
ANN = Enrolment(ANN_PHONE, "Ann Lee", "ann@example.com", "1990-04-12", {"service": True}, vouched=False)


class WritesWorld(MirrorWorld):
    """As `bootstrap/crm_writing.py` wires it. Jane is a client of the first location; Ann is nobody's yet."""

    def __init__(self, settings: CardSettings = EVERYTHING, kind: ProgramType = ProgramType.CASHBACK) -> None:
        super().__init__(kind, settings)
        self.writes = MemoryCrmWrites(self.desk, self.loyalty)
        self.intents, self.counts = MemoryIntents(), MemoryDeliveryCounts()
        self.passes, self.google_passes = MemoryPasses(self.store), MemoryGooglePasses()
        self.write_once = once = WriteOnce(self.intents, self.attention, self.connections, self.clock, self.ids)
        directory, programs, customers, queue = self.directory, self.programs, self.customers, self.queue
        look_up: Any = self.handle.routes[CustomerEnrolled]
        create = CreateCrmClient(directory, programs, customers, self.crm, self.writes, once)
        routes: dict[type[Any], Any] = {
            CustomerEnrolled: EnrolInCrm(look_up, create, customers, queue),
            LoyaltyCardWanted: IssueLoyaltyCard(
                directory, programs, customers, self.loyalty, self.writes, once, queue, self.clock
            ),
            CardNoteDue: NoteCards(
                directory, programs, customers, self.passes, self.google_passes, self.writes, once, KEYS, "https://cb.test"
            ),
            ProfileToSend: SendProfile(directory, programs, customers, self.crm, self.writes, once),
            LinkDue: DeliverLink(
                directory, programs, self.connections, customers, self.counts, self.writes, once, KEYS, "https://cb.test",
                self.clock,
            ),
        }  # fmt: skip
        self.handle.routes.update(routes)
        issue = IssueCard(customers, self.ids, self.clock, "k1")
        self.enrol = EnrolCustomer(
            programs, self.connections, customers, LibraryPhones(), queue, issue, self.clock, self.ids
        )  # fmt: skip

    # ------------------------------------------------------------ what happens

    def join(self, person: Enrolment = ANN) -> Enrolled:
        """Somebody fills in the form, and all that comes of it is done."""
        enrolled = self.enrol(TENANT, PROGRAM, person)
        self.settle()
        return enrolled

    def work(self) -> None:
        self.settle()

    def settle(self, most: int = 40) -> None:
        """The queue until it is empty. A message that goes back to it comes when whatever was under way is over."""
        for _ in range(most):
            if not self.queue.sent:
                return
            message = self.queue.sent.pop(0)
            self.outcomes.append(self.handle(message))
            if self.outcomes[-1] == "again_later":
                self.clock.pass_by(REST)
        raise AssertionError("the queue is never empty")

    def tell(self, message: AccrualMessage) -> str:
        """One message; what it sends waits."""
        self.outcomes.append(self.handle(message))
        return self.outcomes[-1]

    def meet(self) -> Profile:
        """Jane comes for the first time; what her card leads to is done."""
        self.meet_jane()
        self.settle()
        return self.profile()

    def change_settings(self, *where: LocationId, **changes: Any) -> None:
        """Another version from now on, at both locations unless some are named."""
        program = self.programs.get(TENANT, PROGRAM)
        assert program is not None
        rows = dict(program.rows)
        for location in where or (LA_VISAGE, SECOND):
            last = rows[location][-1]
            fresh = SettingsVersion(last.version + 1, self.clock.now(), replace(last.settings, **changes))
            rows[location] = (*rows[location], fresh)
        self.programs.save(TENANT, replace(program, rows=rows))

    def change_program(self, **changes: Any) -> None:
        program = self.programs.get(TENANT, PROGRAM)
        assert program is not None
        self.programs.save(TENANT, replace(program, **changes))

    def send_due(self) -> int:
        """The scheduled look for links that wait, and the work that it found."""
        report = SendDueLinks(self.intents, self.queue, self.clock)()
        self.settle()
        return report.links

    # ------------------------------------------------------------ what is then

    def profile(self, phone: str = JANE_PHONE) -> Profile:
        customer = self.customers.find_by_phone(TENANT, phone)
        found = self.customers.profile(TENANT, customer) if customer else None
        assert found is not None
        return found

    def intent(self, kind: WriteKind, phone: str = JANE_PHONE) -> Intent | None:
        """The only intent of a kind that a person has."""
        who = self.profile(phone).id
        found = [one for (_, customer, of, _), one in self.intents.stored.items() if (customer, of) == (who, kind)]
        assert len(found) <= 1
        return found[0] if found else None

    def clients_of(self, phone: str = ANN_PHONE) -> list[tuple[LocationId, str]]:
        return [(location, one.name) for (location, _), one in self.desk.clients.items() if one.phone == phone]

    def matters(self) -> list[str]:
        """What a person must look at."""
        items, _ = self.attention.items(TENANT, 50, None)
        return [str(item.facts.get("write", item.kind)) for item in items]
