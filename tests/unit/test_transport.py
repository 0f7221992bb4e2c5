"""How Altegio is talked to, through a transport that answers from a script."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from comeback.adapters.crm.transport import AltegioTransport, http_client
from comeback.domain.ids import LocationId
from comeback.ports.crm import CrmError, CrmGoneError, CrmRefusedError, CrmUnavailableError, Lane

PLACE = LocationId(4564)
Step = httpx.Response | Exception


@dataclass
class FakeBudget:
    """Grants at once and remembers."""

    wait: float = 0
    reserved: list[tuple[int, Lane, int]] = field(default_factory=list)
    closed: list[float] = field(default_factory=list)

    def reserve(self, calls: int, lane: Lane, location: LocationId) -> float:
        self.reserved.append((calls, lane, location))
        return self.wait

    def close(self, seconds: float) -> None:
        self.closed.append(seconds)


class Script:
    """Answers request after request; keeps what was asked and slept."""

    def __init__(self, *steps: Step) -> None:
        self.steps: Iterable[Step] = iter(steps)
        self.requests: list[httpx.Request] = []
        self.slept: list[float] = []
        self.now = 0.0
        self.budget = FakeBudget()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        step = next(iter(self.steps))
        if isinstance(step, Exception):
            raise step
        return step

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def transport(self) -> AltegioTransport:
        return AltegioTransport(
            http=http_client(transport=httpx.MockTransport(self)),
            api_url="https://api.example/api/v1",
            app_url="https://app.example",
            partner_token="partner",
            user_token="user",
            budget=self.budget,
            sleep=self.sleep,
            monotonic=lambda: self.now,
            jitter=lambda low, high: high,
        )


def fine(data: Any = None) -> httpx.Response:
    return httpx.Response(200, json={"success": True, "data": data, "meta": []})


def get(script: Script, lane: Lane | None = Lane.LIVE) -> Any:
    return script.transport().api("GET", "/company/4564", lane=lane, location=PLACE)


def test_a_rest_call_carries_both_tokens_and_the_media_type() -> None:
    script = Script(fine({"id": 1}))
    assert get(script) == {"id": 1}
    request = script.requests[0]
    assert str(request.url) == "https://api.example/api/v1/company/4564"
    assert request.headers["Authorization"] == "Bearer partner, User user"
    assert request.headers["Accept"] == "application/vnd.api.v2+json"
    assert script.budget.reserved == [(1, Lane.LIVE, PLACE)]


def test_a_marketplace_call_carries_the_partner_token_only_and_shares_the_budget() -> None:
    script = Script(httpx.Response(201, json={"success": True}))
    assert script.transport().app("POST", "/marketplace/partner/callback", json={"salon_id": 1}) is None
    assert script.requests[0].headers["Authorization"] == "Bearer partner"
    assert script.requests[0].read() == b'{"salon_id":1}'
    assert script.budget.reserved == [(1, Lane.REST, 0)]


def test_bare_answers_and_empty_ones_are_taken_as_they_are() -> None:
    assert get(Script(httpx.Response(200, json=[1, 2]))) == [1, 2]
    assert get(Script(httpx.Response(200, json={"id": 1}))) == {"id": 1}
    assert get(Script(httpx.Response(204))) is None


def test_meta_comes_along_when_it_is_an_object() -> None:
    with_meta = httpx.Response(200, json={"success": True, "data": [], "meta": {"total_count": 3}})
    answer = Script(with_meta).transport().api_answer("GET", "/records/4564", lane=Lane.LIVE, location=PLACE)
    assert answer.meta == {"total_count": 3}


def test_the_wait_that_the_budget_asks_for_is_kept() -> None:
    script = Script(fine())
    script.budget.wait = 0.4
    get(script)
    assert script.slept == [0.4]


def test_a_reserved_call_takes_nothing_more_from_the_budget() -> None:
    script = Script(fine())
    transport = script.transport()
    transport.reserve(1, Lane.SWEEP, PLACE)
    transport.api("GET", "/company/4564", lane=None, location=PLACE)
    assert script.budget.reserved == [(1, Lane.SWEEP, PLACE)]


@pytest.mark.parametrize("broken", [httpx.Response(502), httpx.ConnectError("x"), httpx.ReadTimeout("x"), httpx.Response(500)])
def test_a_safe_call_is_tried_three_times_with_growing_pauses(broken: Step) -> None:
    script = Script(broken, broken, fine(5))
    assert get(script) == 5
    assert script.slept == [0.5, 1.0]
    assert len(script.budget.reserved) == 3


def test_the_third_failure_is_told() -> None:
    script = Script(*[httpx.Response(503)] * 3)
    with pytest.raises(CrmUnavailableError):
        get(script)
    assert len(script.requests) == 3


def test_a_call_that_writes_is_never_repeated() -> None:
    script = Script(httpx.Response(502))
    with pytest.raises(CrmUnavailableError):
        script.transport().app("POST", "/x")
    assert len(script.requests) == 1


def test_the_servers_own_pause_comes_first_and_a_long_one_is_handed_on() -> None:
    script = Script(httpx.Response(503, headers={"Retry-After": "2"}), fine(1))
    assert get(script) == 1
    assert script.slept == [2.0]
    with pytest.raises(CrmUnavailableError) as caught:
        get(Script(httpx.Response(503, headers={"Retry-After": "60"})))
    assert caught.value.retry_after == 60


def test_retrying_ends_with_the_deadline() -> None:
    script = Script(*[httpx.Response(503)] * 3)
    slow: Callable[[httpx.Request], httpx.Response] = script.__call__

    def answer(request: httpx.Request) -> httpx.Response:
        script.now += 9.8
        return slow(request)

    transport = AltegioTransport(
        http=http_client(transport=httpx.MockTransport(answer)), api_url="https://a", app_url="https://b", budget=script.budget,
        partner_token="p", user_token="u", sleep=script.sleep, monotonic=lambda: script.now, jitter=lambda low, high: high,
    )  # fmt: skip
    with pytest.raises(CrmUnavailableError):
        transport.api("GET", "/x", lane=Lane.LIVE, location=PLACE)
    assert len(script.requests) == 1


@pytest.mark.parametrize(("header", "seconds"), [("7", 7.0), ("", 10.0), ("Wed, 21 Oct 2026 07:28:00 GMT", 10.0)])
def test_429_closes_the_budget_for_everybody_and_is_not_repeated(header: str, seconds: float) -> None:
    script = Script(httpx.Response(429, headers={"Retry-After": header}))
    with pytest.raises(CrmUnavailableError) as caught:
        get(script)
    assert script.budget.closed == [seconds]
    assert caught.value.retry_after == seconds
    assert len(script.requests) == 1


@pytest.mark.parametrize(
    ("status", "error"),
    [(401, CrmRefusedError), (402, CrmRefusedError), (403, CrmRefusedError), (404, CrmGoneError), (302, CrmUnavailableError)],
)
def test_statuses_become_the_ports_errors(status: int, error: type[CrmError]) -> None:
    with pytest.raises(error):
        get(Script(*[httpx.Response(status)] * 3))


def test_a_rejected_request_is_neither_refused_nor_retried() -> None:
    script = Script(httpx.Response(422, json={"success": False, "data": None, "meta": {}}))
    with pytest.raises(CrmError) as caught:
        get(script)
    assert type(caught.value) is CrmError
    assert len(script.requests) == 1


@pytest.mark.parametrize("body", [b"<html>", b"{", b"\xff\xfe", b"[" * 100_000])
def test_an_answer_that_is_no_json_counts_as_out_of_reach(body: bytes) -> None:
    with pytest.raises(CrmUnavailableError):
        get(Script(*[httpx.Response(200, content=body)] * 3))


def test_an_answer_that_drips_or_never_ends_is_cut_off() -> None:
    script = Script()

    class Dripping(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            while True:
                script.now += 6
                yield b" "

    transport = script.transport()
    script.steps = iter([httpx.Response(200, stream=Dripping())])
    with pytest.raises(CrmUnavailableError, match="ReadTimeout"):
        transport.app("POST", "/x")


def test_an_unsuccessful_envelope_counts_as_out_of_reach() -> None:
    with pytest.raises(CrmUnavailableError):
        get(Script(*[httpx.Response(200, json={"success": False, "data": None})] * 3))


def test_errors_name_method_path_and_status_and_nothing_else() -> None:
    secret = "+13155550175"
    body = {"success": False, "data": secret, "meta": {"message": secret}}
    for status in (401, 404, 422, 429, 500):
        script = Script(*[httpx.Response(status, json=body)] * 3)
        with pytest.raises(CrmError) as caught:
            script.transport().api("GET", "/clients/4564", params={"phone": secret}, lane=Lane.LIVE, location=PLACE)
        assert str(caught.value) == f"GET /api/v1/clients/4564 answered {status}"
        assert caught.value.__cause__ is None


def test_an_unknown_authority_file_is_an_error_at_once() -> None:
    with pytest.raises(OSError, match="No such file"):
        http_client("/nowhere/ca.pem")
