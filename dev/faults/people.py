"""What people and the owner's system do while they wait for an answer; who gets an error tries again."""

from __future__ import annotations

import uuid
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import httpx

from dev.faults.acts import told
from dev.faults.ground import PATIENCE_SECONDS, wait_until
from dev.google.desk import GoogleDesk
from dev.phone.device import Phone
from dev.phone.package import PassRejected

if TYPE_CHECKING:
    from dev.bench.shop import Customer
    from dev.faults.ground import Ground


class Waiting:
    """Somebody sees the answer."""

    untold: ClassVar[bool] = False
    patience: ClassVar[float] = PATIENCE_SECONDS


@dataclass(slots=True)
class Adjustment(Waiting):
    """Three stamps by hand, for a card that is on an iPhone and in Google Wallet."""

    ground: Ground
    customer: Customer = field(init=False)
    key: str = field(default_factory=lambda: uuid.uuid4().hex)
    google: GoogleDesk = field(init=False)

    def __post_init__(self) -> None:
        """Somebody new with both passes."""
        self.google = GoogleDesk(self.ground.stack.facts["google_wallet_url"])
        self.customer = self.ground.customer()
        with closing(Phone(Path(self.ground.stack.ca_file))) as phone:
            phone.add(self.customer.pass_url)
        link = self.ground.stack.http.get(self.customer.pass_url.replace("/pass.pkpass", "/google")).headers["location"]
        self.google.save(link)
        self.google.callbacks()

    def do(self) -> str:
        """The owner's system asks, then looks."""
        card = f"cards/{self.customer.card_id}"
        seen = self._call("POST", f"{card}/adjustments", {"amount": 3, "reason": "By hand"})
        for path in (f"{card}/entries", card, "connections", "entries"):
            if seen < "4":
                seen = max(seen, self._call("GET", path))
        return seen

    def again(self) -> None:
        """With the same key, so that a lost answer does not double anything."""
        self.do()

    def right(self) -> bool:
        """Three stamps, once, and both wallets say so."""
        books = self.ground.books(self.customer.card_id)
        name = f"{self.ground.stack.facts['google_issuer_id']}.{self.customer.card_id}"
        at_google = self.google.look(name)["object"]["loyaltyPoints"]["balance"]["string"]
        return books.amounts == [3] and books.sound and books.told and at_google == "3 of 10"

    def _call(self, method: str, path: str, body: object = None) -> str:
        headers = {"Authorization": f"Bearer {self.ground.shop.key}", "Idempotency-Key": self.key}
        return told(self.ground.stack.http.request(method, f"/api/v1/{path}", json=body, headers=headers))


@dataclass(slots=True)
class NewPhone(Waiting):
    """A phone opens the link, adds the pass, registers, asks what changed, fetches; and the save link of Google."""

    ground: Ground
    customer: Customer = field(init=False)
    phone: Phone = field(init=False)

    def __post_init__(self) -> None:
        """Somebody new."""
        self.customer = self.ground.customer()
        self.phone = Phone(Path(self.ground.stack.ca_file), pauses=())

    def do(self) -> str:
        """The worst status of all."""
        self.phone.exchanges.clear()
        save = told(self.ground.stack.http.get(self.customer.pass_url.replace("/pass.pkpass", "/google")))
        try:
            self.phone.add(self.customer.pass_url)
        except PassRejected:
            return max(save, *(str(one.status) for one in self.phone.exchanges))
        self.phone.on_push(self.ground.stack.facts["pass_type_id"])
        self.phone.refresh(self.customer.card_id)
        return max(save, *(str(one.status) for one in self.phone.exchanges))

    def again(self) -> None:
        """People try again."""
        self.do()

    def right(self) -> bool:
        """The pass is there and its phone is known, once."""
        passes = self.ground.card(self.customer.card_id)["passes"]
        return bool(passes["apple"]["devices"] == 1) and passes["google"]["state"] == "offered"


@dataclass(slots=True)
class Connect(Waiting):
    """The owner of a second location connects it."""

    ground: Ground
    location: int = 7777
    user: int = 900100

    def __post_init__(self) -> None:
        """Not installed, whatever was before."""
        if self._status() == "active":
            self.ground.stack.desk.uninstall(self.location)
            wait_until(lambda: self._status() == "uninstalled")

    def do(self) -> str:
        """The signed redirect."""
        query = self.ground.stack.desk.press_connect([self.location], user=self.user).query
        return told(self.ground.stack.http.get(f"/altegio/connect?{query}"))

    def again(self) -> None:
        """She presses Connect once more."""
        self.do()

    def right(self) -> bool:
        """Connected, and one tenant's."""
        return self._status() == "active"

    def _status(self) -> str:
        stack = self.ground.stack
        mine = [one for one in stack.operator("GET", "/tenants")["items"] if self.location in one["location_ids"]]
        if not mine:
            return ""
        assert len(mine) == 1
        key = stack.operator("POST", f"/tenants/{mine[0]['id']}/api-keys")["key"]
        found = stack.json("GET", "/api/v1/connections", key)["items"]
        return next(str(one["status"]) for one in found if one["location_id"] == self.location)


@dataclass(slots=True)
class OwnersPages(Waiting):
    """The owner signs in by a link and looks at her locations."""

    ground: Ground
    link: str = ""

    def __post_init__(self) -> None:
        """She has one."""
        assert self.ground.shop.key

    def do(self) -> str:
        """The worst status of the way."""
        tenant = self.ground.stack.operator("GET", "/tenants")["items"][0]["id"]
        self.link = self.ground.stack.operator("POST", f"/tenants/{tenant}/sign-in-links")["url"]
        with httpx.Client(follow_redirects=True, timeout=60, trust_env=False) as browser:
            return max(told(browser.get(self.link)), told(browser.get(f"{self.ground.stack.base_url}/console")))

    def again(self) -> None:
        """With a new link: the old one may be used up."""
        assert self.do() == "200"

    def right(self) -> bool:
        """Nothing is stored but a session."""
        return True


@dataclass(slots=True)
class CardPage(Waiting):
    """A customer looks at the card's page."""

    ground: Ground
    customer: Customer = field(init=False)

    def __post_init__(self) -> None:
        """Somebody new."""
        self.customer = self.ground.customer()

    def do(self) -> str:
        """Two pages."""
        page = self.ground.card(self.customer.card_id)["links"]["page"]
        http = self.ground.stack.http
        return max(told(http.get(page)), told(http.get(f"/join/{self.ground.shop.program_id}")))

    def again(self) -> None:
        """Reload."""
        assert self.do() == "200"

    def right(self) -> bool:
        """Nothing is stored."""
        return True
