"""The front door: API Gateway's routes, limits and own answers in front of the handlers."""

from collections.abc import Callable
from typing import Any

from dev.runner.payload import BadAnswerError, Headers, Request, Response, message, to_event, to_response
from dev.runner.plan import CorsPlan
from dev.runner.routes import RouteTable
from dev.runner.runtime_api import TOO_LARGE, Ending, Outcome

MAX_BODY_BYTES = 10 * 1024 * 1024
MAX_HEAD_BYTES = 10_240
INTERNAL_ERROR = (500, "Internal Server Error")


class Gateway:
    """Turns one request into one response; never raises."""

    def __init__(self, routes: RouteTable, cors: CorsPlan | None, invoke: Callable[[str, Any], Outcome]) -> None:
        """`invoke` runs a function by its logical id."""
        self._routes = routes
        self._cors = cors
        self._invoke = invoke

    def answer(self, request: Request) -> Response:
        """What API Gateway would answer."""
        response = self._answer(request)
        if self._cors is not None:
            return Response(response.status, response.headers + self._cors_headers(request), response.body)
        return response

    def _answer(self, request: Request) -> Response:
        if head_bytes(request) > MAX_HEAD_BYTES:
            return message(431, "Request Header Fields Too Large")
        if len(request.body) > MAX_BODY_BYTES:
            return message(413, "Request Entity Too Large")
        if self._cors is not None and request.method == "OPTIONS" and _header(request, "access-control-request-method"):
            return Response(204, [], b"")
        match = self._routes.match(request.method, request.target.partition("?")[0])
        if match is None:
            return message(404, "Not Found")
        return _response(self._invoke(match.route.function, to_event(request, match)))

    def _cors_headers(self, request: Request) -> Headers:
        cors, origin = self._cors, _header(request, "origin")
        if cors is None or origin is None or not {"*", origin} & set(cors.allow_origins):
            return []
        headers = [("access-control-allow-origin", "*" if "*" in cors.allow_origins else origin)]
        if cors.allow_credentials:
            headers.append(("access-control-allow-credentials", "true"))
        lists = {"expose-headers": cors.expose_headers}
        if request.method == "OPTIONS":
            lists |= {"allow-methods": cors.allow_methods, "allow-headers": cors.allow_headers}
            if cors.max_age is not None:
                headers.append(("access-control-max-age", str(cors.max_age)))
        return headers + [(f"access-control-{name}", ",".join(values)) for name, values in lists.items() if values]


def head_bytes(request: Request) -> int:
    """Size of the request line and headers as AWS counts them against its limit."""
    line = len(request.method) + len(request.target) + len(request.protocol) + 4
    return line + sum(len(name) + len(value) + 4 for name, value in request.headers)


def _header(request: Request, wanted: str) -> str | None:
    return next((value for name, value in request.headers if name.lower() == wanted), None)


def _response(outcome: Outcome) -> Response:
    if outcome.ending is Ending.TIMEOUT:
        return message(503, "Service Unavailable")
    if outcome == Outcome(Ending.ERROR, TOO_LARGE):
        return message(413, "Request Too Long")
    if outcome.ending is Ending.ERROR:
        return message(*INTERNAL_ERROR)
    try:
        return to_response(outcome.payload)
    except BadAnswerError:
        return message(*INTERNAL_ERROR)
