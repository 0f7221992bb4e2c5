"""One effect at Altegio whatever happens: the stand-in with its lost answers, our process with its crashes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

import pytest

from comeback.adapters.crm.api import AltegioCrm
from comeback.adapters.crm.loyalty import AltegioLoyalty
from comeback.adapters.crm.writes import AltegioWrites
from comeback.adapters.system import RandomIds, SystemClock
from comeback.domain.crm_writing import Intent, WriteKind, WritePermit
from comeback.domain.customer import Profile
from comeback.domain.ids import ClientId, CustomerId
from comeback.messages import CustomerEnrolled, LoyaltyCardWanted
from comeback.ports.crm import CrmError, Lane
from comeback.usecases.enrol_in_crm import CreateCrmClient
from comeback.usecases.issue_loyalty_card import IssueLoyaltyCard
from comeback.usecases.write_once import WriteOnce
from tests.builders import LA_VISAGE, PROGRAM, TENANT, connection
from tests.contract.reception import transport_to
from tests.dev.altegio_world import Connected, connected
from tests.memory.intents import MemoryIntents
from tests.writes_world import EVERYTHING, REST, WritesWorld

_people = count(1)
CRASHES = ("none", "before the call", "after the call")
ANSWERS = ("come", "lost: 504", "lost: reset", "fault before: 503")


class Crash(Exception):  # noqa: N818 - the process is gone, which is nobody's error
    """The process is gone."""


class Crashing(MemoryIntents):
    """Goes down once, right after the intent was stored or right before its end is."""

    def __init__(self, when: str) -> None:
        super().__init__()
        self.when = when

    def save(self, tenant: str, customer: CustomerId, intent: Intent) -> Intent:
        if self.when == "after the call" and intent.revision:
            self.when = "none"
            raise Crash
        saved = super().save(TENANT, customer, intent)
        if self.when == "before the call":
            self.when = "none"
            raise Crash
        return saved


@dataclass
class Reception:
    """The use cases over Altegio's API, and somebody whom nobody else in these tests knows."""

    altegio: Connected
    phone: str
    crash: str

    def __post_init__(self) -> None:
        transport = transport_to(self.altegio)
        self.world = world = WritesWorld(EVERYTHING)
        self.crm = AltegioCrm(transport, world.clock)
        once = WriteOnce(Crashing(self.crash), world.attention, world.connections, world.clock, RandomIds(SystemClock()))
        writes, loyalty = AltegioWrites(transport), AltegioLoyalty(transport)
        self.create = CreateCrmClient(world.directory, world.programs, world.customers, self.crm, writes, once)
        self.issue = IssueLoyaltyCard(
            world.directory, world.programs, world.customers, loyalty, writes, once, world.queue, world.clock
        )  # fmt: skip
        profile = Profile(CustomerId(f"cu_{next(_people):026d}"), TENANT, self.phone, "Ann Lee", world.clock.now())
        self.ann = world.customers.register(TENANT, profile)[0].id

    def until_done(self, kind: WriteKind) -> None:
        """The message comes again after whatever has happened."""
        for _ in range(6):
            try:
                if kind is WriteKind.CLIENT:
                    self.create(CustomerEnrolled(TENANT, self.ann, PROGRAM))
                else:
                    self.issue(LoyaltyCardWanted(TENANT, self.ann, PROGRAM))
            except (CrmError, Crash):
                self.world.clock.pass_by(REST)
            else:
                return
        raise AssertionError("never done")

    def clients(self) -> list[ClientId]:
        wanted = self.phone.removeprefix("+")
        return [ClientId(one.client_id) for one in self.altegio.desk.clients() if one.phone == wanted]


@pytest.fixture(scope="module")
def altegio() -> Iterator[Connected]:
    with connected() as world:
        yield world


def trouble(altegio: Connected, answer: str, path: str) -> None:
    altegio.desk.clear_faults()
    match answer:
        case "lost: 504":
            altegio.desk.fail_calls(504, path=path, late=True)
        case "lost: reset":
            altegio.desk.reset_calls(path=path, late=True)
        case "fault before: 503":
            altegio.desk.fail_calls(503, path=path)
        case _:
            return


@pytest.mark.parametrize("crash", CRASHES)
@pytest.mark.parametrize("answer", ANSWERS)
def test_one_client_is_made(altegio: Connected, answer: str, crash: str) -> None:
    reception = Reception(altegio, f"+1312555{next(_people) + 5000:04d}", crash)
    trouble(altegio, answer, "/clients/4564$")
    reception.until_done(WriteKind.CLIENT)
    reception.until_done(WriteKind.CLIENT)
    assert len(reception.clients()) == 1


@pytest.mark.parametrize("crash", CRASHES)
@pytest.mark.parametrize("answer", ANSWERS)
def test_one_card_is_issued(altegio: Connected, answer: str, crash: str) -> None:
    reception = Reception(altegio, f"+1312555{next(_people) + 7000:04d}", crash)
    client = ClientId(altegio.desk.add_client("Ann", phone=reception.phone).client_id)
    reception.world.customers.link_client(TENANT, LA_VISAGE, client, reception.ann)
    trouble(altegio, answer, "/loyalty/cards/4564$")
    reception.until_done(WriteKind.LOYALTY_CARD)
    reception.until_done(WriteKind.LOYALTY_CARD)
    assert len(altegio.desk.show_client(client).cards) == 1


def test_with_writing_off_nothing_but_reading_reaches_altegio(altegio: Connected) -> None:
    reception = Reception(altegio, "+13125559998", "none")
    reception.world.change_settings(write_to_crm=False)
    altegio.desk.reset_counters()
    reception.until_done(WriteKind.CLIENT)
    reception.until_done(WriteKind.LOYALTY_CARD)
    assert altegio.desk.counters().routes == {}
    assert replace(EVERYTHING, write_to_crm=False).create_crm_client  # although its own switch is on


def test_a_note_costs_three_calls_and_four_when_it_replaces_one(altegio: Connected) -> None:
    client = ClientId(altegio.desk.add_client("Ann", phone="13125559997").client_id)
    writes, permit = AltegioWrites(transport_to(altegio)), WritePermit(connection(), EVERYTHING)
    costs = []
    for text in ("Comeback card cd_1: a", "Comeback card cd_1: b"):
        altegio.desk.reset_counters()
        writes.note_cards(permit, client, writes.card_note(permit, client, Lane.SWEEP), text, Lane.SWEEP)
        costs.append(altegio.desk.counters().calls)
    assert costs == [3, 4]
