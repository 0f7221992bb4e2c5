"""What people and systems ask for at the counter, over the engine's world."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from comeback.domain.card import Card
from comeback.domain.ids import CardId, ClientId, EntryId, LocationId
from comeback.domain.ledger import Actor, Entry
from comeback.ports.ledger import Ledger
from comeback.usecases.adjust_balance import AdjustBalance
from comeback.usecases.block_card import BlockCard, SetStatus, UnblockCard
from comeback.usecases.move_balance import Asked, MoveBalance
from comeback.usecases.read_cards import ReadCard
from comeback.usecases.redeem_reward import RedeemReward, ReverseRedemption
from comeback.usecases.scan_card import ScanCard, Stamped
from tests.builders import LA_VISAGE, TENANT
from tests.engine_world import EngineWorld

ANN = Actor("person", "ann@example.com")


@dataclass
class Counter:
    """Somebody at work on the only card, with a key of its own for each request unless one is given. `ledger` stands in
    for the world's.
    """

    world: EngineWorld
    ledger: Ledger | None = None

    def __post_init__(self) -> None:
        world, ledger = self.world, self.ledger or self.world.ledger
        read = ReadCard(world.directory, world.customers)
        self.pauses: list[int] = []
        move = MoveBalance(read, ledger, world.clock, world.ids, pause=lambda: self.pauses.append(1))
        status = SetStatus(read, ledger, world.clock)
        self._adjust, self._redeem, self._reverse = AdjustBalance(move), RedeemReward(move), ReverseRedemption(move, ledger)
        self._scan = ScanCard(move, world.programs, world.connections, world.delay)
        self._block, self._unblock = BlockCard(status), UnblockCard(status, world.queue)

    def adjust(self, amount: int, key: str = "") -> Entry:
        return self._adjust(TENANT, self.card_id, self._asked(key), amount, "because")

    def redeem(self, rewards: int = 1, key: str = "") -> Entry:
        return self._redeem(TENANT, self.card_id, self._asked(key), rewards)

    def give_back(self, redemption: EntryId, key: str = "") -> Entry:
        return self._reverse(TENANT, self.card_id, self._asked(key), redemption, "a mistake")

    def scan(self, stamps: int = 1, at: datetime | None = None, location: LocationId = LA_VISAGE, key: str = "") -> Entry:
        return self._scan(TENANT, self.card_id, self._asked(key), Stamped(stamps, location, at))

    def block(self) -> Card:
        return self._block(TENANT, self.card_id, ANN, "lost")

    def unblock(self) -> Card:
        return self._unblock(TENANT, self.card_id, ANN, "found")

    @property
    def client(self) -> ClientId:
        """Jane, as Altegio knows her."""
        ((_, client),) = self.world.desk.clients
        return client

    @property
    def card_id(self) -> CardId:
        (card,) = self.world.store.cards.values()
        return card.id

    def _asked(self, key: str) -> Asked:
        return Asked(ANN, key or self.world.ids.secret())


def counter_with_a_card(world: EngineWorld | None = None) -> Counter:
    """Jane has booked for noon, and has a card without a stamp."""
    world = world or EngineWorld()
    world.desk.book(world.desk.add_client(), "2026-09-21 12:00")
    world.hear()
    world.clock.pass_by(timedelta(minutes=1))
    return Counter(world)
