"""What is known of the end of a write by Altegio's API alone: done, surely not done, or unknown."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from comeback.adapters.crm.transport import AltegioTransport
from comeback.adapters.crm.writes import AltegioWrites
from comeback.ports.crm import CrmError, CrmUnavailableError, Lane
from comeback.ports.crm_writes import CrmUncertainError
from tests.contract.reception import PERMIT, PHONE, TYPE
from tests.unit.test_crm_api import Unlimited


class Answering:
    """A budget that is used up, or an API that answers as it is told."""

    def __init__(self, answer: Callable[[httpx.Request], httpx.Response]) -> None:
        self.seen: list[httpx.Request] = []
        self._answer = answer

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        return self._answer(request)

    def writes(self, budget: Any = None) -> AltegioWrites:
        return AltegioWrites(AltegioTransport(
            http=httpx.Client(transport=httpx.MockTransport(self)), api_url="https://altegio.test/api/v1",
            app_url="https://altegio.test", partner_token="p", user_token="u", budget=budget or Unlimited(),
        ))  # fmt: skip


def _breaking(problem: type[httpx.TransportError]) -> Callable[[httpx.Request], httpx.Response]:
    def answer(request: httpx.Request) -> httpx.Response:
        raise problem("broken", request=request)

    return answer


@pytest.mark.parametrize(
    "answer",
    [lambda _: httpx.Response(429), _breaking(httpx.ConnectError), _breaking(httpx.ConnectTimeout), _breaking(httpx.PoolTimeout)],
)
def test_what_never_went_out_or_was_turned_away_at_the_door_was_surely_not_done(answer: Any) -> None:
    with pytest.raises(CrmUnavailableError) as caught:
        Answering(answer).writes().issue_card(PERMIT, PHONE, TYPE, "1", Lane.SWEEP)
    assert not isinstance(caught.value, CrmUncertainError)


@pytest.mark.parametrize(
    "answer",
    [
        lambda _: httpx.Response(500), lambda _: httpx.Response(503, headers={"Retry-After": "7"}),
        lambda _: httpx.Response(200, text="<html>"), lambda _: httpx.Response(200, json={"success": False}),
        _breaking(httpx.ReadTimeout), _breaking(httpx.RemoteProtocolError), _breaking(httpx.WriteError),
    ],
)  # fmt: skip
def test_what_went_out_and_was_not_answered_clearly_is_tried_once_and_has_an_unknown_end(answer: Any) -> None:
    altegio = Answering(answer)
    with pytest.raises(CrmUncertainError):
        altegio.writes().issue_card(PERMIT, PHONE, TYPE, "1", Lane.SWEEP)
    assert len(altegio.seen) == 1


def test_what_altegio_finds_wrong_was_not_done() -> None:
    with pytest.raises(CrmError) as caught:
        Answering(lambda _: httpx.Response(422)).writes().issue_card(PERMIT, PHONE, TYPE, "1", Lane.SWEEP)
    assert not isinstance(caught.value, CrmUnavailableError)


def test_a_write_takes_its_call_from_the_budget_in_its_lane_before_it_is_sent() -> None:
    asked: list[tuple[int, Lane]] = []

    class Empty:
        def reserve(self, calls: int, lane: Lane, location: int) -> float:
            asked.append((calls, lane))
            raise CrmUnavailableError("used up")

        def close(self, seconds: float) -> None:
            raise AssertionError("nobody was asked")

    altegio = Answering(lambda _: httpx.Response(201, json={}))
    with pytest.raises(CrmUnavailableError) as caught:
        altegio.writes(Empty()).issue_card(PERMIT, PHONE, TYPE, "1", Lane.SWEEP)
    assert not isinstance(caught.value, CrmUncertainError)
    assert (asked, altegio.seen) == ([(1, Lane.SWEEP)], [])
