"""HTTP API events, payload format 2.0, as API Gateway sends them."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode


def http_event(
    method: str,
    path: str,
    *,
    query: Sequence[tuple[str, str]] | str = "",
    body: str | bytes | None = None,
    form: Mapping[str, str] | Sequence[tuple[str, str]] | None = None,
    cookies: Sequence[str] = (),
    headers: Mapping[str, str] | None = None,
    path_parameters: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """One request; `form` is posted as a browser does."""
    raw_query = query if isinstance(query, str) else urlencode(query)
    sent = {"host": "comeback.example", **(headers or {})}
    if form is not None:
        sent["content-type"] = "application/x-www-form-urlencoded"
        body = urlencode(form)
    event: dict[str, Any] = {
        "version": "2.0", "routeKey": f"{method} {path}", "rawPath": quote(path), "rawQueryString": raw_query, "headers": sent,
        "requestContext": _context(method, path), "isBase64Encoded": isinstance(body, bytes),
    }  # fmt: skip
    if raw_query:
        event["queryStringParameters"] = _joined(raw_query)
    if cookies:
        event["cookies"] = list(cookies)
    if path_parameters:
        event["pathParameters"] = dict(path_parameters)
    if body is not None:
        event["body"] = b64encode(body).decode() if isinstance(body, bytes) else body
    return event


def _context(method: str, path: str) -> dict[str, Any]:
    return {
        "accountId": "000000000000",
        "apiId": "local",
        "domainName": "comeback.example",
        "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "test"},
        "requestId": "request",
        "routeKey": f"{method} {path}",
        "stage": "$default",
        "time": "21/Sep/2026:10:00:00 +0000",
        "timeEpoch": 1_790_000_000_000,
    }


def _joined(raw_query: str) -> dict[str, str]:
    """API Gateway joins the values of a name with commas."""
    values: dict[str, list[str]] = {}
    for name, value in parse_qsl(raw_query, keep_blank_values=True):
        values.setdefault(name, []).append(value)
    return {name: ",".join(several) for name, several in values.items()}


def cookies_of(answer: Mapping[str, Any]) -> dict[str, str]:
    """What a browser would keep of an answer's cookies, ready to be sent again."""
    kept = (cookie.partition(";")[0] for cookie in answer.get("cookies", []))
    return dict(pair.split("=", 1) for pair in kept)
