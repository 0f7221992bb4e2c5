"""The table's words over the local stack: the stand-in's desk on one side, the owner's REST API on the other.

Every case has clients of its own; cases with the same program share a location.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from comeback.domain.settings import CardSettings
from comeback.domain.visit import Attendance, Source
from dev.altegio.desk import Desk
from dev.runner.drive import StackDriver
from tests.edge_cases.coordinator import A_QUARTER, Coordinator
from tests.edge_cases.shops import Branch, write_settings
from tests.edge_cases.story import Place

_numbers = count(1)
_STATES = {
    Attendance.ARRIVED: "arrived", Attendance.CONFIRMED: "confirmed", Attendance.NO_SHOW: "no_show",
    Attendance.WAITING: "waiting",
}  # fmt: skip
_METHODS = {
    Source.MONEY: "card", Source.BONUS: "bonus", Source.GIFT_CARD: "gift_card", Source.SESSION: "session",
    Source.ACCOUNT: "account",
}  # fmt: skip


class StackReception:
    """One story's clients at its program's locations."""

    def __init__(self, stack: StackDriver, branch: Branch, coordinator: Coordinator, desk_free: threading.RLock) -> None:
        """`desk_free`: while one story has events get lost, nobody else does anything at the desk."""
        self._stack, self._branch, self._coordinator, self._desk_free = stack, branch, coordinator, desk_free
        self._losing = False
        first = next(_numbers)
        self._phones = {"Jane": f"1312556{first:04d}", "Ann": f"1312557{first:04d}"}
        self._clients: dict[tuple[str, int], int] = {}
        self._places: dict[int, int] = {}
        self._visits: dict[int, int] = {}

    @contextmanager
    def _acting(self) -> Iterator[Desk]:
        with self._desk_free:
            yield self._stack.desk

    def client(self, who: str, place: Place, *, told: bool) -> None:
        with self._acting() as desk:
            if not told:
                desk.lose_webhooks()
            location, phone = self._branch.locations[place], self._phones[who]
            self._clients[who, location] = desk.add_client(who, surname="Doe", phone=phone, location=location).client_id
            if not told:
                desk.lose_webhooks(0)
        if told:
            self.hear()  # the card is issued before its holder comes

    def book(self, who: str | None, day: int, at: str, place: Place, joins: int | None) -> int:
        location = self._branch.locations[place]
        client = self._clients[who, location] if who else None
        with self._acting() as desk:
            visit = self._visits[joins] if joins else None
            booking = desk.book(client, [], at=self._moment(day, at), location=location, visit=visit)
        self._places[booking.booking_id], self._visits[booking.booking_id] = location, booking.visit_id
        return int(booking.booking_id)

    def attend(self, booking: int, attendance: Attendance) -> None:
        with self._acting() as desk:
            desk.act("set_attendance", booking=booking, state=_STATES[attendance])

    def service(self, booking: int, cost: int, item: int | None = None) -> None:
        with self._acting() as desk:
            desk.add_service(booking, item or 389045 + self._places[booking], price=_money(cost))

    def product(self, booking: int, cost: int, *, prepaid: bool = False) -> None:
        with self._acting() as desk:
            product = 2181520 + self._places[booking]
            desk.add_product(booking, product, price=_money(cost), sold_as="gift_card" if prepaid else "product")

    def pay(self, booking: int, amount: int | None, source: Source) -> None:
        with self._acting() as desk:
            if amount is not None and amount < 0:
                desk.refund(booking, _money(-amount))
            elif amount is not None or desk.booking(booking).due:
                desk.act("pay", booking=booking, amount=amount and str(_money(amount)), method=_METHODS[source])

    def delete_payments(self, booking: int) -> None:
        with self._acting() as desk:
            desk.delete_payment(booking=booking)

    def cancel(self, booking: int) -> None:
        with self._acting() as desk:
            desk.cancel(booking)

    def restore(self, booking: int) -> None:
        with self._acting() as desk:
            desk.restore(booking)

    def move(self, booking: int, day: int, at: str) -> None:
        with self._acting() as desk:
            desk.move(booking, self._moment(day, at))

    def give_to(self, booking: int, who: str | None) -> None:
        with self._acting() as desk:
            desk.give_to(booking, self._clients[who, self._places[booking]] if who else None)

    def hear(self) -> None:
        self._coordinator.rest()

    def wait(self) -> None:
        self._coordinator.rest(A_QUARTER)

    def go_on(self, days: int) -> None:
        self._coordinator.days(days)

    def sweep(self) -> None:
        with self._acting():
            self._stack.run_job("sweep")
        self.hear()

    def repeat_events(self) -> None:
        with self._acting() as desk:
            desk.resend_webhooks(12, order="reversed")

    def lose_events(self, *, on: bool) -> None:
        if on:
            self._desk_free.acquire()
            self._losing = True
            self._stack.desk.lose_webhooks()
        elif self._losing:
            self._stack.desk.lose_webhooks(0)
            self._losing = False
            self._desk_free.release()

    def scan(self, who: str) -> None:
        self._call("POST", f"/cards/{self._card(who)}/scans", {"stamps": 1, "location_id": self._branch.locations[Place.HOME]})

    def redeem(self, who: str) -> None:
        self._call("POST", f"/cards/{self._card(who)}/redemptions", {"rewards": 1})

    def block(self, who: str, *, on: bool) -> None:
        self._call("POST", f"/cards/{self._card(who)}/{'block' if on else 'unblock'}", {"reason": "lost phone"})

    def write_settings(self, settings: CardSettings) -> None:
        write_settings(self._stack, self._branch, settings, [Place.HOME])

    def amounts(self, who: str) -> list[int]:
        entries = self._call("GET", f"/cards/{card}/entries")["items"] if (card := self._found(who)) else []
        return [entry["amount"] for entry in reversed(entries)]

    def _card(self, who: str) -> str:
        card = self._found(who)
        assert card, f"{who} has no card"
        return card

    def _found(self, who: str) -> str:
        """The card's id; empty where there is none."""
        query = f"/cards?phone=%2B{self._phones[who]}&program_id={self._branch.program_id}"
        return next((str(card["id"]) for card in self._call("GET", query)["items"]), "")

    def _call(self, method: str, path: str, body: object = None) -> Any:
        headers = {"Authorization": f"Bearer {self._branch.key}", "Idempotency-Key": f"key {next(_numbers)}"}
        answer = self._stack.http.request(method, f"/api/v1{path}", headers=headers, json=body)
        answer.raise_for_status()
        return answer.json()

    def _moment(self, day: int, at: str) -> str:
        return f"{self._coordinator.today + timedelta(days=day)} {at}"


def _money(cents: int) -> Decimal:
    return Decimal(cents) / 100
