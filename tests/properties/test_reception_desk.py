"""However a reception desk works and however its events travel, the ledger ends where Altegio's data say (style.md §9.7)."""

from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from comeback.domain.ids import LocationId
from comeback.domain.settings import CardSettings, Completed, CountBy, EveryN
from comeback.domain.visit import Attendance
from tests.builders import LA_VISAGE, program
from tests.engine_world import SECOND, EngineWorld
from tests.properties.laws import check_books
from tests.properties.model import implied, implied_every
from tests.properties.told import StreamedLedger, Told

PHONES = ("+13155550175", "+13155550176")
PLACES = (LA_VISAGE, SECOND)
TIMES = ("2026-09-20 12:00", "2026-09-21 10:00", "2026-09-21 12:00")
ACTS = ("attend", "attend", "pay", "pay", "wait", "delete_payments", "cancel", "restore", "add_service")
TROUBLES = ("time", "time", "death", "death", "relay", "relay and die", "phones", "outage", "sweep")
any_place = st.sampled_from(PLACES)
any_time = st.sampled_from(TIMES)
which = st.integers(0, 50)
EVERY = 5000


def pick(things: list[Any], one: int) -> Any:
    return things[one % len(things)]


class ReceptionDesk(RuleBasedStateMachine):
    """Acts at the desk, events on their way, handlers at work: in any order."""

    @initialize(count_by=st.sampled_from(CountBy), carries=st.booleans(), payment_changes_record=st.booleans())
    def open_the_doors(self, count_by: CountBy, carries: bool, payment_changes_record: bool) -> None:
        self.count_by, self.carries = count_by, carries
        earning = EveryN(EVERY, "carry") if carries else Completed()
        of = program(CardSettings(count_by=count_by, accrual_rule=earning), locations=PLACES, lookback_days=7)
        self.world = EngineWorld(of=of, ledger=StreamedLedger)
        self.told = Told(self.world)
        self.desk = self.world.desk
        self.desk.payment_changes_record = payment_changes_record
        self.clients = {
            place: [self.desk.add_client(phone, location=place) for phone in (*PHONES, PHONES[0])] for place in PLACES
        }

    # ------------------------------------------------------------ the desk

    @rule(place=any_place, at=any_time, who=which, join=which, arrives=st.booleans())
    def book(self, place: LocationId, at: str, who: int, join: int, arrives: bool) -> None:
        client = pick(self.clients[place], who)
        visits = [one.visit for one in self.desk.records.values() if (one.location, one.client) == (place, client)]
        visit = pick(visits, join) if visits and join % 2 else None
        record = self.desk.book(client, at, 4000, location=place, visit=visit)
        if arrives:
            self.desk.attend(record)
            self.desk.pay(record)

    @precondition(lambda self: self.desk.records)
    @rule(one=which, acts=st.lists(st.sampled_from(ACTS), min_size=1, max_size=3))
    def act(self, one: int, acts: list[str]) -> None:
        record = pick(list(self.desk.records), one)
        for act in acts:
            match act:
                case "wait":
                    self.desk.attend(record, Attendance.WAITING)
                case "add_service":
                    self.desk.add_service(record, 2000)
                case _:
                    getattr(self.desk, act)(record)

    @precondition(lambda self: self.desk.records)
    @rule(one=which, at=any_time, who=which, moves=st.booleans())
    def change(self, one: int, at: str, who: int, moves: bool) -> None:
        """Another day or another client, or nobody."""
        record = pick(list(self.desk.records), one)
        if moves:
            self.desk.move(record, at)
        else:
            self.desk.give_to(record, pick([*self.clients[self.desk.records[record].location], None], who))

    # ------------------------------------------------------------ what may happen on the way

    @precondition(lambda self: self.desk.happened)
    @rule(ones=st.lists(which, min_size=1, max_size=6), copies=st.sampled_from((1, 1, 2, 0)))
    def webhooks(self, ones: list[int], copies: int) -> None:
        """In any order, and a handler for each begins; 0 copies: lost."""
        for one in ones[: len(self.desk.happened)]:
            message = self.world.message(self.desk.happened.pop(one % len(self.desk.happened)))
            for _ in range(copies):
                self.told.begin(message)

    @precondition(lambda self: self.world.queue.sent or self.told.pushes.sent or self.told.working)
    @rule(handlers=st.integers(0, 3), schedule=st.lists(which, min_size=8, max_size=40))
    def work(self, handlers: int, schedule: list[int]) -> None:
        """Some handlers more begin; then each number in the schedule is one port call of one of them."""
        for queue in (self.world.queue.sent, self.told.pushes.sent):
            for message in queue[:handlers]:
                self.told.begin(message)
            del queue[:handlers]
        for one in schedule:
            self.world.clock.pass_by(timedelta(milliseconds=200))
            if self.told.working:
                self.told.step(one % len(self.told.working))

    @rule(one=which, what=st.sampled_from(TROUBLES), seconds=st.sampled_from((1, 3, 300, 901)))
    def trouble(self, one: int, what: str, seconds: int) -> None:
        match what:
            case "time" if self.world.clock.now().hour < 23:
                self.world.clock.pass_by(timedelta(seconds=seconds))
            case "death" if self.told.working:
                self.told.die(one % len(self.told.working))
            case "relay" | "relay and die":
                self.told.relay_all(and_die=what != "relay")
            case "phones":
                self.told.add_phones()
            case "outage":
                self.world.crm.down = not self.world.crm.down
            case "sweep":
                self.world.find()

    # ------------------------------------------------------------ what holds

    @invariant()
    def the_books_are_in_order(self) -> None:
        check_books(self.world.store)

    def teardown(self) -> None:
        if not hasattr(self, "told"):
            return
        self.told.settle()
        check_books(self.world.store)
        balances = {phone: self.world.balance(phone) for phone in PHONES}
        expected = implied_every(EVERY, self.desk, self.count_by) if self.carries else implied(self.desk, self.count_by)
        assert balances == {phone: expected.get(phone, 0) for phone in PHONES}
        for card in self.world.store.cards.values():
            assert card.held == 0
            assert card.seq == 0 or card.pushed_apple == card.mark
        self._replay_adds_nothing()

    def _replay_adds_nothing(self) -> None:
        before = {card: list(entries) for card, entries in self.world.store.entries.items()}
        for record in self.desk.records:
            self.desk.attend(record, self.desk.records[record].attendance)
        self.world.hear()
        self.world.sweep()
        assert self.world.store.entries == before


TestReceptionDesk = ReceptionDesk.TestCase
TestReceptionDesk.settings = settings(stateful_step_count=40)
