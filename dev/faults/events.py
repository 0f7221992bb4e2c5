"""What Altegio tells us, or does not tell: visits, single events, the timer that looks for what was not told, everybody."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, ClassVar

import httpx

from dev.bench.shop import LOCATION
from dev.faults.acts import Unattended, told

if TYPE_CHECKING:
    from dev.bench.shop import Customer
    from dev.faults.ground import Ground

_phones = count(1)


@dataclass(slots=True)
class Visit(Unattended):
    """A booking, an arrival and a payment, told by Altegio's events."""

    ground: Ground
    customer: Customer = field(init=False)

    def __post_init__(self) -> None:
        """Somebody new."""
        self.customer = self.ground.customer()

    def do(self) -> str:
        """The desk's part."""
        desk = self.ground.stack.desk
        desk.pay(desk.arrive(desk.book(self.customer.client_id, "Haircut").booking_id).booking_id)
        return ""

    def right(self) -> bool:
        """One stamp."""
        books = self.ground.books(self.customer.card_id)
        return books.amounts == [1] and books.sound and books.told


@dataclass(slots=True)
class Event(Visit):
    """One event, posted as Altegio posts it."""

    untold: ClassVar[bool] = True
    event: dict[str, Any] = field(init=False)

    def do(self) -> str:
        """After a visit that nobody told us."""
        Visit.do(self)
        told_last = reversed(self.ground.stack.desk.webhooks())
        self.event = next(one for one in told_last if one["body"]["resource"] == "record")
        return self._post()

    def again(self) -> None:
        """Altegio tries again after an error."""
        self._post()

    def _post(self) -> str:
        return told(httpx.post(self.event["urls"][0], json=self.event["body"], timeout=60, trust_env=False))


@dataclass(slots=True)
class Sweep(Visit):
    """The timer, after a visit that nobody told us."""

    untold: ClassVar[bool] = True

    def do(self) -> str:
        """One run."""
        Visit.do(self)
        return self._run()

    def again(self) -> None:
        """The next run."""
        self._run()

    def _run(self) -> str:
        answer = self.ground.stack.http.post("/__local/run/sweep", timeout=120)
        failed = answer.json().get("failed") if answer.is_success else None
        return "run failed" if answer.is_error or failed else "run done"


@dataclass(slots=True)
class Synchronisation(Unattended):
    """All clients of the location get cards, one of whom no event has told."""

    untold: ClassVar[bool] = True
    ground: Ground
    job: str = ""
    phone: str = ""

    def __post_init__(self) -> None:
        """Somebody new in Altegio."""
        self.phone = f"1312666{next(_phones):04d}"
        self.ground.stack.desk.add_client("Bea", phone=self.phone)

    def do(self) -> str:
        """Asked for by the API, done behind a queue."""
        body: dict[str, Any] = {}
        self.job = self.ground.stack.json("POST", f"/api/v1/connections/{LOCATION}/sync", self.ground.shop.key, body)["job_id"]
        return ""

    def right(self) -> bool:
        """Everybody was read, and the new one has one card."""
        stack, shop = self.ground.stack, self.ground.shop
        report = stack.json("GET", f"/api/v1/sync/{self.job}", shop.key)
        cards = stack.json("GET", f"/api/v1/cards?phone=%2B{self.phone}&program_id={shop.program_id}", shop.key)["items"]
        return bool(report["state"] == "done" and report["read"] == report["total"] and len(cards) == 1)
