"""The table's words over memory: the engine's own use cases, and a reception desk in plain objects."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import count

from comeback.domain.card import CardStatus
from comeback.domain.ids import CardId, ClientId, LocationId, RecordId
from comeback.domain.ledger import Actor
from comeback.domain.settings import CardSettings
from comeback.domain.visit import Attendance, Source
from comeback.messages import ClientChanged
from comeback.usecases.block_card import SetStatus, UnblockCard
from comeback.usecases.expire_cards import ExpireCards
from comeback.usecases.move_balance import Asked, MoveBalance
from comeback.usecases.read_cards import ReadCard
from comeback.usecases.redeem_reward import RedeemReward
from comeback.usecases.scan_card import ScanCard, Stamped
from comeback.usecases.write_settings import WriteSettings
from tests.builders import LA_VISAGE, PROGRAM, TENANT, line, program
from tests.edge_cases.story import Place
from tests.edge_cases.table import Program
from tests.engine_world import FOREIGN, SECOND, WAIT, EngineWorld

_LOCATIONS = {Place.HOME: LA_VISAGE, Place.UPTOWN: SECOND, Place.OUTSIDE: FOREIGN}
_PHONES = {"Jane": "+13155550175", "Ann": "+13155550176"}
_TODAY = date(2026, 9, 21)
_OWNER = Actor("person", "owner")


class MemoryReception:
    """One program at two locations of one owner; it is four in the afternoon of the 21st of September."""

    def __init__(self, of: Program) -> None:
        made = program(of.settings, locations=(LA_VISAGE, SECOND), size=of.size, lookback_days=of.lookback_days)
        self._world = EngineWorld(of=replace(made, stamp_expiry=of.stamp_expiry, validity=of.validity))
        self._desk = self._world.desk
        self._clients: dict[tuple[str, LocationId], ClientId] = {}
        self._began = self._world.clock.moment
        self._keys = count(1)
        world = self._world
        read_card = ReadCard(world.directory, world.customers)
        self._move = MoveBalance(read_card, world.ledger, world.clock, world.ids, pause=lambda: None)
        self._status = SetStatus(read_card, world.ledger, world.clock)

    def client(self, who: str, place: Place, *, told: bool) -> None:
        location = _LOCATIONS[place]
        client = self._desk.add_client(_PHONES[who], f"{who} Doe", location)
        self._clients[who, location] = client
        if told and place is not Place.OUTSIDE:
            received = self._world.clock.now().isoformat()
            self._world.handle(ClientChanged(TENANT, location, client, received, "webhook"))

    def book(self, who: str | None, day: int, at: str, place: Place, joins: int | None) -> int:
        location = _LOCATIONS[place]
        client = self._clients[who, location] if who else None
        visit = self._desk.visit_of(RecordId(joins)) if joins else None
        record = self._desk.book(client, self._moment(day, at), 1, location=location, visit=visit)
        self._desk.records[record].lines.clear()
        return record

    def attend(self, booking: int, attendance: Attendance) -> None:
        self._desk.attend(RecordId(booking), attendance)

    def service(self, booking: int, cost: int, item: int | None = None) -> None:
        self._desk.add_line(RecordId(booking), line(cost, item=item or 100))

    def product(self, booking: int, cost: int, *, prepaid: bool = False) -> None:
        self._desk.add_line(RecordId(booking), line(cost, type="product", item=9, prepaid=prepaid))

    def pay(self, booking: int, amount: int | None, source: Source) -> None:
        self._desk.pay(RecordId(booking), amount, source)

    def delete_payments(self, booking: int) -> None:
        self._desk.delete_payments(RecordId(booking))

    def cancel(self, booking: int) -> None:
        self._desk.cancel(RecordId(booking))

    def restore(self, booking: int) -> None:
        self._desk.restore(RecordId(booking))

    def move(self, booking: int, day: int, at: str) -> None:
        self._desk.move(RecordId(booking), self._moment(day, at))

    def give_to(self, booking: int, who: str | None) -> None:
        location = self._desk.records[RecordId(booking)].location
        self._desk.give_to(RecordId(booking), self._clients[who, location] if who else None)

    def hear(self) -> None:
        self._world.hear()

    def wait(self) -> None:
        self._world.wait(WAIT + timedelta(minutes=1))

    def go_on(self, days: int) -> None:
        self._world.clock.moment = max(self._world.clock.moment, self._began + timedelta(days=days))
        ExpireCards(self._world.ledger, self._world.connections, self._world.clock, self._world.ids)()

    def sweep(self) -> None:
        self._world.sweep()

    def repeat_events(self) -> None:
        self._desk.happened += self._desk.happened[::-1]

    def lose_events(self, *, on: bool) -> None:
        if not on:
            self._desk.happened.clear()

    def scan(self, who: str) -> None:
        scan = ScanCard(self._move, self._world.programs, self._world.connections, self._world.delay)
        scan(TENANT, self._card(who), self._asked(), Stamped(1, LA_VISAGE))

    def redeem(self, who: str) -> None:
        RedeemReward(self._move)(TENANT, self._card(who), self._asked(), 1)

    def block(self, who: str, *, on: bool) -> None:
        if on:
            self._status(TENANT, self._card(who), _OWNER, CardStatus.BLOCKED, "lost phone")
        else:
            UnblockCard(self._status, self._world.queue)(TENANT, self._card(who), _OWNER, "found again")
            self._world.work()

    def write_settings(self, settings: CardSettings) -> None:
        WriteSettings(self._world.programs, self._world.clock)(TENANT, PROGRAM, LA_VISAGE, settings)

    def amounts(self, who: str) -> list[int]:
        return self._world.amounts(_PHONES[who])

    def _card(self, who: str) -> CardId:
        card = self._world.card(_PHONES[who])
        assert card is not None, f"{who} has no card"
        return card.id

    def _asked(self) -> Asked:
        return Asked(_OWNER, f"key {next(self._keys)}")

    def _moment(self, day: int, at: str) -> str:
        return f"{_TODAY + timedelta(days=day)} {at}"
