"""Work of many steps that nobody waits for: a new look, forgetting, recalculations, the past, writing to Altegio."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dev.bench.shop import LOCATION
from dev.faults.acts import Unattended
from dev.faults.ground import wait_until
from dev.faults.owner import Owner
from dev.google.desk import GoogleDesk
from dev.phone.device import Phone

if TYPE_CHECKING:
    from dev.bench.shop import Customer
    from dev.faults.ground import Ground

_numbers = count(1)
_WRITING = {
    "enrol_new_crm_clients": False, "crm_card_type": 10992, "write_to_crm": True, "create_crm_client": True,
    "deliver_via_crm": True, "deliver_from": "00:00", "deliver_until": "24:00",
}  # fmt: skip


@dataclass(slots=True)
class NewLook(Unattended):
    """A program gets other colours, while its card is on an iPhone and in Google Wallet."""

    ground: Ground
    program: str = field(init=False)
    card: Any = field(init=False)
    colour: str = field(init=False)
    hero: str = field(init=False)
    phone: Phone = field(init=False)

    def __post_init__(self) -> None:
        """A program and a card of its own, with both passes."""
        number, owner = next(_numbers), Owner(self.ground)
        self.colour, self.program = f"#10{number % 256:02x}40", owner.program(owner.place())
        self.card = owner.call("POST", f"/programs/{self.program}/cards", {"phone": f"+1312777{number:04d}", "name": "Ann"})
        self.phone = Phone(Path(self.ground.stack.ca_file))
        self.phone.add(self.card["links"]["apple"])
        self.phone.listen(self.ground.stack.apns_url)
        self.ground.stack.http.get(self.card["links"]["apple"].replace("/pass.pkpass", "/google"))
        self.hero = self._at_google()["object"]["heroImage"]["sourceUri"]["uri"]

    def do(self) -> str:
        """The owner saves the design."""
        Owner(self.ground).call("PATCH", f"/programs/{self.program}", {"design": {"background": self.colour}})
        return ""

    def right(self) -> bool:
        """Both wallets have it: the phone was told and has fetched."""
        at_google, file = self._at_google(), self.phone.passes[self.card["id"]].file
        is_new = self.hero != at_google["object"]["heroImage"]["sourceUri"]["uri"]
        is_right = (is_new, at_google["class"]["hexBackgroundColor"], file.document["backgroundColor"]) == (
            True, self.colour, f"rgb(16, {int(self.colour[3:5], 16)}, 64)"
        )  # fmt: skip
        if is_right:
            self.phone.close()
        return is_right

    def _at_google(self) -> Any:
        facts = self.ground.stack.facts
        return GoogleDesk(facts["google_wallet_url"]).look(f"{facts['google_issuer_id']}.{self.card['id']}")


@dataclass(slots=True)
class Forgotten(Unattended):
    """A customer asks to be forgotten."""

    ground: Ground
    customer: Customer = field(init=False)
    person: str = field(init=False)

    def __post_init__(self) -> None:
        """Somebody new."""
        self.customer = self.ground.customer()
        self.person = self.ground.card(self.customer.card_id)["customer"]["id"]

    def do(self) -> str:
        """The owner's system hands it on."""
        Owner(self.ground).call("DELETE", f"/customers/{self.person}")
        return ""

    def right(self) -> bool:
        """A card of nobody, and no way to it."""
        card = self.ground.card(self.customer.card_id)
        nobody = (card["status"], card["customer"]["name"], card["customer"]["phone"]) == ("erased", None, None)
        return nobody and self.ground.stack.http.get(self.customer.pass_url).status_code == 404


@dataclass(slots=True)
class Joined(Unattended):
    """Somebody joins where the owner lets us write to Altegio."""

    ground: Ground
    place: int = field(init=False)
    program: str = field(init=False)
    phone: str = field(init=False)

    def __post_init__(self) -> None:
        """A program of its own that writes."""
        owner = Owner(self.ground)
        self.phone, self.place = f"1312888{next(_numbers):04d}", owner.place()
        self.program = owner.program(self.place, type="cashback", size=None, reward=None)
        owner.settings(self.program, self.place, _WRITING)

    def do(self) -> str:
        """The form of the location."""
        form = {"name": "Ivy Example", "phone": f"+{self.phone}", "consent_service": "yes", "location": str(self.place)}
        self.ground.stack.http.post(f"/join/{self.program}", data=form)
        return ""

    def right(self) -> bool:
        """One client with one loyalty card, one note and one message."""
        desk = self.ground.stack.desk
        (client,) = (one for one in desk.clients(self.place) if one.phone == self.phone)
        known = desk.show_client(client.client_id, location=self.place)
        return (len(known.cards), len(known.comments), len(known.messages)) == (1, 1, 1)


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
        owner.settings(self.program, place, {"enrol_new_crm_clients": False})
        desk = self.ground.stack.desk
        client = desk.add_client("Ann", phone=phone, location=place)
        self.card = owner.call("POST", f"/programs/{self.program}/cards", {"phone": f"+{phone}", "name": "Ann"})["id"]
        desk.pay(desk.arrive(desk.book(client.client_id, "Haircut", location=place).booking_id).booking_id)
        assert wait_until(lambda: self.ground.books(self.card).amounts == [1])
        changed = {"enrol_new_crm_clients": False, "accrual_rule": {"kind": "completed", "stamps": 2}}
        owner.settings(self.program, place, changed)

    def do(self) -> str:
        """The preview."""
        today = datetime.now(UTC)
        dates = {"from": f"{today - timedelta(days=2):%Y-%m-%d}", "to": f"{today + timedelta(days=1):%Y-%m-%d}"}
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
        since = f"{datetime.now(UTC) - timedelta(days=3):%Y-%m-%d}"
        body = {"backfill_from": since, "preview": True}
        self.job = str(Owner(self.ground).call("POST", f"/connections/{LOCATION}/sync", body)["job_id"])
        return ""

    def right(self) -> bool:
        """Every day was read and every card looked at."""
        report = Owner(self.ground).call("GET", f"/sync/{self.job}")
        return bool(report["state"] == "done" and report["backfill"]["previewed"] and report["read"] == report["total"])
