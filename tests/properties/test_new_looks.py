"""New looks among balances that change, phones that ask when they like and messages that come twice: at the end every wallet
shows the last look and the last balance, and no phone was told of nothing new.
"""

from dataclasses import dataclass, field
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from comeback.domain.card_content import stamps_shown
from comeback.domain.google_passes import object_id
from comeback.domain.look import look_of, look_of_passes, look_to_tell
from comeback.messages import CardChanged, LookDue, ObjectsDue, PhonesDue, ProgramPublished
from tests import builders
from tests.batch_world import BatchWorld, Queue
from tests.memory.google import ISSUER

CARDS = 2
KEY = builders.TENANT, builders.PROGRAM
cards = st.integers(0, CARDS - 1)
twice = st.booleans()
ACTS = st.one_of(
    st.tuples(st.just("save"), st.integers(0, 2)),
    st.tuples(st.just("book"), cards),
    st.tuples(st.just("ask"), cards),
    st.tuples(st.just("sleep"), st.sampled_from([1, 30, 90])),
    st.tuples(st.sampled_from(["change", "batch", "google", "objects"]), twice),
)


@dataclass
class Wallets:
    """`has`: what each phone has, by mark, balance and look; `asked`: how many pushes had been sent when it asked last."""

    world: BatchWorld = field(default_factory=lambda: BatchWorld(CARDS))
    complaints: int = 0

    def __post_init__(self) -> None:
        self.first = self.world.store.programs[KEY]
        self.world.looks.put(*KEY, look_to_tell(self.first))
        self.has, self.asked = [self.now(number) for number in range(CARDS)], [0] * CARDS

    def now(self, number: int) -> tuple[int, int, str]:
        """What a phone would get."""
        head = self.world.head(number)
        return head.mark, head.balance, look_of_passes(self.world.store.programs[KEY])

    def save(self, colour: int) -> None:
        self.sleep(0.01)
        self.world.save_design(background=f"#11223{colour}" if colour else self.first.design.background)

    def book(self, number: int) -> None:
        change = self.world.book(number)
        self.world.apple_queue.send(change)
        self.world.google_queue.send(change)

    def ask(self, number: int) -> None:
        """What changed, and the pass, as one: what changes in between is told twice by any server."""
        new, old = self.now(number), self.has[number]
        self.asked[number] = len(self.world.apple.pushed)
        if new[0] > old[0]:
            self.complaints += new[1:] == old[1:]
            self.has[number] = new
            self.world.fetch(number)

    def sleep(self, seconds: float) -> None:
        self.world.clock.sleep(seconds)

    def change(self, again: bool) -> None:
        self._one(self.world.apple_queue, again=again)

    def batch(self, again: bool) -> None:
        self._one(self.world.apple_batches, again=again)

    def google(self, again: bool) -> None:
        self._one(self.world.google_queue, again=again)

    def objects(self, again: bool) -> None:
        self._one(self.world.google_batches, again=again)

    def _one(self, queue: Queue, *, again: bool) -> None:
        if not queue.sent:
            return
        message = queue.take()
        if again:
            queue.send(message)
        self._handle(queue, message)

    def _handle(self, queue: Queue, message: Any) -> None:
        world = self.world
        match message:
            case CardChanged() if queue is world.apple_queue:
                world.push_card(message)
            case CardChanged():
                world.push_google(message)
            case LookDue():
                world.restyle(message)
            case PhonesDue():
                world.push_phones(message)
            case ProgramPublished():
                world.publish(message)
            case ObjectsDue():
                world.rewrite(message)

    def settle(self) -> None:
        """Everything is handled, and whoever was told asks."""
        world = self.world
        queues = world.apple_queue, world.apple_batches, world.google_queue, world.google_batches
        while any(queue.sent for queue in queues):
            for queue in queues:
                self._one(queue, again=False)
            self.sleep(10)
        for number in range(CARDS):
            if any(f"token-{number}" in tokens for tokens in world.apple.pushed[self.asked[number] :]):
                self.ask(number)


def shows(written: dict[str, Any], stamps: int) -> bool:
    figure: dict[str, str] = written["loyaltyPoints"]["balance"]
    return figure == {"string": f"{stamps} of 10"}


@given(st.lists(ACTS, max_size=40))
@settings(max_examples=100, deadline=None)
def test_at_the_end_every_wallet_shows_the_last_look_and_balance(acts: list[tuple[str, Any]]) -> None:
    wallets = Wallets()
    for name, value in acts:
        getattr(wallets, name)(value)
    wallets.settle()
    world, look = wallets.world, look_of(wallets.world.store.programs[KEY])
    for number, card in enumerate(world.cards):
        assert wallets.has[number][1:] == (world.head(number).balance, look.passes)
        told = world.objects.rows[card.id]
        assert (told.balance, told.look) == (world.head(number).balance, look.objects)
        written = world.google.objects[object_id(ISSUER, card.id)]
        assert "loyaltyPoints" not in written or shows(written, stamps_shown(world.head(number)))


@given(st.lists(ACTS.filter(lambda act: act[0] != "save"), max_size=30), st.integers(0, 30))
@settings(max_examples=60, deadline=None)
def test_no_phone_is_told_of_nothing_new(acts: list[tuple[str, Any]], saved_at: int) -> None:
    """Of one new look; one that is taken back before a phone has asked leaves it nothing to find."""
    wallets = Wallets()
    for name, value in [*acts[:saved_at], ("save", 1), *acts[saved_at:]]:
        getattr(wallets, name)(value)
    wallets.settle()
    assert wallets.complaints == 0
