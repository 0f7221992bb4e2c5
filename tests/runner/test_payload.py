import base64

import pytest

from dev.runner.payload import BadAnswerError, Request, Response, to_event, to_response
from dev.runner.plan import RoutePlan
from dev.runner.routes import Match

MATCH = Match(RoutePlan("POST", "/c/{token}", "F"), {"token": "a b"})


def _event(target: str = "/c/a%20b?x=1&x=2&y", body: bytes = b"", *headers: tuple[str, str]) -> dict[str, object]:
    request = Request("POST", target, [("Host", "localhost:8787"), *headers], body)
    return to_event(request, MATCH, request_id="r", now=0.0)


def test_the_path_is_decoded_and_the_query_stays_as_it_came() -> None:
    event = _event()

    assert (event["version"], event["routeKey"]) == ("2.0", "POST /c/{token}")
    assert (event["rawPath"], event["rawQueryString"]) == ("/c/a b", "x=1&x=2&y")
    assert event["queryStringParameters"] == {"x": "1,2", "y": ""}
    assert event["pathParameters"] == {"token": "a b"}


def test_names_of_headers_are_lower_case_and_repeated_ones_joined() -> None:
    event = _event("/c/x", b"", ("X-One", "a"), ("x-one", "b"))

    assert event["headers"] == {"host": "localhost:8787", "x-one": "a,b"}


def test_cookies_stand_apart() -> None:
    event = _event("/c/x", b"", ("Cookie", "a=1; b=2"), ("Cookie", "c=3"))

    assert event["cookies"] == ["a=1", "b=2", "c=3"]
    assert event["headers"] == {"host": "localhost:8787"}


def test_what_is_empty_is_left_out() -> None:
    assert not {"cookies", "queryStringParameters", "body"} & _event("/c/x").keys()


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "text/plain", "application/problem+json"])
def test_text_comes_as_text(kind: str) -> None:
    event = _event("/c/x", '{"a": "ü"}'.encode(), ("Content-Type", kind))

    assert (event["body"], event["isBase64Encoded"]) == ('{"a": "ü"}', False)


@pytest.mark.parametrize(("kind", "body"), [
    ("application/x-www-form-urlencoded", b"a=1"), ("application/octet-stream", b"\xff"), ("application/json", b"\xff"),
])  # fmt: skip
def test_everything_else_comes_as_base64(kind: str, body: bytes) -> None:
    event = _event("/c/x", body, ("Content-Type", kind))

    assert (event["body"], event["isBase64Encoded"]) == (base64.b64encode(body).decode(), True)


def test_an_answer_becomes_a_response_with_every_cookie() -> None:
    answer = {"statusCode": "201", "headers": {"X-A": 1, "Connection": "close"}, "cookies": ["a=1", "b=2"], "body": "hi"}

    response = to_response(answer)

    assert (response.status, response.body) == (201, b"hi")
    assert response.headers == [
        ("x-a", "1"), ("set-cookie", "a=1"), ("set-cookie", "b=2"), ("content-type", "text/plain;charset=UTF-8"),
    ]  # fmt: skip


def test_an_answer_without_a_status_is_the_body() -> None:
    assert to_response({"a": 1}) == Response(200, [("content-type", "application/json")], b'{"a":1}')


def test_a_binary_body_is_decoded() -> None:
    assert to_response({"statusCode": 200, "isBase64Encoded": True, "body": "AP8="}).body == b"\x00\xff"


@pytest.mark.parametrize("answer", [
    {"statusCode": True}, {"statusCode": "ok"}, {"statusCode": 999}, {"statusCode": 200, "body": {"a": 1}},
    {"statusCode": 200, "headers": ["a"]}, {"statusCode": 200, "headers": {"a": "b\r\nc: d"}},
    {"statusCode": 200, "cookies": "a"}, {"statusCode": 200, "isBase64Encoded": True, "body": "?"},
])  # fmt: skip
def test_an_answer_that_api_gateway_refuses_is_refused(answer: object) -> None:
    with pytest.raises(BadAnswerError):
        to_response(answer)
