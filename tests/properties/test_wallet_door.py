"""Whatever strangers send to the doors of phones, the answer is no failure and tells nothing of the inside."""

from dataclasses import dataclass

from hypothesis import given, settings
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


@settings(max_examples=150)
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
