"""Whatever comes to a door, it answers: no exception, no failure of ours, no trace."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comeback.domain.connection import ConnectionStatus, HookSecret
from comeback.domain.ids import LocationId, TenantId, render_id
from comeback.ports.hooks import Hook
from comeback.usecases.lifecycle_event import LifecycleEvent
from comeback.usecases.receive_event import ReceiveEvent
from comeback.web.connect import ConnectDoor
from comeback.web.requests import CookieJar
from tests.api_world import JANE, MINE, OPERATOR_KEYS, PLACE, PROGRAM, ApiWorld, api_document
from tests.console_world import Browser, ConsoleWorld, console_routes
from tests.entrypoints import secrets, started
from tests.handlers.events import http_event
from tests.unit.connecting import BASE, OWNER, TOKEN, ListQueue, Ticking, World, redirect

Handler = Callable[[dict[str, Any], None], Mapping[str, Any]]
LONE = "a\ud800"  # Half of a pair: JSON can carry it, UTF-8 cannot.
TEXT = st.text(st.characters(), max_size=24) | st.just(LONE)
VALUES = TEXT | st.sampled_from(["0", "-1", "9" * 30, "null", "%00", "../..", "١٢", "1e9", "true", LONE])
METHODS = st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"]) | TEXT
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
BODIES = st.none() | TEXT | st.binary(max_size=40) | JSON_VALUES.map(json.dumps)
# What Python says when something breaks.
TRACE = re.compile(r"Traceback|File \"|line \d+, in|site-packages")


def mostly(good: st.SearchStrategy[Any], other: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """So that many requests get past the first check."""
    return st.sampled_from(range(8)).flatmap(lambda number: good if number < 7 else other)


@st.composite
def requests(
    draw: st.DrawFn,
    routes: Sequence[str],
    names: Sequence[str],
    known: Sequence[str],
    headers: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, Any]:
    """A request to one of the `routes`, whose `*` stands for a `known` value or for anything; with `headers`, and others."""
    method, path = draw(st.sampled_from(routes)).split(" ")
    values = mostly(st.sampled_from(known), VALUES)
    path = "".join(draw(values) if part == "*" else part for part in re.split(r"(\*)", path))
    body = draw(mostly(st.none(), BODIES) if method == "GET" else BODIES)
    event = http_event("GET", "/", body=body, cookies=draw(st.lists(VALUES, max_size=3)))
    sent = {name: mostly(st.sampled_from(several), VALUES) for name, several in (headers or {}).items()}
    event["headers"] = draw(st.dictionaries(VALUES, VALUES, max_size=2)) | draw(st.fixed_dictionaries(sent))
    event["rawPath"] = event["requestContext"]["http"]["path"] = path
    event["requestContext"]["http"]["method"] = draw(mostly(st.just(method), METHODS))
    query = draw(st.dictionaries(mostly(st.sampled_from(names), VALUES), values, max_size=3))
    event["queryStringParameters"] = query or None
    event["rawQueryString"] = draw(mostly(st.just("&".join("=".join(pair) for pair in query.items())), TEXT))
    event["isBase64Encoded"] = draw(mostly(st.just(event["isBase64Encoded"]), st.booleans()))
    missing = draw(mostly(st.none(), st.sampled_from(["headers", "cookies", "body", "routeKey"])))
    return event | ({missing: None} if missing else {})


def check(answer: Mapping[str, Any]) -> None:
    assert 200 <= answer["statusCode"] < 500, answer
    assert not TRACE.search(str(answer.get("body")))
    json.dumps(answer, ensure_ascii=False).encode()


@dataclass(frozen=True, slots=True)
class Api:
    """A door with one program and one card behind it, and the ids that existed at the start."""

    world: ApiWorld
    known: list[str]


@pytest.fixture(scope="module")
def api() -> Api:
    world = ApiWorld()
    card = world.enrol(world.active_program())
    return Api(world, [card["program_id"], card["id"], MINE, str(PLACE), "7"])


OPERATIONS = api_document().operations
API_ROUTES = [f"{method} {re.sub(r'{[^}]+}', '*', path)}" for method, path in sorted(OPERATIONS)]
API_ROUTES += ["GET /api/v1/*", "GET /operator/v1/*", "GET /*"]
API_NAMES = sorted({one["name"] for operation in OPERATIONS.values() for one in operation.get("parameters", ())})
KEYS = st.sampled_from(sorted({key for schema in api_document().schemas.values() for key in schema.get("properties", ())}))
BASES: st.SearchStrategy[dict[str, Any]] = st.sampled_from([PROGRAM, JANE, {"reason": "Sorry", "amount": 1}, {}])


@given(data=st.data())
def test_no_request_breaks_the_api(api: Api, data: st.DataObject) -> None:
    operator = data.draw(st.booleans())
    headers = {
        "authorization": [f"Bearer {OPERATOR_KEYS[0] if operator else api.world.key}"],
        "content-type": ["application/json"], "accept": ["text/csv", "*/*"], "idempotency-key": ["1", "2"],
    }  # fmt: skip
    routes = [route for route in API_ROUTES if ("/operator" in route) is operator]
    event = data.draw(requests(routes, API_NAMES, api.known, headers))
    if data.draw(st.booleans()):
        body = {**data.draw(BASES), **data.draw(st.dictionaries(KEYS, JSON_VALUES, max_size=3))}
        event |= {"body": json.dumps(body), "isBase64Encoded": False}
    answer = api.world.door(event, None)
    check(answer)
    if answer["statusCode"] >= 400:
        assert json.loads(answer["body"])["status"] == answer["statusCode"]


@pytest.fixture(scope="module")
def world() -> World:
    world = World()
    world.marketplace.pending(PLACE, u7=True)
    world.connect(OWNER, PLACE, "b")
    return world


@dataclass(frozen=True, slots=True)
class Console:
    """An owner's browser, and the ids that existed at the start."""

    browser: Browser
    known: list[str]


