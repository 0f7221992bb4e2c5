"""The words in which the table tells what happens at the reception desk."""

from enum import Enum
from typing import Protocol, Self

from comeback.domain.settings import CardSettings
from comeback.domain.visit import Attendance, Source


class Place(Enum):
    """Where: the program runs at two locations, and at a third of the same owner it does not."""

    HOME = "home"
    UPTOWN = "uptown"
    OUTSIDE = "outside"


class Reception(Protocol):
    """Altegio's desk and what the owner does, in one of the worlds. Money in minor units; days count from today, 0."""

    def client(self, who: str, place: Place, *, told: bool) -> None: ...
    def book(self, who: str | None, day: int, at: str, place: Place, joins: int | None) -> int: ...
    def attend(self, booking: int, attendance: Attendance) -> None: ...
    def service(self, booking: int, cost: int, item: int | None = None) -> None: ...
    def product(self, booking: int, cost: int, *, prepaid: bool = False) -> None: ...
    def pay(self, booking: int, amount: int | None, source: Source) -> None: ...
    def delete_payments(self, booking: int) -> None: ...
    def cancel(self, booking: int) -> None: ...
    def restore(self, booking: int) -> None: ...
    def move(self, booking: int, day: int, at: str) -> None: ...
    def give_to(self, booking: int, who: str | None) -> None: ...

    def hear(self) -> None: ...
    def wait(self) -> None: ...
    def go_on(self, days: int) -> None: ...
    def sweep(self) -> None: ...
    def repeat_events(self) -> None: ...
    def lose_events(self, *, on: bool) -> None: ...

    def scan(self, who: str) -> None: ...
    def redeem(self, who: str) -> None: ...
    def block(self, who: str, *, on: bool) -> None: ...
    def write_settings(self, settings: CardSettings) -> None: ...

    def amounts(self, who: str) -> list[int]: ...


class Story:
    """One case after the other word, so that a line of the table reads like a sentence. `last` is the latest booking."""

    def __init__(self, reception: Reception) -> None:
        self._at = reception
        self._known: set[tuple[str, Place]] = set()
        self.first = self.last = 0

    def client(self, who: str, place: Place = Place.HOME, *, told: bool = True) -> Self:
        """Somebody is in Altegio's client base; `told`: an event said so, and they have a card."""
        if (who, place) not in self._known:
            self._known.add((who, place))
            self._at.client(who, place, told=told)
        return self

    def books(
        self, *costs: int, at: str = "12:00", day: int = 0, place: Place = Place.HOME, who: str | None = "Jane",
        joins: bool = False,
    ) -> Self:  # fmt: skip
        """A booking of services; `joins`: in the visit of the last one."""
        if who is not None:
            self.client(who, place)
        self.last = self._at.book(who, day, at, place, self.last if joins else None)
        self.first = self.first or self.last
        for cost in costs or (4000,):
            self._at.service(self.last, cost)
        return self

    def came(
        self, *costs: int, at: str = "12:00", day: int = 0, place: Place = Place.HOME, who: str | None = "Jane",
        joins: bool = False,
    ) -> Self:  # fmt: skip
        """Booked and arrived, not paid."""
        return self.books(*costs, at=at, day=day, place=place, who=who, joins=joins).becomes(Attendance.ARRIVED)

    def visits(
        self, *costs: int, at: str = "12:00", day: int = 0, place: Place = Place.HOME, who: str = "Jane", joins: bool = False,
    ) -> Self:  # fmt: skip
        """Booked, arrived and paid in full."""
        return self.came(*costs, at=at, day=day, place=place, who=who, joins=joins).pays()

    def becomes(self, attendance: Attendance) -> Self:
        self._at.attend(self.last, attendance)
        return self

    def adds(self, cost: int, item: int | None = None) -> Self:
        """One more service in the last booking."""
        self._at.service(self.last, cost, item)
        return self

    def buys(self, cost: int) -> Self:
        """A product."""
        self._at.product(self.last, cost)
        return self

    def buys_gift_card(self, cost: int) -> Self:
        self._at.product(self.last, cost, prepaid=True)
        return self

    def pays(self, amount: int | None = None, source: Source = Source.MONEY) -> Self:
        """What the last booking owes, or an amount; a negative one is a refund."""
        self._at.pay(self.last, amount, source)
        return self

    def payment_deleted(self, *, of_first: bool = False) -> Self:
        self._at.delete_payments(self.first if of_first else self.last)
        return self

    def cancelled(self) -> Self:
        self._at.cancel(self.last)
        return self

    def restored(self) -> Self:
        self._at.restore(self.last)
        return self

    def moved(self, *, day: int, at: str = "12:00") -> Self:
        self._at.move(self.last, day, at)
        return self

    def given_to(self, who: str | None) -> Self:
        """The last booking gets another client."""
        if who is not None:
            self.client(who)
        self._at.give_to(self.last, who)
        return self

    def then(self) -> Self:
        """Events come in, and the story goes on."""
        self._at.hear()
        return self

    def later(self) -> Self:
        """Events come in, and more than a quarter of an hour goes by."""
        self._at.hear()
        self._at.wait()
        return self

    def days_later(self, days: int) -> Self:
        """Counted from today; what ends meanwhile ends."""
        self._at.hear()
        self._at.go_on(days)
        return self

    def events_twice(self) -> Self:
        """Everything is told again, the newest first."""
        self._at.repeat_events()
        return self

    def unheard(self) -> Self:
        """Events get lost from here until the sweep."""
        self.client("Jane")
        self._at.hear()
        self._at.lose_events(on=True)
        return self

    def swept(self) -> Self:
        self._at.lose_events(on=False)
        self._at.sweep()
        return self

    def scanned(self, who: str = "Jane") -> Self:
        """A stamp by hand, today."""
        self.client(who)
        self._at.hear()
        self._at.scan(who)
        return self

    def redeemed(self, who: str = "Jane") -> Self:
        """One reward is handed out."""
        self._at.hear()
        self._at.redeem(who)
        return self

    def blocked(self, who: str = "Jane") -> Self:
        self.client(who)
        self._at.hear()
        self._at.block(who, on=True)
        return self

    def unblocked(self, who: str = "Jane") -> Self:
        self._at.hear()
        self._at.block(who, on=False)
        return self

    def settings_become(self, settings: CardSettings) -> Self:
        """From this moment, four in the afternoon."""
        self._at.hear()
        self._at.write_settings(settings)
        return self
