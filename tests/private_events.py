"""Events for every function, full of what must not be written: names, phones, addresses, tokens, keys, cookies."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from comeback.domain.ids import render_id
from comeback.domain.redirect import SignedUser
from tests.entrypoints import secrets
from tests.handlers.events import http_event
from tests.unit.connecting import redirect

PRIVATE = (
    "Jane", "Qxdoe", "3155550175", "jane.qxdoe@example.com", "1990-02-28", "hook-secret-Hx71", "cb_api_key_Ap62", "op_key_Op53",
    "session-Se44", "csrf-Cs35", "link-token-Li26", "pass-token-Pa17", "push-token-Pu08", "partner-token-Pt99", "Eyelashes",
    "9f8e7d6c5b4a",
)  # fmt: skip
EVERYTHING = " ".join(PRIVATE)
TENANT, CUSTOMER = render_id("tn", 1, bytes(10)), render_id("cu", 1, bytes(10))
PROGRAM, CARD = render_id("pr", 1, bytes(10)), render_id("cd", 1, bytes(10))
HEADERS = {
    "authorization": "Bearer cb_api_key_Ap62", "user-agent": EVERYTHING, "referer": f"https://x.example/{EVERYTHING}",
    "x-forwarded-for": "9f8e7d6c5b4a",
}  # fmt: skip
COOKIES = ["__Host-session=session-Se44", "__Host-connecting=link-token-Li26"]
PERSON = {"phone": "+13155550175", "name": "Jane Qxdoe", "email": "jane.qxdoe@example.com", "birthday": "1990-02-28"}
BOOKING = {
    "company_id": 4564, "resource": "record", "resource_id": 1, "status": "create",
    "data": {"date": "2026-09-21", "client": {"id": 5, **PERSON}, "comment": EVERYTHING, "services": [{"title": "Eyelashes"}]},
}  # fmt: skip
LIFECYCLE = {"salon_id": 4564, "application_id": 1, "event": "uninstall", "partner_token": "partner-token-Pt99"}

Event = dict[str, Any]


def stored() -> Event:
    """An item of DynamoDB that lets everybody in: a connection with its secret, a key's holder, a session. What comes next
    finds an item of another kind, full of text.
    """
    now, digest = datetime.now(UTC).isoformat(), sha256(b"hook-secret-Hx71").hexdigest()
    texts = {
        "tenant_id": TENANT, "key_id": render_id("ak", 1, bytes(10)), "status": "active", "csrf_token": "csrf-Cs35",
        "started_at": now, "seen_at": now, "title": EVERYTHING, "name": EVERYTHING, "owner_email": "jane.qxdoe@example.com",
    }  # fmt: skip
    hooks = {"hook_secrets": {"L": [{"M": {"digest": {"S": digest}}}]}}
    return {"Item": {**{name: {"S": text} for name, text in texts.items()}, **hooks}}


def request(method: str, path: str, pattern: str | None = None, **more: Any) -> Event:
    """A request whose every part is private, but for the pattern of its route."""
    event = http_event(method, path, headers={**HEADERS, **more.pop("headers", {})}, cookies=COOKIES, **more)
    return {**event, "routeKey": f"{method} {pattern or path}"}


def sqs(body: str) -> Event:
    """One message of a queue."""
    return {"Records": [{"messageId": "1", "eventSource": "aws:sqs", "body": body, "attributes": {}}]}


def message(kind: str, **fields: Any) -> Event:
    """One message of ours."""
    return sqs(json.dumps({"type": kind, "tenant_id": TENANT, **fields}))


def webhook() -> Iterator[Event]:
    """Altegio's events."""
    path, pattern = "/altegio/hooks/4564/hook-secret-Hx71", "/altegio/hooks/{location_id}/{secret}"
    parts = {"location_id": "4564", "secret": "hook-secret-Hx71"}
    for body in (json.dumps(BOOKING), EVERYTHING, json.dumps({**BOOKING, "resource": EVERYTHING}), json.dumps(BOOKING).encode()):
        yield request("POST", path, pattern, body=body, path_parameters=parts)
    yield request("POST", path, pattern, body=json.dumps(BOOKING), path_parameters={**parts, "secret": EVERYTHING})


