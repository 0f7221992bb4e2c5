"""Work of many steps about what was before: recalculations, visits from before the cards, what a pause has missed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from dev.bench.shop import LOCATION
from dev.faults.acts import Unattended
from dev.faults.ground import wait_until
from dev.faults.owner import Owner

if TYPE_CHECKING:
    from dev.faults.ground import Ground

_numbers = count(1)
_ROW = {"enrol_new_crm_clients": False}


@dataclass(slots=True)
class Recalculated(Unattended):
    """An owner asks what other settings would have made of a visit."""

    ground: Ground
    program: str = field(init=False)
    card: str = field(init=False)
    job: str = ""

    def __post_init__(self) -> None:
        """A program with one visit, whose settings are others now."""
        owner, phone = Owner(self.ground), f"1312999{next(_numbers):04d}"
        place = owner.place()
        self.program = owner.program(place, title="Recalculated")
        owner.settings(self.program, place, _ROW)
        client = self.ground.stack.desk.add_client("Ann", phone=phone, location=place).client_id
        self.card = owner.call("POST", f"/programs/{self.program}/cards", {"phone": f"+{phone}", "name": "Ann"})["id"]
        owner.visit(client, place)
        assert wait_until(lambda: self.ground.books(self.card).amounts == [1])
        owner.settings(self.program, place, _ROW | {"accrual_rule": {"kind": "completed", "stamps": 2}})

    def do(self) -> str:
        """The preview."""
        dates = {"from": _day(-2), "to": _day(1)}
        self.job = str(Owner(self.ground).call("POST", f"{self._path}", dates)["job_id"])
        return ""

    def right(self) -> bool:
        """It is ready and nothing is booked."""
        report = self._report()
        return (report["state"], report["preview"]["up"], self.ground.books(self.card).amounts) == ("ready", 1, [1])

    @property
    def _path(self) -> str:
        return f"/programs/{self.program}/recalculations"

    def _report(self) -> Any:
        return Owner(self.ground).call("GET", f"{self._path}/{self.job}")


@dataclass(slots=True)
class Committed(Recalculated):
    """The owner wants it so."""

    def __post_init__(self) -> None:
        """With a preview that is ready."""
        Recalculated.__post_init__(self)
        Recalculated.do(self)
        assert wait_until(lambda: Recalculated.right(self))

    def do(self) -> str:
        """The button."""
        Owner(self.ground).call("POST", f"{self._path}/{self.job}/commit")
        return ""

    def right(self) -> bool:
        """Booked once; by the visit's own event, if one came in between."""
        books = self.ground.books(self.card)
        return self._report()["state"] == "done" and books.amounts == [1, 1] and books.sound


@dataclass(slots=True)
class PastPreviewed(Unattended):
    """What visits from before the cards would give, a day and a page of cards at a time."""

    ground: Ground
    job: str = ""

    def do(self) -> str:
        """Three days."""
        body = {"backfill_from": _day(-3), "preview": True}
        self.job = str(Owner(self.ground).call("POST", f"/connections/{LOCATION}/sync", body)["job_id"])
        return ""

    def right(self) -> bool:
        """Every day was read and every card looked at."""
        report = Owner(self.ground).call("GET", f"/sync/{self.job}")
        return bool(report["state"] == "done" and report["backfill"]["previewed"] and report["read"] == report["total"])


@dataclass(slots=True)
class PastGiven(Unattended):
    """Two visits from before the card are given to it, a day and a page of cards at a time."""

    ground: Ground
    place: int = field(init=False)
    card: str = field(init=False)
    job: str = ""

    def __post_init__(self) -> None:
        """A program of its own, and a card of somebody who came before."""
        owner, phone = Owner(self.ground), f"1312444{next(_numbers):04d}"
        self.place = owner.place()
        program = owner.program(self.place, title="The past")
        owner.settings(program, self.place, _ROW)
        client = self.ground.stack.desk.add_client("Ann", phone=phone, location=self.place).client_id
        for days in (2, 1):
            owner.visit(client, self.place, days=days)
        self.card = owner.call("POST", f"/programs/{program}/cards", {"phone": f"+{phone}", "name": "Ann"})["id"]

    def do(self) -> str:
        """The button."""
        body = {"backfill_from": _day(-3)}
        self.job = str(Owner(self.ground).call("POST", f"/connections/{self.place}/sync", body)["job_id"])
        return ""

    def right(self) -> bool:
        """Both at once, once."""
        books = self.ground.books(self.card)
        return Owner(self.ground).call("GET", f"/sync/{self.job}")["state"] == "done" and books.amounts == [2] and books.sound


@dataclass(slots=True)
class LookedBack(Unattended):
    """A visit makes a card, which counts yesterday's visit as well."""

    ground: Ground
    place: int = field(init=False)
    program: str = field(init=False)
    phone: str = field(init=False)
    client: int = field(init=False)

    def __post_init__(self) -> None:
        """Somebody came before the program began."""
        owner = Owner(self.ground)
        self.phone, self.place = f"1312333{next(_numbers):04d}", owner.place()
        self.client = self.ground.stack.desk.add_client("Ann", phone=self.phone, location=self.place).client_id
        owner.visit(self.client, self.place, days=1)
        self.ground.stack.settle()
        self.program = owner.program(self.place, title="Looks back", lookback_days=7, start_of_accrual=_day(-30))
        owner.settings(self.program, self.place, {"enrol_new_crm_clients": True})

    def do(self) -> str:
        """The next visit."""
        Owner(self.ground).visit(self.client, self.place)
        return ""

    def right(self) -> bool:
        """A card with two stamps."""
        cards = Owner(self.ground).call("GET", f"/cards?phone=%2B{self.phone}&program_id={self.program}")["items"]
        books = [self.ground.books(card["id"]) for card in cards]
        return [sorted(one.amounts) for one in books] == [[1, 1]] and books[0].sound


@dataclass(slots=True)
class Resumed(Unattended):
    """A program goes on after a pause, whose visits are to count."""

    ground: Ground
    program: str = field(init=False)
    card: str = field(init=False)

    def __post_init__(self) -> None:
        """One visit during the pause."""
        owner, phone = Owner(self.ground), f"1312222{next(_numbers):04d}"
        place = owner.place()
        self.program = owner.program(place, title="Paused")
        owner.settings(self.program, place, _ROW)
        client = self.ground.stack.desk.add_client("Ann", phone=phone, location=place).client_id
        self.card = owner.call("POST", f"/programs/{self.program}/cards", {"phone": f"+{phone}", "name": "Ann"})["id"]
        owner.call("POST", f"/programs/{self.program}/pause")
        owner.visit(client, place)
        self.ground.stack.settle()

    def do(self) -> str:
        """The button."""
        Owner(self.ground).call("POST", f"/programs/{self.program}/activate", {"pause": "evaluate"})
        return ""

    def right(self) -> bool:
        """One stamp."""
        books = self.ground.books(self.card)
        return books.amounts == [1] and books.sound


def _day(days: int) -> str:
    return f"{datetime.now(UTC) + timedelta(days=days):%Y-%m-%d}"
