"""Posters over REST: `GET /api/v1/programs/{program_id}/poster.svg` and `.pdf`."""

from base64 import b64decode

import pytest

from comeback.domain.design import Design
from tests.api_world import BASE, FOREIGN_PLACE, PLACE, ApiWorld, is_a_problem
from tests.memory.artwork import QuickArtist

KEYS = ("svg", "pdf")


@pytest.fixture
def world() -> ApiWorld:
    return ApiWorld()


def poster(world: ApiWorld, program: str, kind: str = "svg", query: str = "") -> str:
    answer = world.call("GET", f"/api/v1/programs/{program}/poster.{kind}", query=query)
    assert answer.status == 200, answer.text
    return answer.text


def test_a_poster_to_be_changed_says_what_one_gets(world: ApiWorld) -> None:
    program = world.active_program()
    made = poster(world, program, query=f"location_id={PLACE}")
    for said in ("Business 1", "A free haircut", "after 10 stamps", "Scan the code", f"{BASE}/join/{program}"):
        assert said in made


def test_a_poster_to_be_printed_is_a_pdf(world: ApiWorld) -> None:
    program = world.active_program()
    answer = world.call("GET", f"/api/v1/programs/{program}/poster.pdf", query="size=a5")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'attachment; filename="poster-a5.pdf"'
    assert b64decode(answer.text).startswith(b"%PDF-")


def test_a_poster_has_the_logo_of_its_cards(world: ApiWorld) -> None:
    program = world.active_program()
    assert "<image" not in poster(world, program)
    world.artwork.put(QuickArtist().draw(Design(), 10))
    assert "<image" in poster(world, program)


def test_a_program_whose_balance_altegio_owns_offers_its_card(world: ApiWorld) -> None:
    program = world.active_program(type="cashback", size=None, reward=None, title="Cashback club")
    made = poster(world, program)
    assert "YOUR CARD" in made
    assert "stamps" not in made


@pytest.mark.parametrize("kind", KEYS)
def test_nobody_makes_posters_of_others(world: ApiWorld, kind: str) -> None:
    program = world.active_program()
    path = f"/api/v1/programs/{program}/poster.{kind}"
    is_a_problem(world.call("GET", path, key=world.other_key), 404)
    is_a_problem(world.call("GET", path, query=f"location_id={FOREIGN_PLACE}"), 404)
    is_a_problem(world.call("GET", path, key=None), 401)
    is_a_problem(world.call("GET", f"/api/v1/programs/rubbish/poster.{kind}"), 404)


@pytest.mark.parametrize("query", ["size=a3", "location_id=x", "location_id=0", "lang=<b>"])
def test_what_there_is_no_poster_for_is_refused(world: ApiWorld, query: str) -> None:
    is_a_problem(world.call("GET", f"/api/v1/programs/{world.active_program()}/poster.svg", query=query), 422)


def test_letters_that_the_pdf_has_not_got_are_told(world: ApiWorld) -> None:
    program = world.active_program(reward={"title": "免费理发"})
    answer = world.call("GET", f"/api/v1/programs/{program}/poster.pdf")
    is_a_problem(answer, 409)
    assert "免费理发" in answer.json["detail"]
    assert "免费理发" in poster(world, program)