def oauth_callback() -> Iterator[Event]:
    """The registration redirect and lifecycle events."""
    token = secrets()["altegio"]["partner_token"]
    owner = SignedUser(7, "Jane Qxdoe", "jane.qxdoe@example.com")
    yield request("GET", "/altegio/connect", query=redirect(owner, 4564, token=token))
    yield request("GET", "/altegio/connect", query=f"salon_id={EVERYTHING}&user_data={EVERYTHING}")
    for body in (json.dumps(LIFECYCLE), json.dumps({**LIFECYCLE, "partner_token": "partner"}), EVERYTHING):
        yield request("POST", "/altegio/lifecycle", body=body)


def api() -> Iterator[Event]:
    """Owners' systems and the operator."""
    for body in (json.dumps(PERSON), EVERYTHING, json.dumps({EVERYTHING: EVERYTHING})):
        path, pattern = f"/api/v1/programs/{PROGRAM}/cards", "/api/v1/programs/{program_id}/cards"
        yield request("POST", path, pattern, body=body, headers={"content-type": "application/json"})
    yield request("GET", "/api/v1/cards", query="phone=%2B13155550175")
    yield request("GET", f"/api/v1/cards/{CARD}", "/api/v1/cards/{card_id}")
    yield request("GET", f"/api/v1/cards/{EVERYTHING}", "/api/v1/cards/{card_id}")
    yield request("GET", "/api/v1/entries", query=f"cursor={EVERYTHING}")
    operator = {"authorization": f"Bearer {secrets()['operator']['keys'][0]}"}
    yield request("GET", "/operator/v1/tenants", query=f"cursor={EVERYTHING}", headers=operator)
    yield request("GET", "/operator/v1/tenants", headers={"authorization": "Bearer op_key_Op53"})
    yield request("POST", f"/operator/v1/tenants/{TENANT}/sign-in-links", "/operator/v1/{proxy+}", headers=operator)


def console() -> Iterator[Event]:
    """Owners' pages."""
    link = "/console/sign-in/link-token-Li26", "/console/sign-in/{token}"
    yield request("GET", "/console")
    yield request("GET", "/console/connections/4564", "/console/connections/{location_id}")
    yield request("GET", *link)
    yield request("POST", *link, form={"x": EVERYTHING})
    yield request("POST", "/console/sign-out", form={"csrf_token": "csrf-Cs35"})


def wallet_service() -> Iterator[Event]:
    """Phones, and people with a link."""
    apple = {"headers": {"authorization": "ApplePass pass-token-Pa17"}}
    devices, pattern = "/apple/v1/devices/9f8e7d6c5b4a/registrations/pass.example.comeback", "/apple/v1/{proxy+}"
    yield request("POST", f"{devices}/{CARD}", pattern, **apple, body=json.dumps({"pushToken": "push-token-Pu08"}))
    yield request("DELETE", f"{devices}/{CARD}", pattern, **apple)
    yield request("GET", devices, pattern, query=f"passesUpdatedSince={EVERYTHING}")
    yield request("GET", f"/apple/v1/passes/pass.example.comeback/{CARD}", pattern, **apple)
    yield request("POST", "/apple/v1/log", body=json.dumps({"logs": [EVERYTHING, {"x": EVERYTHING}]}))
    for way in ("pass.pkpass", "google"):
        yield request("GET", f"/c/{CARD}.1.pass-token-Pa17/{way}", f"/c/{{token}}/{way}")
    for body in (EVERYTHING, json.dumps({"signature": EVERYTHING, "signedMessage": EVERYTHING})):
        yield request("POST", "/google/callback", body=body)
    yield request("GET", f"/pictures/{EVERYTHING}/{EVERYTHING}", "/pictures/{version}/{name}")


