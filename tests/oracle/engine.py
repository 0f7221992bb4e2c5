"""The engine, fed event by event: what is read again replaces the stored facts, and the differences are booked."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

from comeback.domain.booking import book, judged
from comeback.domain.by_hand import Draft, give_back, post, redeem
from comeback.domain.card import Card, CardStatus
from comeback.domain.day import Day, Scan
from comeback.domain.errors import StateConflicted
from comeback.domain.ids import CardId, CustomerId, EntryId
from comeback.domain.ledger import Actor, Cause, Entry, EntryKind
from comeback.domain.visit import Place
from comeback.usecases.settle_days import with_states
from tests.builders import LA_VISAGE, card
from tests.oracle.owners import Owner
from tests.oracle.shop import ANN, JANE, Reading, Shop

_STAFF = Actor("person", "staff")


class Engine:
    """Two cards with their days and entries."""

    def __init__(self, owner: Owner, shop: Shop) -> None:
        self.program, self.delay, self.shop = owner.program, owner.delay, shop
        self.now = datetime(2026, 9, 25, tzinfo=UTC)
        self.days: dict[Place, Day] = {}
        self.cards: dict[CustomerId, Card] = {}
        self.entries: dict[CustomerId, list[Entry]] = {JANE: [], ANN: []}
        for customer, life in zip((JANE, ANN), owner.lives, strict=True):
            fresh = card(size=owner.program.size, issued=life.issued_at)
            self.cards[customer] = replace(fresh, id=CardId(f"cd_{customer}"), customer_id=customer, first_day=life.first_day)
        self._numbers = count(1)

    def hear(self, readings: Sequence[Reading]) -> None:
        """One event: these are read again and booked together."""
        self.now += timedelta(seconds=1)
        for customer in (JANE, ANN):
            own: dict[Place, Day] = {}
            for reading in readings:
                if reading[0] == customer:
                    place = Place(customer, reading[1])
                    day = own.get(place) or self.days.get(place) or Day()
                    own[place] = day.with_client_visits(reading[2], reading[3], self.shop.read(reading, self.now))
            self._book(customer, own)

    def settle(self, customer: CustomerId) -> None:
        """All stored days of a person are judged anew."""
        for place, day in list(self.days.items()):
            if place.customer_id == customer:
                self._book(customer, {place: day})

    def _book(self, customer: CustomerId, own: dict[Place, Day]) -> None:
        if not own:
            return
        before = self.cards[customer]
        days = [judged(self.program, before, place.date, day) for place, day in own.items()]
        booked = book(
            before, days, self.now, self.delay, "webhook", self._id, past=lambda: reversed(self.entries[customer])
        )  # fmt: skip
        self.cards[customer] = booked.card
        self.entries[customer] += booked.entries
        for place, day in own.items():
            self.days[place] = with_states(day, before, booked.states[place.date])

    def _id(self) -> EntryId:
        return EntryId(f"en_{next(self._numbers)}")

    # ------------------------------------------------------------ by hand

    def scan(self, place: Place, stamps: int) -> None:
        """Stamps are given at the desk."""
        if self.cards[place.customer_id].status is CardStatus.ACTIVE:
            entry = self._post(place.customer_id, Draft(EntryKind.SCAN, stamps, cause=Cause(LA_VISAGE, (), "scan")))
            day = self.days.get(place) or Day()
            self._book(place.customer_id, {place: replace(day, scans=(*day.scans, Scan(self.program.id, entry.id, stamps)))})

    def redeem(self, customer: CustomerId) -> None:
        """A reward is handed out, if there is one."""
        try:
            self._post(customer, redeem(self.cards[customer], 1, None))
        except StateConflicted:
            return

    def give_back(self, customer: CustomerId) -> None:
        """The last reward is given back, once."""
        redemptions = [one for one in self.entries[customer] if one.kind is EntryKind.REDEMPTION]
        if redemptions and not any(one.reverses == redemptions[-1].id for one in self.entries[customer]):
            self._post(customer, give_back(redemptions[-1], (), None))

    def block(self, customer: CustomerId) -> None:
        """Active cards are blocked, blocked ones are opened and settled."""
        opened = self.cards[customer].status is CardStatus.BLOCKED
        status = CardStatus.ACTIVE if opened else CardStatus.BLOCKED
        self.cards[customer] = replace(self.cards[customer], status=status)
        if opened:
            self.settle(customer)

    def _post(self, customer: CustomerId, draft: Draft) -> Entry:
        self.cards[customer], entry = post(self.cards[customer], draft, _STAFF, self.now, self._id())
        self.entries[customer].append(entry)
        return entry
