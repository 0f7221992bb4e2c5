"""Google's doors: event in, response out."""

import json
from base64 import b64decode
from typing import Any

import pytest
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from comeback.domain.design import Design, artwork_version
from comeback.domain.google_passes import GoogleState
from comeback.ports.artwork import Artwork
from comeback.ports.google_wallet import GoogleRefusedError, GoogleUnavailableError
from comeback.usecases.show_picture import ShowPicture
from comeback.web.google import GoogleCalls, GoogleDoors
from tests.google_world import OBJECT, GoogleWorld
from tests.handlers.events import http_event
from tests.memory.artwork import MemoryArtworkStore

VERSION = artwork_version(Design(), 10)


class Doors:
    """The doors of a world, as an HTTP API calls them."""

    def __init__(self) -> None:
        self.world = GoogleWorld()
        store = MemoryArtworkStore()
        store.put(Artwork(VERSION, {}, (), b"\x89PNG", pages=(b"RIFF",)))
        self._app: Any = APIGatewayHttpResolver()
        calls = GoogleCalls(lambda: self.world.offer, lambda: self.world.receive, ShowPicture(store))
        GoogleDoors(self._app, calls)

    def __call__(self, method: str, path: str, body: str | bytes | None = None) -> dict[str, Any]:
        answer: dict[str, Any] = self._app.resolve(http_event(method, path, body=body), None)
        return answer

    def called_back(self, envelope: dict[str, Any]) -> int:
        status: int = self("POST", "/google/callback", json.dumps(envelope))["statusCode"]
        return status


@pytest.fixture
def doors() -> Doors:
    return Doors()


def test_the_card_pages_link_leads_to_google(doors: Doors) -> None:
    answer = doors("GET", f"/c/{doors.world.token()}/google")
    assert answer["statusCode"] == 303
    assert answer["headers"]["Location"] == f"https://pay.google.com/gp/v/save/{OBJECT}"
    assert answer["headers"]["Referrer-Policy"] == "no-referrer"
    assert answer["headers"]["Cache-Control"] == "no-store"


def test_a_wrong_link_is_404_without_a_word(doors: Doors) -> None:
    answer = doors("GET", f"/c/{doors.world.card.id}.k1.wrong/google")
    assert (answer["statusCode"], answer["body"]) == (404, "")


@pytest.mark.parametrize(("problem", "retry_after"), [(GoogleUnavailableError("503", 7), "7"), (GoogleRefusedError("403"), "60")])
def test_while_google_does_not_answer_a_person_is_asked_to_come_again(doors: Doors, problem: Exception, retry_after: str) -> None:
    doors.world.google.failures["insert"] = [problem]
    answer = doors("GET", f"/c/{doors.world.token()}/google")
    assert (answer["statusCode"], answer["headers"]["Retry-After"]) == (503, retry_after)
    assert answer["body"].startswith("Google Wallet does not answer")


def test_a_callback_of_googles_is_answered_200_also_when_it_comes_again(doors: Doors) -> None:
    envelope = doors.world.envelope()
    assert [doors.called_back(envelope) for _ in range(2)] == [200, 200]
    assert doors.world.row.state is GoogleState.SAVED


def test_a_callback_that_is_not_googles_is_refused(doors: Doors) -> None:
    envelope = doors.world.envelope()
    assert doors.called_back({**envelope, "signature": ""}) == 400
    assert doors("POST", "/google/callback", "rubbish")["statusCode"] == 400
    assert doors.world.passes.rows == {}


def test_a_body_that_is_too_long_is_not_read(doors: Doors) -> None:
    assert doors("POST", "/google/callback", "x" * 65_537)["statusCode"] == 413


def test_without_keys_google_is_asked_to_come_again(doors: Doors) -> None:
    doors.world.roots.keys = None
    assert doors.called_back(doors.world.envelope()) == 503


def test_pictures_may_be_kept_for_ever(doors: Doors) -> None:
    for name, picture, kind in (("logo.png", b"\x89PNG", "image/png"), ("0.webp", b"RIFF", "image/webp")):
        answer = doors("GET", f"/pictures/{VERSION}/{name}")
        assert (answer["statusCode"], b64decode(answer["body"])) == (200, picture)
        assert answer["headers"]["Content-Type"] == kind
        assert "immutable" in answer["headers"]["Cache-Control"]
        assert answer["headers"]["X-Content-Type-Options"] == "nosniff"
    assert doors("GET", f"/pictures/{VERSION}/0.png")["statusCode"] == 404


def test_crawlers_may_call_back_and_fetch_pictures_and_nothing_else(doors: Doors) -> None:
    answer = doors("GET", "/robots.txt")
    assert answer["statusCode"] == 200
    assert answer["body"].splitlines() == ["User-agent: *", "Allow: /google/callback", "Allow: /pictures/", "Disallow: /"]
