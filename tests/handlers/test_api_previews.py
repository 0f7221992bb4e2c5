"""Pictures of cards over the REST API."""

from base64 import b64decode
from typing import Any

import pytest

from comeback.domain.ids import ProgramId
from comeback.usecases.preview_card import Sight
from tests.api_world import MINE, Answered, ApiWorld, is_a_problem


@pytest.fixture
def world() -> ApiWorld:
    return ApiWorld()


@pytest.fixture
def program(world: ApiWorld) -> str:
    return world.active_program(size=5)


def preview(world: ApiWorld, program: str, query: str = "", **headers: Any) -> Answered:
    return world.call("GET", f"/api/v1/programs/{program}/preview.png", query=query, **headers)


def test_a_preview_is_a_picture_that_only_its_caller_keeps(world: ApiWorld, program: str) -> None:
    answer = preview(world, program)
    assert (answer.status, answer.headers["content-type"], answer.headers["cache-control"]) == (
        200,
        "image/png",
        "private, no-cache",
    )
    assert b64decode(answer.text) == world.preview(MINE, ProgramId(program), Sight())


def test_what_is_asked_for_is_shown(world: ApiWorld, program: str) -> None:
    asked = preview(world, program, "wallet=google&side=back&state=debt&language=en")
    assert b64decode(asked.text) == world.preview(MINE, ProgramId(program), Sight("google", "back", "debt", "en"))
    assert asked.text != preview(world, program).text


def test_the_same_picture_is_not_sent_again(world: ApiWorld, program: str) -> None:
    tag = preview(world, program).headers["etag"]
    again = preview(world, program, if_none_match=f'"another", W/{tag}')
    assert (again.status, again.text, again.headers["etag"]) == (304, "", tag)
    assert preview(world, program, "state=1", if_none_match=tag).status == 200


def test_a_design_is_looked_at_before_it_is_saved(world: ApiWorld, program: str) -> None:
    before, path = preview(world, program), f"/api/v1/programs/{program}/preview.png"
    asked = world.call("POST", path, {"design": {"background": "#000000", "ready": "barber"}}, query="wallet=google")
    assert asked.status == 200
    assert b"background='#000000'" in b64decode(asked.text)
    assert preview(world, program).text == before.text


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("wallet=samsung", "wallet"),
        ("side=left", "side"),
        ("state=6", "state"),
        ("state=" + "9" * 21, "state"),
        ("language=de", "language"),
    ],
)
def test_what_there_is_no_picture_of_is_refused_by_its_name(world: ApiWorld, program: str, query: str, field: str) -> None:
    answer = preview(world, program, query)
    is_a_problem(answer, 422)
    assert answer.fields == {field}


def test_a_refusal_says_what_there_is(world: ApiWorld, program: str) -> None:
    assert "One of 0, 1, 2, 3, 4, 5, reward, debt, blocked." in preview(world, program, "state=6").text
    assert "One of en." in preview(world, program, "language=de").text


@pytest.mark.parametrize(
    ("design", "field"),
    [
        ({"background": "red"}, "design.background"),
        ({"foreground": "#33202e"}, "design.foreground"),
        ({"colour": 1}, "design.colour"),
    ],
)
def test_a_design_that_could_not_be_saved_cannot_be_looked_at(
    world: ApiWorld, program: str, design: dict[str, Any], field: str
) -> None:  # fmt: skip
    answer = world.call("POST", f"/api/v1/programs/{program}/preview.png", {"design": design})
    is_a_problem(answer, 422)
    assert answer.fields == {field}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nobody_sees_cards_of_others(world: ApiWorld, program: str, method: str) -> None:
    path = f"/api/v1/programs/{program}/preview.png"
    body: dict[str, Any] | None = {"design": {}} if method == "POST" else None
    is_a_problem(world.call(method, path, body, key=world.other_key), 404)
    is_a_problem(world.call(method, path, body, key=None), 401)
    is_a_problem(world.call(method, "/api/v1/programs/rubbish/preview.png", body), 404)


def test_a_body_without_a_design_is_refused(world: ApiWorld, program: str) -> None:
    assert world.call("POST", f"/api/v1/programs/{program}/preview.png", {}).fields == {"design"}