def enroll() -> Iterator[Event]:
    """People who join, and look at their card."""
    path, pattern = f"/join/{PROGRAM}", "/join/{program_id}"
    yield request("GET", path, pattern)
    yield request("GET", f"/join/{EVERYTHING}", pattern)
    ticked = {"consent_service": "yes", "consent_marketing": EVERYTHING}
    for form in ({**PERSON, **ticked}, PERSON, dict.fromkeys(PERSON, EVERYTHING), {**PERSON, "website": EVERYTHING}):
        yield request("POST", path, pattern, form=form)
    yield request("POST", path, pattern, body=EVERYTHING)
    yield request("POST", path, pattern, form=PERSON, headers={"origin": "https://evil.example"})
    yield request("GET", f"/c/{CARD}.1.pass-token-Pa17", "/c/{token}")


def accrual() -> Iterator[Event]:
    """Messages of every kind, and what is none."""
    place = {"location_id": 4564, "received_at": "2026-09-21T15:00:00+00:00", "source": "webhook"}
    yield message("VisitChanged", **place, record_id=1, client_id=5, visit_id=None, date="2026-09-21")
    yield message("ClientChanged", **place, client_id=5)
    yield message("DayDue", customer_id=CUSTOMER, date="2026-09-21")
    yield message("CustomerEnrolled", customer_id=CUSTOMER, program_id=PROGRAM)
    yield message("ConnectRequested", location_id=4564, user_id=7, job_id=render_id("jb", 1, bytes(10)))
    yield message("CardChanged", customer_id=CUSTOMER, date=EVERYTHING)
    yield from _nonsense()


def sync() -> Iterator[Event]:
    """Pages of clients, days of their past, pages of cards."""
    job = {"location_id": 4564, "job_id": render_id("jb", 1, bytes(10))}
    yield message("RecalculationPageDue", program_id=PROGRAM, job_id=render_id("jb", 1, bytes(10)), page=1)
    yield message("SyncPageDue", **job, page=1)
    yield message("PastDayDue", **job, number=1)
    yield message("PastCardsDue", **job, program_id=PROGRAM)
    yield message("DayDue", customer_id=CUSTOMER, date=EVERYTHING)
    yield from _nonsense()


def pass_update() -> Iterator[Event]:
    """Cards that changed."""
    yield message("CardChanged", customer_id=CUSTOMER, program_id=PROGRAM, card_id=CARD, mark=2)
    yield message("DayDue", customer_id=CUSTOMER, date=EVERYTHING)
    yield from _nonsense()


def google_update() -> Iterator[Event]:
    """The same for Google, and programs."""
    yield message("ProgramPublished", program_id=PROGRAM)
    yield from pass_update()


def _nonsense() -> Iterator[Event]:
    yield sqs(EVERYTHING)
    yield message("DayDue", **{EVERYTHING: EVERYTHING})


def relay() -> Iterator[Event]:
    """Records of the stream."""
    people = {f"{name}_id": {"S": EVERYTHING} for name in ("tenant", "customer")}
    for image in (
        {"kind": {"S": "head"}, "mark": {"N": "2"}, **people, "program_id": {"S": PROGRAM}, "card_id": {"S": CARD}},
        {"kind": {"S": "day"}, "due_sk": {"S": EVERYTHING}, "pk": {"S": f"T#{EVERYTHING}"}},
    ):
        old = {**image, "mark": {"N": "1"}, "due_sk": {"S": ""}}
        yield {"Records": [{"eventID": "1", "dynamodb": {"SequenceNumber": "1", "NewImage": image, "OldImage": old}}]}


def reconcile() -> Iterator[Event]:
    """Jobs, and what is none."""
    for job in ("sweep", "audit", "connection_check", EVERYTHING):
        yield {"job": job}


def doctor() -> Iterator[Event]:
    """An operator's question with a key of nobody's, and the daily job."""
    yield request("GET", "/operator/v1/doctor", headers={"authorization": f"Bearer {EVERYTHING}"})
    yield {"job": "doctor"}


EVENTS: dict[str, Callable[[], Iterator[Event]]] = {
    f"functions/{made.__name__}": made
    for made in (
        accrual, api, console, doctor, enroll, google_update, oauth_callback, pass_update, reconcile, relay, sync,
        wallet_service, webhook,
    )
}  # fmt: skip
