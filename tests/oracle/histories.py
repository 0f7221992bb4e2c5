"""Random histories, played to the engine and told to the oracle; what disagrees is made small."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from comeback.domain.card import CardStatus
from comeback.domain.ids import CustomerId
from comeback.domain.ledger import EarningUnit, EntryKind
from comeback.domain.settings import CountBy
from comeback.domain.visit import Place
from tests.oracle.engine import Engine
from tests.oracle.oracle import Earned, Unit, should_have
from tests.oracle.owners import Owner, owner
from tests.oracle.shop import ACTS, ANN, FIRST_DAY, JANE, Shop
from tests.properties.laws import check_entries

_ACTS = ("book",) * 6 + tuple(ACTS) + ("attend", "pay_all", "pay_all", "pay_all", "move")
_BY_HAND = ("scan", "redeem", "redeem", "give_back", "block")
_HEARD = ("hear",) * 8
_MOST_ACTS = 19

Act = tuple[str, int]
"""What happens, and the seed of its details."""


@dataclass(frozen=True)
class History:
    """An owner and what happens in their shop; the order of events is drawn too."""

    seed: int
    acts: tuple[Act, ...]

    @property
    def owner(self) -> Owner:
        return owner(Random(self.seed))


def history(seed: int) -> History:
    """The same for the same seed."""
    draw = Random(~seed)
    names = draw.choices(_ACTS + _BY_HAND + _HEARD, k=draw.randrange(4, _MOST_ACTS))
    return History(seed, tuple((name, draw.randrange(2**32)) for name in ["book", "book", "book", *names]))


class Played:
    """A history from its first act to the last event."""

    def __init__(self, told: History, make: type[Engine] = Engine) -> None:
        self.owner, self.shop = told.owner, Shop()
        self.engine = make(self.owner, self.shop)
        self.scans: dict[CustomerId, dict[date, int]] = {JANE: {}, ANN: {}}
        for name, seed in told.acts:
            self._act(name, Random(seed), seed)
        self._finish(Random(told.seed))

    def _act(self, name: str, draw: Random, seed: int) -> None:
        customer = draw.choice((JANE, ANN))
        if name == "hear":
            self._hear(draw)
        elif name == "scan":
            place, stamps = Place(customer, FIRST_DAY + timedelta(days=draw.choice((0, 0, 1)))), draw.choice((1, 1, 2))
            if self.engine.cards[customer].status is CardStatus.ACTIVE:
                self.scans[customer][place.date] = self.scans[customer].get(place.date, 0) + stamps
            self.engine.scan(place, stamps)
        elif name == "redeem":
            self.engine.redeem(customer)
        elif name == "give_back":
            self.engine.give_back(customer)
        elif name == "block":
            self.engine.block(customer)
        else:
            self.shop.act(name, seed)

    def _hear(self, draw: Random) -> None:
        """Some of the events come in, in any order; some of them will come again."""
        waiting = list(self.shop.stale)
        draw.shuffle(waiting)
        for reading in waiting[: draw.randrange(1, 4)]:
            together = [reading] if draw.random() < 0.7 else waiting
            self.engine.hear(together)
            if draw.random() < 0.5:
                self.shop.stale.pop(reading, None)

    def _finish(self, draw: Random) -> None:
        """Every event has come in, one more than once, cards are open, and nothing waits any more."""
        waiting = list(self.shop.stale)
        waiting += draw.sample(waiting, len(waiting) // 3)
        draw.shuffle(waiting)
        for reading in waiting:
            self.engine.hear([reading])
        for customer in (JANE, ANN):
            if self.engine.cards[customer].status is CardStatus.BLOCKED:
                self.engine.block(customer)
        if self.owner.delay:
            self.engine.now += self.owner.delay
            for customer in (JANE, ANN):
                self.engine.settle(customer)

    # ------------------------------------------------------------ what is then

    def differences(self) -> list[str]:
        """What the engine and the oracle do not agree about."""
        found: list[str] = []
        for customer, life in zip((JANE, ANN), self.owner.lives, strict=True):
            visits = [one.facts(self.engine.now) for one in self.shop.of(customer)]
            wanted = should_have(self.owner.program, life, visits, self.scans[customer])
            found += self._compared(customer, wanted)
        return found

    def _compared(self, customer: CustomerId, wanted: Earned) -> list[str]:
        card, entries = self.engine.cards[customer], self.engine.entries[customer]
        granted = {
            unit_of(state.unit): state.granted
            for place, day in self.engine.days.items()
            if place.customer_id == customer
            for state in day.units.values()
            if state.granted
        }  # fmt: skip
        check_entries(entries)
        scanned = sum(self.scans[customer].values())
        redeemed = sum(one.amount for one in entries if one.kind in (EntryKind.REDEMPTION, EntryKind.REDEMPTION_REVERSAL))
        lines = [
            ("units", granted, wanted.units),
            ("carried", card.carry.stamps, wanted.carried),
            ("earned", card.lifetime_earned, wanted.stamps + scanned),
            ("balance", card.balance, wanted.stamps + scanned + redeemed),
            ("held", card.held, 0),
        ]
        return [f"{customer} {what}: the engine {one}, the oracle {other}" for what, one, other in lines if one != other]


def unit_of(unit: EarningUnit) -> Unit:
    """The engine's name of a unit in the oracle's words."""
    if unit.kind is CountBy.CLIENT_DAY:
        return "day", unit.date, 0, 0
    number = unit.visit_id if unit.kind is CountBy.VISIT else unit.record_id
    return unit.kind.value, unit.date, unit.location_id or 0, number or 0


def disagreement(told: History, make: type[Engine] = Engine) -> list[str]:
    """What is wrong with a history; a broken law of the ledger is."""
    try:
        return Played(told, make).differences()
    except AssertionError as broken:
        return [f"a law is broken: {broken!r}"]


def shrunk(told: History, make: type[Engine] = Engine) -> History:
    """The history without what does not matter."""
    place = 0
    while place < len(told.acts):
        without = History(told.seed, told.acts[:place] + told.acts[place + 1 :])
        if disagreement(without, make):
            told, place = without, 0
        else:
            place += 1
    return told


def first_disagreement(seeds: range, make: type[Engine] = Engine) -> str:
    """The first history of `seeds` that disagrees, small and in words; empty if all agree."""
    for seed in seeds:
        told = history(seed)
        if disagreement(told, make):
            small = shrunk(told, make)
            return "\n".join([f"seed {seed}: {list(small.acts)}", *disagreement(small, make)])
    return ""