@pytest.fixture(scope="module")
def console() -> Console:
    browser = Browser(ConsoleWorld()).sign_in()
    card = browser.world.enrol(browser.world.active_program())
    return Console(browser, [card["program_id"], card["id"], str(PLACE), "7", "style.css"])


CONSOLE_ROUTES = [f"{method} {re.sub(r'{[^}]+}', '*', path)}" for method, path in console_routes()]
CONSOLE_ROUTES += ["GET /console/*"]
TYPED = [
    "title", "size", "locations", "locale", "validity.kind", "validity.days", "stamp_expiry.kind", "count_by", "payment_gate",
    "accrual_rule.kind", "amount_over.amount", "every_n.amount", "items.services", "items.products", "max_per_day", "phone",
    "form", "adjust.amount", "adjust.reason", "redeem.rewards", "request_key", "background", "stamp",
]  # fmt: skip
ANSWERS = VALUES | st.sampled_from([
    "1", "10", "4564", "en", "until", "days", "items", "amount_over", "every_n", "1,5", "NaN", "1e999", "adjust",
    "a-key-of-a-form-0",
])  # fmt: skip


@given(data=st.data())
def test_no_request_breaks_the_console(console: Console, data: st.DataObject) -> None:
    browser = console.browser
    headers = {"sec-fetch-site": ["same-origin"]}
    event = data.draw(requests(CONSOLE_ROUTES, ["v", "cursor", "program_id"], console.known, headers))
    if data.draw(mostly(st.just(value=True), st.booleans())):
        browser.sign_in()
        event["cookies"] = [f"{name}={value}" for name, value in browser.cookies.items()]
        if event["requestContext"]["http"]["method"] == "POST":
            typed = data.draw(st.dictionaries(mostly(st.sampled_from(TYPED), VALUES), ANSWERS, max_size=8))
            form = urlencode({**typed, "csrf_token": browser.csrf()}, errors="replace")
            event |= {"body": form, "isBase64Encoded": False}
    check(browser.door(event, None))


