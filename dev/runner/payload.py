"""HTTP request → event and handler's answer → HTTP response, payload format 2.0 as API Gateway's HTTP APIs do it.

Source: "Working with AWS Lambda proxy integrations for HTTP APIs", and captures of live events for what it leaves open:
`rawPath` is decoded and ends at a decoded question mark, `rawQueryString` stays encoded, form bodies arrive as base64.
"""

import base64
import json
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, unquote

from dev.runner.routes import Match

Headers = list[tuple[str, str]]
_TEXT_TYPES = {"application/json", "application/javascript", "application/xml"}
_TEXT_SUFFIXES = ("+json", "+xml")
# Parts of an event that are left out when there is nothing to say.
_OPTIONAL = {"cookies", "queryStringParameters", "pathParameters", "body"}
# API Gateway sets these itself.
_DROPPED = {"connection", "content-length", "keep-alive", "transfer-encoding", "upgrade", "server", "date"}


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request; `target` is the request line's path and query as they came."""

    method: str
    target: str
    headers: Headers
    body: bytes
    source_ip: str = "127.0.0.1"
    protocol: str = "HTTP/1.1"


@dataclass(frozen=True, slots=True)
class Response:
    """What goes back on the wire; `Set-Cookie` may stand in `headers` several times."""

    status: int
    headers: Headers
    body: bytes


class BadAnswerError(ValueError):
    """The handler's answer is not one that API Gateway can turn into a response."""


def message(status: int, text: str) -> Response:
    """API Gateway's own answers."""
    return Response(status, [("content-type", "application/json")], json.dumps({"message": text}, separators=(",", ":")).encode())


def to_event(request: Request, match: Match, *, request_id: str | None = None, now: float | None = None) -> dict[str, Any]:
    """The event that the handler gets."""
    path, _, query = request.target.partition("?")
    raw_path = unquote(path).partition("?")[0]
    headers = _joined((name, value) for name, value in request.headers if name.lower() != "cookie")
    body, encoded = _body(request.body, headers.get("content-type", ""))
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": match.route.key,
        "rawPath": raw_path,
        "rawQueryString": query,
        "cookies": _cookies(request.headers),
        "headers": headers,
        "queryStringParameters": _joined(parse_qsl(query, keep_blank_values=True), lower=False),
        "requestContext": {
            **_context(headers.get("host", "127.0.0.1").partition(":")[0], time.time() if now is None else now),
            "http": {
                "method": request.method,
                "path": raw_path,
                "protocol": request.protocol,
                "sourceIp": request.source_ip,
                "userAgent": headers.get("user-agent", ""),
            },
            "requestId": request_id or str(uuid.uuid4()),
            "routeKey": match.route.key,
        },
        "pathParameters": match.parameters,
        "body": body,
        "isBase64Encoded": encoded,
    }
    return {name: value for name, value in event.items() if value or name not in _OPTIONAL}


def _context(domain: str, moment: float) -> dict[str, Any]:
    return {
        "accountId": "000000000000",
        "apiId": "local",
        "domainName": domain,
        "domainPrefix": domain.partition(".")[0],
        "stage": "$default",
        "time": datetime.fromtimestamp(moment, UTC).strftime("%d/%b/%Y:%H:%M:%S +0000"),
        "timeEpoch": int(moment * 1000),
    }


def _joined(pairs: Iterable[tuple[str, str]], *, lower: bool = True) -> dict[str, str]:
    values: dict[str, str] = {}
    for name, value in pairs:
        key = name.lower() if lower else name
        values[key] = f"{values[key]},{value}" if key in values else value
    return values


def _cookies(headers: Headers) -> list[str]:
    values = [value for name, value in headers if name.lower() == "cookie"]
    return [cookie.strip() for value in values for cookie in value.split(";") if cookie.strip()]


def _body(body: bytes, content_type: str) -> tuple[str | None, bool]:
    if not body:
        return None, False
    kind = content_type.partition(";")[0].strip().lower()
    if kind.startswith("text/") or kind in _TEXT_TYPES or kind.endswith(_TEXT_SUFFIXES):
        try:
            return body.decode(), False
        except UnicodeDecodeError:
            pass
    return base64.b64encode(body).decode(), True


def to_response(answer: Any) -> Response:
    """The response for a handler's JSON. Raises BadAnswerError, which API Gateway answers with 500."""
    if not isinstance(answer, dict) or "statusCode" not in answer:
        # Without a status the whole answer is the body.
        text = answer if isinstance(answer, str) else json.dumps(answer, separators=(",", ":"))
        return Response(200, [("content-type", "application/json")], text.encode())
    status = _status(answer["statusCode"])
    headers = _response_headers(answer)
    if not any(name == "content-type" for name, _ in headers):
        headers.append(("content-type", "text/plain;charset=UTF-8"))
    return Response(status, headers, _response_body(answer))


def _status(value: Any) -> int:
    text = str(value)
    if isinstance(value, bool) or not text.isdigit() or not 100 <= int(text) <= 599:
        raise BadAnswerError("statusCode")
    return int(text)


def _response_headers(answer: dict[str, Any]) -> Headers:
    given, cookies = answer.get("headers") or {}, answer.get("cookies") or []
    if not isinstance(given, dict) or not isinstance(cookies, list):
        raise BadAnswerError("headers or cookies")
    headers = []
    for name, value in given.items():
        if not isinstance(value, str | int | float) or "\n" in str(value) or "\r" in str(value):
            raise BadAnswerError("header value")
        text = str(value).lower() if isinstance(value, bool) else str(value)
        if name.lower() not in _DROPPED:
            headers.append((name.lower(), text))
    return headers + [("set-cookie", str(cookie)) for cookie in cookies]


def _response_body(answer: dict[str, Any]) -> bytes:
    body = answer.get("body")
    if body is None:
        return b""
    if not isinstance(body, str):
        raise BadAnswerError("body")
    if not answer.get("isBase64Encoded"):
        return body.encode()
    try:
        return base64.b64decode(body, validate=True)
    except ValueError as error:
        raise BadAnswerError("body is not base64") from error
