"""An owner with everything to look at: a location, programs, cards, a visit, a synchronisation, a key; and what customers see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dev.browser.chromium import Chromium
    from dev.runner.drive import StackDriver

LOCATION = 4564
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148"
    " Safari/604.1"
)
ANDROID = "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Mobile Safari/537.36"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Safari/605.1.15"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36"
_PROGRAM = {
    "type": "stamp", "title": "10 visits", "currency": "USD", "locale": "en", "locations": [LOCATION], "size": 10,
    "reward": {"title": "A free haircut"},
}  # fmt: skip
PAGES = {
    "sign-in": "/console/sign-in",
    "home": "/console",
    "location": "/console/connections/{location}",
    "webhooks": "/console/connections/{location}/webhooks",
    "past": "/console/sync/{past}",
    "audits": "/console/drift",
    "programs": "/console/programs",
    "new-program": "/console/programs/new",
    "program": "/console/programs/{program}",
    "draft": "/console/programs/{draft}",
    "edit": "/console/programs/{program}/edit",
    "design": "/console/programs/{program}/design",
    "images": "/console/programs/{program}/design/images",
    "settings": "/console/programs/{program}/connections/{location}/settings",
    "draft-settings": "/console/programs/{draft}/connections/{location}/settings",
    "recalculations": "/console/programs/{program}/recalculations",
    "recalculation": "/console/programs/{program}/recalculations/{job}",
    "cards": "/console/cards",
    "card": "/console/cards/{card}",
    "person": "/console/customers/{customer}",
    "visit": "/console/connections/{location}/visits/{visit}",
    "attention": "/console/attention",
    "trail": "/console/trail",
    "keys": "/console/keys",
    "not-found": "/console/cards/nobody",
    "customer-card": "/c/{token}",
    "customer-join": "/join/{program}",
}


@dataclass(frozen=True, slots=True)
class Tour:
    """The owner's address to sign in, and every page by a name."""

    stack: StackDriver
    tenant: str
    pages: dict[str, str]

    def sign_in(self, browser: Chromium) -> None:
        """By a link, with the click that it waits for."""
        browser.go(self.stack.operator("POST", f"/tenants/{self.tenant}/sign-in-links")["url"])
        browser.click("main button")
        browser.wait_until("nav[aria-label=Main]")

    def visit(self, browser: Chromium, name: str) -> None:
        """Open a page by its name."""
        browser.go(f"{self.stack.base_url}{self.pages[name]}")


def prepare(stack: StackDriver) -> Tour:
    """What an owner would have after some days, made on a running stack."""
    tenant, key = _connected(stack)

    def call(method: str, path: str, body: object = None) -> Any:
        return stack.json(method, f"/api/v1{path}", key, body)

    program = call("POST", "/programs", _PROGRAM)["id"]
    call("POST", f"/programs/{program}/activate")
    settings = f"/programs/{program}/connections/{LOCATION}/settings"
    call("PUT", settings, {"accrual_rule": {"kind": "completed", "stamps": 1}})
    draft = call("POST", "/programs", {**_PROGRAM, "title": "Summer colours", "size": 5})["id"]
    call("POST", f"/connections/{LOCATION}/sync", {})
    stack.settle(60)
    visit = _paid_visit(stack)
    stack.settle(60)
    card = call("GET", "/entries")["items"][0]["card_id"]
    _by_hand(stack, key, card)
    _to_look_at(stack)
    # Two stamps from now on, and what that would have meant for the visit.
    call("PUT", settings, {"accrual_rule": {"kind": "completed", "stamps": 2}})
    job = call("POST", f"/programs/{program}/recalculations", _these_days())["job_id"]
    stack.settle(60)
    stack.run_job("audit")
    past = _past(stack, key)
    shown = call("GET", f"/cards/{card}")
    token, customer = shown["links"]["page"].rpartition("/")[2], shown["customer"]["id"]
    call("PATCH", f"/customers/{customer}", {"name": "Janet Doe", "consents": {"marketing": True}})
    stack.desk.change_client("Jane Doe", email="jane.doe@example.com")
    stack.settle(60)
    names = {
        "token": token, "program": program, "draft": draft, "card": card, "visit": visit, "location": LOCATION,
        "job": job, "past": past, "customer": customer,
    }  # fmt: skip
    return Tour(stack, tenant, {name: path.format(**names) for name, path in PAGES.items()})


def _connected(stack: StackDriver) -> tuple[str, str]:
    """The owner's id here, and a key of theirs."""
    redirect = stack.desk.press_connect([LOCATION])
    stack.http.get(f"/altegio/connect?{redirect.query}")
    tenants = stack.operator("GET", "/tenants")["items"]
    tenant = str(next(one["id"] for one in tenants if LOCATION in one["location_ids"]))
    return tenant, str(stack.operator("POST", f"/tenants/{tenant}/api-keys")["key"])


def _paid_visit(stack: StackDriver, at: str = "now") -> int:
    """Its number."""
    booking = stack.desk.book("Jane Doe", "Haircut", at=at)
    stack.desk.arrive(booking.booking_id)
    stack.desk.pay(booking.booking_id)
    return booking.visit_id


def _these_days() -> dict[str, str]:
    today = datetime.now(UTC).date()
    return {"from": f"{today - timedelta(days=2)}", "to": f"{today + timedelta(days=1)}"}


def _past(stack: StackDriver, key: str) -> str:
    """The preview of a visit from before the cards."""
    before = datetime.now(UTC) - timedelta(days=3)
    _paid_visit(stack, before.strftime("%Y-%m-%d 12:00"))
    wish = {"backfill_from": (before.date() - timedelta(days=1)).isoformat(), "preview": True}
    job = str(stack.json("POST", f"/api/v1/connections/{LOCATION}/sync", key, wish)["job_id"])
    stack.settle(60)
    return job


def _to_look_at(stack: StackDriver) -> None:
    """An item with an answer, and a right that is missing."""
    stack.desk.take_right("client_phones_access", LOCATION)
    stack.desk.add_client("Hidden", surname="Example", phone="13155550190")
    stack.settle(60)


def _by_hand(stack: StackDriver, key: str, card: str) -> None:
    """Nine stamps out of courtesy, and the reward that they make handed out."""
    for number, (route, body) in enumerate((
        ("adjustments", {"amount": 12, "reason": "Her old paper card"}), ("redemptions", {"rewards": 1}),
    )):  # fmt: skip
        headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": f"tour-{number}"}
        stack.http.post(f"/api/v1/cards/{card}/{route}", headers=headers, json=body).raise_for_status()
