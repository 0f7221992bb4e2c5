"""Work of many steps that nobody waits for: a new look, who has cards, forgetting, writing to Altegio."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from dev.faults.acts import Unattended
from dev.faults.owner import Owner
from dev.google.desk import GoogleDesk
from dev.phone.device import Phone

if TYPE_CHECKING:
    from dev.bench.shop import Customer
    from dev.faults.ground import Ground

_numbers = count(1)
_TRIES_OF_PEOPLE = 3
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
    """Somebody joins where the owner lets us write to Altegio. A write that may be under way is left alone for 90 seconds, one
    after another.
    """

    patience: ClassVar[float] = 300
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
        for _ in range(_TRIES_OF_PEOPLE):
            if self.ground.stack.http.post(f"/join/{self.program}", data=form).is_redirect:
                break
        return ""

    def right(self) -> bool:
        """One client with one loyalty card, one note and one message."""
        desk = self.ground.stack.desk
        (client,) = (one for one in desk.clients(self.place) if one.phone == self.phone)
        known = desk.show_client(client.client_id, location=self.place)
        return (len(known.cards), len(known.comments), len(known.messages)) == (1, 1, 1)


@dataclass(slots=True)
class HoldersCompared(Unattended):
    """Somebody saved a card at Google, and its callback was lost: the nightly job asks who has cards."""

    ground: Ground
    customer: Customer = field(init=False)

    def __post_init__(self) -> None:
        """Somebody new, of whom we know only that she was offered it."""
        self.customer = self.ground.customer()
        link = self.ground.stack.http.get(self.customer.pass_url.replace("/pass.pkpass", "/google")).headers["location"]
        google = GoogleDesk(self.ground.stack.facts["google_wallet_url"])
        google.spoil_callbacks(lose=1)
        google.save(link)
        google.callbacks()

    def do(self) -> str:
        """The timer."""
        self.ground.stack.run_job("google_holders")
        return ""

    def right(self) -> bool:
        """We know now."""
        return bool(self.ground.card(self.customer.card_id)["passes"]["google"]["state"] == "saved")