@given(data=st.data())
def test_no_request_breaks_altegios_door_for_owners(world: World, data: st.DataObject) -> None:
    lifecycle = LifecycleEvent(world.directory, world.connections, world.activations, world.marketplace, TOKEN, 2391)
    door = ConnectDoor(world.connect_all, lifecycle, CookieJar(BASE))
    routes = ["GET /altegio/connect", "POST /altegio/lifecycle", "GET /altegio/*"]
    names = ["salon_id", "salon_ids[]", "salon_ids[0]", "user_data", "user_data_sign"]
    event = data.draw(requests(routes, names, ["4564", "24697"]))
    if data.draw(st.booleans()):
        event["rawQueryString"] = f"{urlencode(redirect(OWNER, 4564))}&{event['rawQueryString']}"
    if data.draw(st.booleans()):
        told = {"salon_id": 4564, "application_id": 2391, "event": "freeze", "partner_token": TOKEN}
        changed = data.draw(st.dictionaries(st.sampled_from(list(told)), JSON_VALUES, max_size=2))
        event |= {"body": json.dumps(told | changed), "isBase64Encoded": False}
    check(door(event, None))


class Hooks:
    """One location whose secret is `good`."""

    def hook(self, location: LocationId) -> Hook | None:
        secret = HookSecret(sha256(b"good").hexdigest(), None)
        return Hook(TenantId("tn_1"), ConnectionStatus.ACTIVE, (secret,)) if location == PLACE else None


@pytest.fixture(scope="module")
def webhook() -> Iterator[Handler]:
    with started("functions/webhook") as module:
        vars(module)["receive"] = ReceiveEvent(Hooks(), ListQueue(), Ticking())
        yield module.handler


INNER = st.fixed_dictionaries({}, optional=dict.fromkeys(("client", "visit_id", "record_id", "date"), JSON_VALUES))
ENVELOPES = st.fixed_dictionaries({
    "company_id": mostly(st.just(4564), JSON_VALUES),
    "resource": mostly(st.sampled_from(["record", "client", "finances_operation", "staff"]), JSON_VALUES),
    "resource_id": mostly(st.just(1), JSON_VALUES),
    "status": mostly(st.just("create"), JSON_VALUES),
    "data": mostly(INNER, JSON_VALUES),
}).map(json.dumps)  # fmt: skip


@given(data=st.data())
def test_no_request_breaks_the_webhook(webhook: Handler, data: st.DataObject) -> None:
    event = data.draw(requests(["POST /altegio/hooks/4564/good"], ["x"], ["x"]))
    path = {"location_id": mostly(st.just("4564"), VALUES), "secret": mostly(st.just("good"), VALUES)}
    event["pathParameters"] = data.draw(mostly(st.fixed_dictionaries(path), st.none()))
    if data.draw(st.booleans()):
        event |= {"body": data.draw(ENVELOPES), "isBase64Encoded": False}
    check(webhook(event, None))


@pytest.fixture(scope="module")
def wallet_service() -> Iterator[Handler]:
    with started("functions/wallet_service") as module:
        yield module.handler


WALLET_ROUTES = [
    "POST /apple/v1/devices/*/registrations/*/*", "DELETE /apple/v1/devices/*/registrations/*/*",
    "GET /apple/v1/devices/*/registrations/*", "GET /apple/v1/passes/*/*", "POST /apple/v1/log",
    "GET /c/*/pass.pkpass", "GET /c/*/*",
]  # fmt: skip


@given(data=st.data())
def test_no_request_breaks_the_door_for_phones(wallet_service: Handler, data: st.DataObject) -> None:
    card = render_id("cd", 1, bytes(10))
    known = [card, f"{card}.1.{'0' * 32}", secrets()["apple"]["pass_type_id"], "device"]
    headers = {"authorization": [f"ApplePass {card}.1.{'0' * 32}"], "if-modified-since": ["Mon, 21 Sep 2026 10:00:00 GMT"]}
    event = data.draw(requests(WALLET_ROUTES, ["passesUpdatedSince"], known, headers))
    if data.draw(st.booleans()):
        event |= {"body": json.dumps({data.draw(st.sampled_from(["pushToken", "logs"])): data.draw(JSON_VALUES)})}
    check(wallet_service(event, None))
