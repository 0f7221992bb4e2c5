"""How often Altegio is asked (data-model.md §2): the stand-in's own answers and events, through our transport and door."""

import json
from collections.abc import Coroutine
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from comeback.adapters.crm.api import AltegioCrm
from comeback.adapters.crm.transport import AltegioTransport
from comeback.domain.connection import HookSecret
from comeback.domain.ids import LocationId
from comeback.ports.crm import Lane
from comeback.usecases.receive_event import Received, ReceiveEvent, digest_of
from dev.altegio.acts.stage import Stage
from dev.altegio.acts.table import play
from dev.altegio.http import Request
from dev.altegio.options import Options
from dev.altegio.post import Poster
from dev.altegio.router import Router
from dev.altegio.seed import fresh_world
from dev.altegio.shapes.context import Context
from dev.altegio.webhooks import Manners, Outbox
from dev.altegio.wobble import Wobble
from dev.altegio.world import Index
from tests.builders import LA_VISAGE
from tests.engine_world import JANE_PHONE, EngineWorld, handler_of

SECRET = "secret"
HOOK = f"https://comeback.example/altegio/hooks/4564/{SECRET}"


class Budget:
    """As many calls as anybody likes."""

    def reserve(self, calls: int, lane: Lane, location: LocationId) -> float:
        return 0.0

    def close(self, seconds: float) -> None: ...


class Salon:
    """The stand-in's desk and events on one side, the engine on the other, and the calls between them."""

    def __init__(self, wobble: int | None = None) -> None:
        options = Options(per_second=0, per_minute=0, wobble_seed=wobble)
        world = fresh_world()
        index = Index(world)
        outbox = Outbox(Poster(), Manners(hold=True), seed=1)
        self.stage = Stage(world, index, Context(world, index, Wobble(wobble)), outbox, options.partner_token, 2391)
        self.router = Router(self.stage, options)
        self.calls: list[str] = []
        http = httpx.Client(transport=httpx.MockTransport(self._answer))
        transport = AltegioTransport(
            http=http, api_url="https://altegio.test/api/v1", app_url="https://altegio.test",
            partner_token=options.partner_token, user_token=options.user_token, budget=Budget(),
        )  # fmt: skip
        self.transport = transport
        self.engine = EngineWorld()
        held = self.engine.store.connections[LA_VISAGE]
        self.engine.store.connections[LA_VISAGE] = replace(held, hook_secrets=(HookSecret(digest_of(SECRET)),))
        ports = replace(self.engine.ports, crm=AltegioCrm(transport, self), clock=self)
        self.handle = handler_of(ports)
        self.door = ReceiveEvent(self.engine.directory, self.engine.queue, self)
        self._install()

    def _install(self) -> None:
        play(self.stage, "press_connect", {"locations": [LA_VISAGE]})
        body = {"salon_id": LA_VISAGE, "application_id": 2391, "webhook_urls": [HOOK]}
        self.transport.app("POST", "/marketplace/partner/callback", json=body)
        self.calls.clear()

    def now(self) -> datetime:
        return datetime.now(UTC)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.calls.append(request.url.path.removeprefix("/api/v1/").split("/", 1)[0])
        query = [(name, value) for name, value in request.url.params.multi_items()]
        headers = {name.lower(): value for name, value in request.headers.items()}
        asked = Request(request.method, request.url.path, dict(query), query, headers, request.content, "client")
        answer = _finished(self.router.respond(asked))
        return httpx.Response(answer.status, json=answer.body)

    def do(self, act: str, **arguments: Any) -> list[str]:
        """An act at the desk, all its events at once, as Altegio sends them. Answers with the calls that they cost."""
        play(self.stage, act, arguments)
        events, self.stage.outbox.held = self.stage.outbox.held, []
        for event in events:
            assert self.door(str(LA_VISAGE), SECRET, json.dumps(event.body).encode()) is Received.QUEUED
        cost: list[str] = []
        while self.engine.queue.sent:
            self.calls.clear()
            self.handle(self.engine.queue.sent.pop(0))
            assert len(self.calls) <= 3
            cost += self.calls
        return cost

    @property
    def stamps(self) -> int:
        return self.engine.balance(JANE_PHONE)


def _finished(answering: Coroutine[Any, Any, Any]) -> Any:
    """The stand-in answers at once: nothing is waited for."""
    with pytest.raises(StopIteration) as finished:
        answering.send(None)
    return finished.value.value


@pytest.mark.parametrize("wobble", [None, 1, 2, 3])
def test_a_paid_visit_costs_six_calls_over_all_its_events(wobble: int | None) -> None:
    salon = Salon(wobble)
    calls = salon.do("book", client="Jane", services=["Haircut"], at="now")
    calls += salon.do("set_attendance", booking="last", state="arrived")
    calls += salon.do("pay", booking="last")
    assert salon.stamps == 1
    assert len(calls) <= 6, calls


def test_the_next_visit_of_a_known_client_costs_five() -> None:
    salon = Salon()
    salon.do("book", client="Jane", services=["Haircut"], at="now")
    salon.do("cancel", booking="last")
    calls = salon.do("book", client="Jane", services=["Haircut"], at="now")
    calls += salon.do("set_attendance", booking="last", state="arrived")
    calls += salon.do("pay", booking="last")
    assert salon.stamps == 1
    assert len(calls) <= 5, calls


def test_events_that_come_again_after_the_evaluation_read_the_visit_once_more() -> None:
    salon = Salon()
    salon.do("book", client="Jane", services=["Haircut"], at="now")
    salon.do("set_attendance", booking="last", state="arrived")
    assert salon.do("pay", booking="last").count("visit") == 1


@pytest.mark.parametrize("wobble", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("method", ["card", "cash", "account", "gift_card"])
def test_however_altegio_wobbles_a_paid_visit_is_a_stamp_and_a_deleted_payment_takes_it_back(wobble: int, method: str) -> None:
    salon = Salon(wobble)
    salon.do("book", client="Jane", services=["Haircut", "Beard trim"], at="now")
    salon.do("set_attendance", booking="last", state="arrived")
    salon.do("pay", booking="last", method=method)
    assert salon.stamps == 1
    salon.do("delete_payment", booking="last")
    card = salon.engine.card(JANE_PHONE)
    assert card is not None
    assert (card.balance, card.held) == (1, 1)


@pytest.mark.parametrize("method", ["bonus", "session"])
def test_points_and_sessions_pay_nothing(method: str) -> None:
    salon = Salon()
    salon.do("book", client="Jane", services=["Haircut"], at="now")
    salon.do("set_attendance", booking="last", state="arrived")
    salon.do("pay", booking="last", method=method)
    assert salon.stamps == 0
