"""Many cards of one program, their phones and objects, Apple as a script, Google in memory, and all queues of wallets."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from comeback.adapters.google.pace import PER_MINUTE, PER_SECOND, SharedPace
from comeback.adapters.words import words_for
from comeback.domain.card import Card
from comeback.domain.google_passes import class_id, object_id
from comeback.domain.ids import CardId, CustomerId
from comeback.domain.look import look_of
from comeback.messages import CardChanged, HoldersDue, LookDue, ObjectsDue, PhonesDue, ProgramPublished
from comeback.ports.crm import Lane
from comeback.ports.google_passes import Told
from comeback.ports.passes import Device
from comeback.usecases.compare_holders import CompareHolders
from comeback.usecases.publish_program import PublishProgram
from comeback.usecases.push_card import PushCard
from comeback.usecases.push_google import PushGoogle
from comeback.usecases.push_phones import PushPhones
from comeback.usecases.restyle_cards import RestyleCards, Restyled
from comeback.usecases.rewrite_objects import RewriteObjects
from comeback.usecases.speak import Speak
from comeback.usecases.write_google_object import ReadCardContent, WriteGoogleObject
from tests import builders
from tests.api_world import BASE
from tests.memory.budget import MemoryBudget, SleepingClock
from tests.memory.connections import MemoryConnections
from tests.memory.customers import MemoryCustomers
from tests.memory.google import ISSUER, MemoryGooglePasses, MemoryGoogleWallet
from tests.memory.ledger import MemoryLedger
from tests.memory.looks import MemoryLooks
from tests.memory.messages import MemoryMessages
from tests.memory.mirrors import MemoryMirrors
from tests.memory.passes import MemoryPasses
from tests.memory.programs import MemoryPrograms
from tests.memory.push import ScriptedApplePush
from tests.memory.store import Store

CLASS = class_id(ISSUER, builders.PROGRAM)
REGISTERED = builders.NOON - timedelta(days=30)


@dataclass
class Queue:
    """Messages in the order of sending, with their delays."""

    sent: list[tuple[Any, int]] = field(default_factory=list)

    def send(self, message: Any, delay_seconds: int = 0) -> None:
        self.sent.append((message, delay_seconds))

    def take(self) -> Any:
        return self.sent.pop(0)[0]


class PacedWallet(MemoryGoogleWallet):
    """Each call waits for its turn and takes a tenth of a second; `told` are the objects in the order of writing, with when."""

    def __init__(self, like: MemoryGoogleWallet, pace: SharedPace, clock: SleepingClock, told: list[tuple[str, float]]) -> None:
        super().__init__()
        self.classes, self.objects, self.saved, self.calls = like.classes, like.objects, like.saved, like.calls
        self.failures, self.meanwhile = like.failures, like.meanwhile
        self._pace, self._clock, self._told = pace, clock, told

    def await_turn(self) -> None:
        self._pace.await_turn()

    def patch_object(self, document: Any, *, notify: bool) -> bool | None:
        answer = super().patch_object(document, notify=notify)
        self._told.append((document["id"], self._clock.now().timestamp()))
        return answer

    def _begin(self, call: str) -> None:
        self._pace.wait()
        self._clock.sleep(0.05)
        super()._begin(call)


class BatchWorld:
    """`cards` cards, each on a phone that has fetched it and saved at Google."""

    def __init__(self, cards: int) -> None:
        self.store, self.clock = Store(), SleepingClock(builders.NOON)
        self.store.connections[builders.LA_VISAGE] = builders.connection()
        self.store.programs[builders.TENANT, builders.PROGRAM] = builders.program()
        self.apple, self.google = ScriptedApplePush(), MemoryGoogleWallet()
        self.phones, self.objects, self.looks = MemoryPasses(self.store), MemoryGooglePasses(), MemoryLooks()
        self.speak = Speak(MemoryMessages(), self.clock)
        self.apple_queue, self.google_queue, self.apple_batches, self.google_batches = (Queue() for _ in range(4))
        self.written: list[tuple[str, float]] = []
        self._customers, self._programs = MemoryCustomers(self.store), MemoryPrograms(self.store)
        self.budget = MemoryBudget(self.clock, PER_SECOND, PER_MINUTE)
        self.cards = [self._add(number) for number in range(cards)]
        self.google.classes[CLASS] = {"id": CLASS}
        self._wire()

    def _add(self, number: int) -> Card:
        mark = int((builders.NOON - timedelta(days=1)).timestamp() * 1000)
        card = replace(
            builders.card(balance=3), id=CardId(f"cd_{number:026d}"), customer_id=CustomerId(f"cu_{number:026d}"), mark=mark,
            pushed_apple=mark,
        )  # fmt: skip
        self.store.cards[card.tenant_id, card.customer_id, card.program_id] = card
        self.phones.register(card.ref, card.id, "pass.test", Device(f"phone-{number}", f"token-{number}", REGISTERED))
        self.objects.offer(card.id)
        self.objects.note_told(card.id, Told(mark, 3, look=look_of(builders.program()).objects))
        self.speak.as_pass(card, builders.program(), {"storeCard": {}})
        name = object_id(ISSUER, card.id)
        self.google.objects[name] = {"id": name, "classId": CLASS}
        self.google.saved.add(name)
        return card

    def _wire(self) -> None:
        read = ReadCardContent(
            self._customers, self._programs, MemoryConnections(self.store), MemoryLedger(self.store), MemoryMirrors(self.store),
            words_for,
        )  # fmt: skip
        clock = self.clock

        def write(lane: Lane, patience: float = 0.0) -> WriteGoogleObject:
            pace = SharedPace(self.budget, lane, patience, clock.sleep, lambda: clock.now().timestamp())
            return WriteGoogleObject(read, PacedWallet(self.google, pace, clock, self.written), BASE)

        pause = timedelta(seconds=60)
        self.push_card = PushCard(self._customers, self.phones, self.apple, self.apple_queue, clock, pause)
        self.push_google = PushGoogle(
            self._customers, self.objects, write(Lane.LIVE), self.speak, self.google_queue, clock, pause
        )
        self.publish = PublishProgram(write(Lane.REST), self.google_queue)
        self.restyle = RestyleCards(
            self._programs, self.looks, self._customers, self.phones, self.speak.messages, self.apple_batches,
            self.google_batches, clock,
        )  # fmt: skip
        self.push_phones = PushPhones(self._programs, self._customers, self.phones, self.apple, self.apple_batches)
        self.rewrite = RewriteObjects(
            self._customers, self.objects, write(Lane.AUDIT, 30), self.google_batches, clock, lambda seconds: seconds
        )
        self.compare = CompareHolders(self.objects, self.google, self.google_batches)

    def head(self, number: int) -> Card:
        known = self.cards[number]
        return self.store.cards[known.tenant_id, known.customer_id, known.program_id]

    def save_design(self, **changes: Any) -> None:
        """The owner saves another design; the relay tells of it."""
        key = builders.TENANT, builders.PROGRAM
        program = self.store.programs[key]
        self.store.programs[key] = replace(
            program, design=replace(program.design, **changes), designed_at=self.clock.now()
        )  # fmt: skip
        self.google_queue.send(ProgramPublished(*key))
        self.apple_batches.send(LookDue(*key))

    def change_card(self, number: int, **changes: Any) -> Card:
        """The head as it is stored now."""
        card = replace(self.head(number), **changes)
        self.store.cards[card.tenant_id, card.customer_id, card.program_id] = card
        return card

    def book(self, number: int) -> CardChanged:
        """A stamp; the relay's message about it."""
        card = self.head(number)
        mark = max(int(self.clock.now().timestamp() * 1000), card.mark + 1000)
        self.change_card(number, balance=card.balance + 1, seq=card.seq + 1, mark=mark)
        return CardChanged(card.tenant_id, card.customer_id, card.program_id, card.id, mark)

    def fetch(self, number: int) -> None:
        """A phone that was told of the card gets it."""
        card = self.head(number)
        self.speak.as_pass(card, self.store.programs[builders.TENANT, builders.PROGRAM], {"storeCard": {}})

    def run_apple(self) -> None:
        """Everything in the batch queue."""
        while self.apple_batches.sent:
            message = self.apple_batches.take()
            if isinstance(message, PhonesDue):
                self.push_phones(message)
            else:
                self.restyle(message)

    def run_google(self, between: Callable[[int], None] = lambda page: None) -> None:
        """Classes, then everything in the batch queue; `between` pages others are at work."""
        while self.google_queue.sent:
            message = self.google_queue.take()
            if isinstance(message, ProgramPublished):
                self.publish(message)
            else:
                self.push_google(message)
        page = 0
        while self.google_batches.sent:
            between(page)
            message = self.google_batches.take()
            if isinstance(message, ObjectsDue):
                self.rewrite(message)
            elif isinstance(message, HoldersDue):
                self.compare(message)
            page += 1


def begun(world: BatchWorld, **changes: str) -> LookDue:
    """The first page's message of the job."""
    world.save_design(**(changes or {"background": "#112233"}))
    assert world.restyle(world.apple_batches.take()) is Restyled.BEGUN
    message = world.apple_batches.take()
    assert isinstance(message, LookDue)
    return message
