"""The owner's page of a design: forms in, pages and pictures out."""

from base64 import b64decode

import pytest

from comeback.domain.ready_designs import READY, ReadyDesign
from comeback.web.pages import PICTURES, picture_of
from tests.api_world import BASE
from tests.console_world import ConsoleWorld
from tests.handlers.events import http_event


@pytest.mark.parametrize("ready", READY.values(), ids=list(READY))
def test_a_ready_design_is_shown_as_it_is_drawn_now(ready: ReadyDesign) -> None:
    """Fails after a change of a design or of the drawing: `python -m dev.ready_pictures` makes the pictures anew."""
    answer = ConsoleWorld().console(BASE)(http_event("GET", f"/console/static/{picture_of(ready)}"), None)
    assert (answer["statusCode"], answer["headers"]["Content-Type"]) == (200, "image/png")
    assert "immutable" in answer["headers"]["Cache-Control"]
    assert b64decode(answer["body"]).startswith(b"\x89PNG")


def test_no_picture_is_there_for_nothing() -> None:
    assert {path.name for path in PICTURES.iterdir()} == {picture_of(ready) for ready in READY.values()}
