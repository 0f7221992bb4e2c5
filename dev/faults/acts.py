"""What people and machines do while AWS has its bad day, each act with what must be true in the end."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import httpx

from dev.bench.shop import LOCATION
from dev.faults.ground import Ground, wait_until
from dev.faults.jobs import Committed, Forgotten, Joined, NewLook, PastPreviewed, Recalculated
from dev.google.desk import GoogleDesk
from dev.phone.device import Phone
from dev.phone.package import PassRejected

if TYPE_CHECKING:
    from dev.bench.shop import Customer

_phones = count(1)
# What AWS and its SDK call things; none of it belongs into an answer.
_INNER_WORDS = ("botocore", "dynamodb", "aws", "sqs", "Traceback", "Throughput")


class Act(Protocol):
    """Done once with a fault in force; done again, by whoever would, when it is over."""

    def do(self) -> str:
        """What the caller saw; empty when nobody waits for an answer."""

    def again(self) -> None:
        """What the caller does next."""

    def right(self) -> bool:
        """Whether everything is as if nothing had happened: nothing lost, nothing twice."""


def told(answer: httpx.Response) -> str:
    """A status; with a warning when the answer tells strangers what we are made of. The gateway answers for a function that
    was cut off at its time-out.
    """
    if answer.is_error and any(word in answer.text for word in _INNER_WORDS):
        return f"{answer.status_code} WITH INNER WORDS"
    cut_off = answer.status_code == httpx.codes.SERVICE_UNAVAILABLE and "Service Unavailable" in answer.text
    return "503 of the gateway" if cut_off else str(answer.status_code)


@dataclass(slots=True)
class Visit:
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

    def again(self) -> None:
        """Altegio has said everything."""

    def right(self) -> bool:
        """One stamp."""
        books = self.ground.books(self.customer.card_id)
        return books.amounts == [1] and books.sound and books.told


@dataclass(slots=True)
class Event(Visit):
    """One event, posted as Altegio posts it. Events of the stand-in itself get lost meanwhile."""

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
    """The timer, after a visit that nobody told us. Events of the stand-in get lost meanwhile."""

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
class Adjustment:
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
class NewPhone:
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
class Connect:
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
class Synchronisation:
    """All clients of the location get cards, one of whom no event has told. Events get lost meanwhile."""

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

    def again(self) -> None:
        """Nobody has to."""

    def right(self) -> bool:
        """Everybody was read, and the new one has one card."""
        stack, shop = self.ground.stack, self.ground.shop
        report = stack.json("GET", f"/api/v1/sync/{self.job}", shop.key)
        cards = stack.json("GET", f"/api/v1/cards?phone=%2B{self.phone}&program_id={shop.program_id}", shop.key)["items"]
        return bool(report["state"] == "done" and report["read"] == report["total"] and len(cards) == 1)


@dataclass(slots=True)
class OwnersPages:
    """The owner signs in by a link and looks at her locations."""

    ground: Ground
    link: str = ""

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
class CardPage:
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


Made = Callable[[Ground], Act]
# Who notices a fault of which function. Those of a line play one after another, lines side by side, blocks one after another:
# what one act needs must not be broken by another's fault.
BLOCKS: tuple[tuple[tuple[tuple[Made, str], ...], ...], ...] = (
    (
        ((Visit, "accrual"),),
        ((Adjustment, "relay"), (Adjustment, "pass_update"), (Adjustment, "google_update")),
        ((Connect, "oauth_callback"),),
    ),
    (
        ((Event, "webhook"), (Sweep, "reconcile")),
        ((Synchronisation, "sync"),),
        ((NewPhone, "wallet_service"), (CardPage, "enroll"), (OwnersPages, "console")),
    ),
    (((Adjustment, "api"),),),
    (
        ((NewLook, "pass_update"), (NewLook, "google_update")),
        ((Recalculated, "sync"), (Committed, "sync"), (PastPreviewed, "sync")),
    ),
    (((Forgotten, "accrual"), (Joined, "accrual")),),
)
