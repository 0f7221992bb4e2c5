from typing import Any

import pytest

from dev.runner.gateway import MAX_BODY_BYTES, Gateway
from dev.runner.payload import Request, Response
from dev.runner.plan import CorsPlan, RoutePlan
from dev.runner.routes import RouteTable
from dev.runner.runtime_api import TOO_LARGE, Ending, Outcome

ROUTES = RouteTable([
    RoutePlan("GET", "/c/{token}", "Card"), RoutePlan("GET", "/c/new", "New"), RoutePlan("ANY", "/files/{rest+}", "Files"),
    RoutePlan("POST", "/c/{token}", "Card"),
])  # fmt: skip


def _gateway(outcome: Outcome, cors: CorsPlan | None = None) -> Gateway:
    return Gateway(ROUTES, cors, lambda _function, _event: outcome)


def _said(method: str, target: str) -> Any:
    """The function that a request reaches, and its path variables."""
    reached: list[Any] = []

    def invoke(function: str, event: Any) -> Outcome:
        reached.append((function, event.get("pathParameters", {})))
        return Outcome(Ending.OK, {"statusCode": 204})

    status = Gateway(ROUTES, None, invoke).answer(Request(method, target, [], b"")).status
    return reached[0] if reached else status


def test_the_most_specific_route_answers() -> None:
    assert _said("GET", "/c/new") == ("New", {})
    assert _said("GET", "/c/a%2Fb?x") == ("Card", {"token": "a/b"})
    assert _said("PUT", "/files/a/b") == ("Files", {"rest": "a/b"})


@pytest.mark.parametrize(
    ("method", "target"), [("DELETE", "/c/x"), ("GET", "/c/"), ("GET", "/c/x/y"), ("GET", "/files/"), ("GET", "/")]
)
def test_what_has_no_route_is_a_404(method: str, target: str) -> None:
    assert _said(method, target) == 404


@pytest.mark.parametrize(("outcome", "status", "body"), [
    (Outcome(Ending.ERROR, "KeyError"), 500, b'{"message":"Internal Server Error"}'),
    (Outcome(Ending.ERROR, TOO_LARGE), 413, b'{"message":"Request Too Long"}'),
    (Outcome(Ending.OK, {"statusCode": "nonsense"}), 500, b'{"message":"Internal Server Error"}'),
    (Outcome(Ending.TIMEOUT), 503, b'{"message":"Service Unavailable"}'),
    (Outcome(Ending.OK, {"statusCode": 200, "body": "fine"}), 200, b"fine"),
])  # fmt: skip
def test_the_end_of_a_handler_decides_the_status(outcome: Outcome, status: int, body: bytes) -> None:
    response = _gateway(outcome).answer(Request("GET", "/c/x", [], b""))

    assert (response.status, response.body) == (status, body)


def test_what_is_too_large_does_not_reach_the_handler() -> None:
    gateway = _gateway(Outcome(Ending.ERROR))

    assert gateway.answer(Request("POST", "/c/x", [], b"x" * (MAX_BODY_BYTES + 1))).status == 413
    assert gateway.answer(Request("GET", "/c/x", [("Cookie", "x" * 10_240)], b"")).status == 431


def _preflight(cors: CorsPlan) -> Response:
    headers = [("Origin", "https://a.example"), ("Access-Control-Request-Method", "GET")]
    return _gateway(Outcome(Ending.ERROR), cors).answer(Request("OPTIONS", "/c/x", headers, b""))


def test_other_origins_hear_what_the_template_allows() -> None:
    allowed = _preflight(CorsPlan(allow_origins=("https://a.example",), allow_methods=("GET", "POST"), max_age=60))

    assert (allowed.status, dict(allowed.headers)) == (204, {
        "access-control-allow-origin": "https://a.example", "access-control-allow-methods": "GET,POST",
        "access-control-max-age": "60",
    })  # fmt: skip
    assert _preflight(CorsPlan(allow_origins=("https://b.example",))).headers == []
