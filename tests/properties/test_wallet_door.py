"""Whatever strangers send to the doors of phones, the answer is no failure and tells nothing of the inside."""

import json
from dataclasses import dataclass
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.certificates import PASS_TYPE
from tests.handlers.events import http_event
from tests.wallet_world import Answered, WalletWorld

WORLD = WalletWorld()

text = st.text(max_size=60) | st.binary(max_size=60).map(lambda data: data.decode("latin-1"))
dates = st.datetimes().map(lambda moment: moment.strftime("%a, %d %b %Y %H:%M:%S +2400")) | text


@dataclass(frozen=True, slots=True)
class Request:
    """One request of a stranger; its parts are put into every path."""

    method: str
    parts: tuple[str, str, str]
    query: str
    body: str | bytes | None
    headers: dict[str, str]
    is_base64: bool

    def sent_to(self, path: str, **headers: str) -> Answered:
        sent = self.headers | headers
        event = http_event(self.method, path, query=self.query, body=self.body, headers=sent)
        return Answered(WORLD.door({**event, "isBase64Encoded": self.is_base64}, None))


requests = st.builds(
    Request,
    method=st.sampled_from(["GET", "POST", "DELETE", "PUT", "HEAD"]),
    parts=st.tuples(text, text | st.just(PASS_TYPE), text | st.just(str(WORLD.card.id))),
    query=text | text.map(lambda tag: f"passesUpdatedSince={tag}"),
    body=st.none() | text | st.binary(max_size=100) | st.sampled_from(['{"pushToken": "t"}', "x" * 300_000, "[" * 100_000]),
    headers=st.dictionaries(st.sampled_from(["authorization", "content-type"]), text)
    | dates.map(lambda date: {"if-modified-since": date}),
    is_base64=st.booleans(),
)


@given(requests)
def test_no_request_of_a_stranger_makes_a_failure_or_shows_a_trace(request: Request) -> None:
    device, pass_type, serial = request.parts
    registration = f"/apple/v1/devices/{device}/registrations/{PASS_TYPE}/{WORLD.card.id}"
    fetch = f"/apple/v1/passes/{PASS_TYPE}/{WORLD.card.id}"
    strange = [
        f"/apple/v1/devices/{device}/registrations/{pass_type}/{serial}", f"/apple/v1/devices/{device}/registrations/{pass_type}",
        f"/apple/v1/passes/{pass_type}/{serial}", f"/c/{serial}/pass.pkpass", "/apple/v1/log", f"/apple/{serial}", fetch,
    ]  # fmt: skip
    answers = [request.sent_to(path) for path in strange]
    answers += [request.sent_to(path, authorization=f"ApplePass {WORLD.token()}") for path in (registration, fetch)]
    for answered in answers:
        assert answered.status < 500
        assert answered.body[:2] == b"PK" or not any(word in answered.body for word in (b"Traceback", b"Error", b".py"))


@given(text, dates)
def test_a_request_with_nothing_around_it_is_answered(path: str, date: str) -> None:
    http = {"method": "GET", "path": path, "sourceIp": "192.0.2.1", "protocol": "HTTP/1.1", "userAgent": ""}
    context = {"http": http, "stage": "$default"}
    event = {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"if-modified-since": date},
        "requestContext": context,
    }
    assert WORLD.door(event, None)["statusCode"] == 404


AUTHORIZED = f"ApplePass {WORLD.token()}"
REGISTRATIONS = f"/apple/v1/devices/phone/registrations/{PASS_TYPE}"
digits = st.text("0123456789", max_size=120) | st.sampled_from(["9" * 5000, "0" * 25, "9" * 35, "-1", "1e9", "٣", "+1", " 1"])
odd_dates = (
    dates
    | st.tuples(text, st.integers(-(10**12), 10**12)).map(lambda parts: f"{parts[0]} {parts[1]}")
    | st.datetimes().map(lambda moment: moment.strftime("%A, %d-%b-%y %H:%M:%S GMT"))
    | st.datetimes().map(lambda moment: moment.strftime("%a %b %d %H:%M:%S %Y"))
    | st.sampled_from(
        ["Sun, 06 Nov 1994 08:49:37 GMT" * 300, "Fri, 31 Dec 9999 23:59:59 -9999", "Mon, 01 Jan 0001 00:00:00 +2359"]
    )
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=300),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.just("pushToken") | text, inner, max_size=3),
    max_leaves=5,
)


def asked(method: str, path: str, body: str | bytes | None = None, query: str = "", **headers: str) -> Answered:
    return Answered(WORLD.door(http_event(method, path, query=query, body=body, headers=headers), None))


@given(text | digits)
def test_any_tag_of_a_phone_that_is_known_brings_all_its_passes_or_none(tag: str) -> None:
    WORLD.register(device="phone")
    answered = asked("GET", REGISTRATIONS, query=f"passesUpdatedSince={quote(tag)}")
    assert answered.status in {200, 204}
    assert answered.status == 204 or answered.json["serialNumbers"] == [WORLD.card.id]


@given(odd_dates)
def test_any_date_of_a_phone_that_may_fetch_brings_the_pass_or_says_that_it_is_the_same(date: str) -> None:
    headers = {"authorization": AUTHORIZED, "if-modified-since": date}
    answered = asked("GET", f"/apple/v1/passes/{PASS_TYPE}/{WORLD.card.id}", **headers)
    assert (answered.status, answered.body[:2]) in {(200, b"PK"), (304, b"")}


@given(text.map(lambda name: quote(name, safe="")), json_values.map(json.dumps) | text | st.binary(max_size=100))
def test_any_body_of_a_phone_that_may_register_registers_or_is_refused(device: str, body: str | bytes) -> None:
    path = f"/apple/v1/devices/{device or '%20'}/registrations/{PASS_TYPE}/{WORLD.card.id}"
    answered = asked("POST", path, body, authorization=AUTHORIZED)
    assert answered.status in {200, 201, 400, 401, 404}


@given(text, st.sampled_from(["ApplePass", "applepass", "Bearer", "ApplePass  ", "Basic", ""]))
def test_no_token_but_the_right_one_opens_anything(token: str, scheme: str) -> None:
    for method, path in (
        ("POST", f"{REGISTRATIONS}/{WORLD.card.id}"), ("DELETE", f"{REGISTRATIONS}/{WORLD.card.id}"),
        ("GET", f"/apple/v1/passes/{PASS_TYPE}/{WORLD.card.id}"),
    ):  # fmt: skip
        assert asked(method, path, '{"pushToken": "t"}', authorization=f"{scheme} {token}").status == 401


@pytest.mark.parametrize("body", [b"x" * 6_000_000, b"[" * 1_000_000, b'{"logs": [' + b'"a",' * 200_000 + b'"a"]}'])
def test_the_largest_body_that_the_gateway_takes_breaks_no_door(body: bytes) -> None:
    for path in ("/apple/v1/log", f"{REGISTRATIONS}/{WORLD.card.id}", "/google/callback"):
        assert asked("POST", path, body, authorization=AUTHORIZED).status < 500
