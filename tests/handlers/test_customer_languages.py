"""In which language customers read: by the address, the browser, the program."""

import re
from typing import Any

import pytest

from comeback.adapters.words import words_for
from comeback.domain.join_form import CONSENT_VERSION
from comeback.domain.words import Phrase, Value
from comeback.web.card_page import CardCalls
from comeback.web.customer_door import CustomerDoor
from comeback.web.readers import Languages
from tests import builders
from tests.api_world import BASE
from tests.customer_world import JANE, CustomerWorld

PAGE = f"/join/{builders.PROGRAM}"
NAMES = {"en": "English", "de": "Deutsch"}


class Shouted:
    """German, as far as this test speaks it: the English message in capitals."""

    language = "de"

    def say(self, message: str, /, **values: Value) -> str:
        return words_for("en").say(message, **values).upper()

    def tell(self, phrase: Phrase) -> str:
        return words_for("en").tell(phrase).upper()


def asked(header: str, otherwise: str) -> Any:
    wanted = [tag.split(";")[0].split("-")[0] for tag in header.split(",")] + [otherwise]
    return Shouted() if next((tag for tag in wanted if tag in NAMES), "en") == "de" else words_for("en")


@pytest.fixture
def world() -> CustomerWorld:
    world = CustomerWorld()
    world.door = CustomerDoor(CardCalls(world.show, world.state), world.join_calls(), Languages(asked, NAMES), BASE)
    return world


def is_german(text: str) -> bool:
    return '<html lang="de">' in text


def test_a_page_speaks_as_the_browser_asks(world: CustomerWorld) -> None:
    path = world.path(world.give_card())
    answer = world.get(path, accept_language="de-AT,de;q=0.9,en;q=0.5")
    assert is_german(answer.text)
    assert "ADD TO APPLE WALLET" in answer.text
    assert (answer.headers["content-language"], answer.headers["vary"]) == ("de", "Accept-Language")
    assert not is_german(world.get(path, accept_language="en").text)
    assert is_german(world.get(PAGE, accept_language="de").text)
    assert is_german(world.get("/c/rubbish", accept_language="de").text)


def test_a_program_speaks_its_own_language_to_whoever_asks_for_none_that_there_is(world: CustomerWorld) -> None:
    world.change_program(locale="de")
    for language in ("", "xx"):
        assert is_german(world.get(PAGE, accept_language=language).text)
    assert not is_german(world.get(PAGE, accept_language="en").text)


def test_an_address_may_choose_and_the_next_pages_keep_to_it(world: CustomerWorld) -> None:
    page = world.get(f"{PAGE}?lang=de", accept_language="en").text
    assert is_german(page)
    assert f'action="{PAGE}?lang=de"' in page
    joined = world.post(f"{PAGE}?lang=de", JANE, accept_language="en")
    assert joined.headers["location"] == f"{world.path(world.card())}?lang=de"
    card = world.get(joined.headers["location"], accept_language="en").text
    assert is_german(card)
    assert "?added=1&amp;lang=de#added" in card
    assert f'data-state="{world.path(world.card())}/state?lang=de"' in card


@pytest.mark.parametrize("chosen", ["xx", "", "de;q=1", "<script>", "d" * 50])
def test_no_other_language_can_be_chosen(world: CustomerWorld, chosen: str) -> None:
    assert not is_german(world.get(f"{PAGE}?lang={chosen}", accept_language="en").text)


def test_every_language_is_one_click_away_and_nothing_of_the_address_is_lost(world: CustomerWorld) -> None:
    page = world.get(f"{PAGE}?src=poster&location=4564&utm_source=a%26b", accept_language="en").text
    ways = re.findall(r'<a href="([^"]+)" lang="(\w+)" hreflang="\w+"( aria-current="true")?>(\w+)</a>', page)
    assert ways == [
        (f"{PAGE}?location=4564&utm_source=a%26b&src=poster&lang=en", "en", ' aria-current="true"', "English"),
        (f"{PAGE}?location=4564&utm_source=a%26b&src=poster&lang=de", "de", "", "Deutsch"),
    ]


def test_what_was_agreed_to_is_kept_in_the_language_in_which_it_was_read(world: CustomerWorld) -> None:
    page = world.get(PAGE, accept_language="de").text
    assert '<input type="hidden" name="lang" value="de">' in page
    assert world.post(PAGE, {**JANE, "lang": "de"}, accept_language="en").headers["location"] == world.path(world.card())
    assert world.profile().consent_notes["service"].version == f"{CONSENT_VERSION} de"


def test_problems_of_a_form_are_told_in_its_language(world: CustomerWorld) -> None:
    assert "YOUR CARD IS FOUND BY YOUR PHONE NUMBER." in world.post(PAGE, {**JANE, "phone": "", "lang": "de"}).text


def test_the_state_is_told_in_the_language_of_the_page(world: CustomerWorld) -> None:
    card = world.give_card()
    world.install(card)
    assert str(world.get(f"{world.path(card)}/state?lang=de", accept_language="en").json["said"]).startswith("ADDED.")
