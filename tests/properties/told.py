"""The engine over memory with everything around it that may go wrong: queues, the table's stream, the phones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from comeback.domain.card import Card, CardRef
from comeback.domain.day import Day
from comeback.domain.ids import TenantId
from comeback.messages import AccrualMessage, CardChanged, DayDue
from comeback.ports.ledger import DayWrite, Pointer, Posting, Receipt
from comeback.ports.passes import Device
from comeback.ports.push import ApplePush, PushResult, Verdict
from comeback.usecases.push_card import PushCard
from comeback.usecases.relay_changes import Change, DayHeld, HeadMoved, RelayChanges
from tests.engine_world import EngineWorld, handler_of
from tests.memory.ledger import MemoryLedger
from tests.memory.passes import MemoryPasses
from tests.memory.store import Store
from tests.stepwise import Run


class StreamedLedger(MemoryLedger):
    """Every commit leaves its changes in a stream, as the table does."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.stream: list[Change] = []

    def commit(
        self,
        tenant: TenantId,
        writes: Sequence[DayWrite],
        postings: Sequence[Posting],
        pointers: Sequence[Pointer] = (),
        receipt: Receipt | None = None,
    ) -> None:
        before = {one.card.id: self._store.cards[tenant, one.card.customer_id, one.card.program_id].mark for one in postings}
        days = {write.claim.place: self.day(tenant, write.claim.place) for write in writes}
        super().commit(tenant, writes, postings, pointers, receipt)
        for write in writes:
            _never_older(days[write.claim.place], write.day)
        for posting in postings:
            card = posting.card
            changed = CardChanged(tenant, card.customer_id, card.program_id, card.id, card.mark)
            self.stream.append(HeadMoved(changed, before[card.id]))
        for write in writes:
            until, place = write.day.held_until, write.claim.place
            if until is not None and until != write.claim.day.held_until:
                self.stream.append(DayHeld(tenant, place.customer_id, place.date.isoformat(), until))


def _never_older(stored: Day, written: Day) -> None:
    """What a later read has shown is never overwritten by an earlier one."""
    for facts in written.visits:
        before = stored.visit(facts.location_id, facts.visit_id)
        assert before is None or before.fetched_at <= facts.fetched_at


class PushQueue:
    """Messages for one wallet; delays are not waited for."""

    def __init__(self) -> None:
        self.sent: list[Any] = []

    def send(self, message: Any, delay_seconds: int = 0) -> None:
        self.sent.append(message)


class Phones:
    """Apple takes every push."""

    def push(self, tokens: Sequence[str]) -> Mapping[str, PushResult]:
        return dict.fromkeys(tokens, PushResult(Verdict.ACCEPTED))


@dataclass(frozen=True)
class OneWay:
    """All cards have one pass type."""

    phones: ApplePush

    def of(self, card: Card) -> ApplePush:
        return self.phones


@dataclass
class Working:
    """A handler at work and the message that comes again if it dies."""

    message: AccrualMessage | CardChanged
    run: Run


@dataclass
class Told:
    """`working`: handlers that have begun and not ended, each stopped somewhere."""

    world: EngineWorld
    working: list[Working] = field(default_factory=list)

    def __post_init__(self) -> None:
        ledger = self.world.ledger
        assert isinstance(ledger, StreamedLedger)
        self.stream = ledger.stream
        self.pushes = PushQueue()
        self.passes = MemoryPasses(self.world.store)
        self.relay = RelayChanges(
            apple=self.pushes, google=PushQueue(), accrual=self.world.queue, batches=PushQueue(), clock=self.world.clock
        )

    def begin(self, message: AccrualMessage | CardChanged) -> None:
        """A handler takes a message and waits for its first step."""
        self.working.append(Working(message, Run(lambda run: self._start(message, run))))

    def _start(self, message: AccrualMessage | CardChanged, run: Run) -> object:
        if not isinstance(message, CardChanged):
            return handler_of(self.world.ports.wrapped(run.wrap), self.world.delay)(message)
        customers, passes = run.wrap("customers", self.world.customers), run.wrap("passes", self.passes)
        apple, queue, clock = run.wrap("apple", Phones()), run.wrap("pushes", self.pushes), run.wrap("clock", self.world.clock)
        return PushCard(customers, passes, OneWay(apple), queue, clock, timedelta())(message)

    def step(self, which: int) -> None:
        """One port call further. A failed handler's message goes back to its queue, as it does in SQS."""
        try:
            if self.working[which].run.step():
                del self.working[which]
        except Exception:  # noqa: BLE001 - the batch loop of Lambda
            self.die(which)

    def die(self, which: int) -> None:
        """The handler ends where it stands."""
        message = self.working.pop(which).message
        if isinstance(message, CardChanged):
            self.pushes.send(message)
        else:
            self.world.queue.send(message)

    def relay_all(self, *, and_die: bool = False) -> None:
        """The stream to the queues; whoever dies before saying so will have it again."""
        for change in self.stream:
            self.relay(change)
        if not and_die:
            self.stream.clear()

    def add_phones(self) -> None:
        """Each card gets one."""
        for (tenant, customer, program), card in self.world.store.cards.items():
            device = Device(f"device of {card.id}", f"token of {card.id}", self.world.clock.now())
            self.passes.register(CardRef(tenant, customer, program), card.id, "pass", device)

    def settle(self) -> None:
        """All handlers end, the sweep runs, what is held falls due, the phones hear of it, until nothing is left."""
        self.world.crm.down = False
        self.world.desk.happened = []
        while self.working:
            self.die(0)
        self.world.work()
        self.world.sweep()
        for _ in range(3):
            self.world.clock.pass_by(self.world.delay + timedelta(seconds=1))
            for tenant, place in self.world.ledger.due_days(self.world.clock.now(), 500):
                self.world.handle(DayDue(tenant, place.customer_id, place.date.isoformat()))
            self.world.work()
        self.relay_all()
        self.world.work()
        while self.pushes.sent:
            self.begin(self.pushes.sent.pop())
            self.working.pop().run.finish()
