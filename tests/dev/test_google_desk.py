"""People at the stand-in for Google Wallet: cards saved and removed, links, pages, and what it calls back."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from time import time
from typing import Any

import pytest

from dev.google.desk import DeskError, GoogleDesk
from dev.google.server import GoogleServer
from dev.google.wallet import Wallet
from tests.dev.google_documents import ACCOUNT, CARD, CLASS, PUBLIC


class Receiver:
    """Takes callbacks and answers 200."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        bodies = self.bodies

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the overridden signature
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/google/callback"
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server() -> Iterator[GoogleServer]:
    with GoogleServer(Wallet(PUBLIC)) as running:
        yield running


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


@pytest.fixture
def desk(server: GoogleServer, receiver: Receiver) -> Iterator[GoogleDesk]:
    server.wallet.issuer.insert("loyaltyClass", {**CLASS, "callbackOptions": {"url": receiver.url}})
    server.wallet.issuer.insert("loyaltyObject", CARD)
    desk = GoogleDesk(server.url)
    yield desk
    desk.callbacks()


def link(**payload: Any) -> str:
    claims = {
        "iss": "svc@example.com", "aud": "google", "typ": "savetowallet", "iat": int(time()),
        "payload": payload or {"loyaltyObjects": [{"id": CARD["id"]}]},
    }  # fmt: skip
    return f"https://pay.google.com/gp/v/save/{ACCOUNT.sign(claims)}"


def test_saving_and_removing_call_back(desk: GoogleDesk, receiver: Receiver) -> None:
    desk.save(link())
    desk.callbacks()
    desk.remove(CARD["id"])
    assert [(one["event"], one["outcome"]) for one in desk.callbacks()] == [("save", "200"), ("del", "200")]
    told = [json.loads(body["signedMessage"]) for body in receiver.bodies]
    assert [(one["eventType"], one["objectId"], one["classId"]) for one in told] == [
        ("save", CARD["id"], CLASS["id"]), ("del", CARD["id"], CLASS["id"]),
    ]  # fmt: skip


def test_callbacks_can_come_twice_or_get_lost(desk: GoogleDesk, receiver: Receiver) -> None:
    desk.spoil_callbacks(copies=2)
    desk.save_object(CARD["id"])
    desk.callbacks()
    desk.spoil_callbacks(lose=1)
    desk.remove(CARD["id"])
    assert [one["outcome"] for one in desk.callbacks()] == ["200", "200", "lost"]
    assert receiver.bodies[0] == receiver.bodies[1]


@pytest.mark.parametrize(
    "offered",
    [
        {"loyaltyObjects": []},
        {"loyaltyObjects": [{"id": "x.y"}]},
        {"loyaltyClasses": []},
        {"loyaltyObjects": [{"id": CARD["id"], "note": "x" * 2000}]},
    ],
)
def test_a_link_that_offers_nothing_or_is_too_long_is_refused(desk: GoogleDesk, offered: dict[str, Any]) -> None:
    with pytest.raises(DeskError):
        desk.save(link(**offered))


def opened(url: str, method: str = "GET") -> tuple[int, str]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, method=method)) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read().decode()


def test_a_person_sees_the_card_and_adds_it(server: GoogleServer, desk: GoogleDesk) -> None:
    url = link().replace("https://pay.google.com", server.url)
    status, page = opened(url)
    assert status == 200
    assert all(text in page for text in ("10 visits", "La Visage", "1 of 10", "Add to Google Wallet"))
    assert desk.state()["saved"] == []
    assert opened(url, "POST")[0] == 200
    assert desk.state()["saved"] == [CARD["id"]]
    assert opened(f"{url}x")[0] == 400


def test_calls_without_a_token_and_unknown_ones_are_refused(server: GoogleServer) -> None:
    for path, method, status in (
        ("/walletobjects/v1/loyaltyObject/x.y", "GET", 401), ("/anything", "GET", 401), ("/__control/nothing", "POST", 404),
    ):  # fmt: skip
        assert opened(f"{server.url}{path}", method)[0] == status


def test_after_a_reset_nothing_is_left(desk: GoogleDesk) -> None:
    desk.reset()
    state = desk.state()
    assert (state["classes"], state["objects"], state["calls"]) == ([], [], {})
    with pytest.raises(DeskError):
        desk.look(CARD["id"])
