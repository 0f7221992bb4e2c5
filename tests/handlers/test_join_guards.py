"""What keeps robots from the join form and nobody else, and what comes with an address."""

import re
from datetime import timedelta
from html import unescape

import pytest

from comeback.domain.arrival import Arrival
from comeback.domain.join_limits import PER_ADDRESS
from tests import builders
from tests.api_world import Answered
from tests.customer_world import JANE, THEIR_PROGRAM, CustomerWorld

PAGE = f"/join/{builders.PROGRAM}"


@pytest.fixture
def world() -> CustomerWorld:
    return CustomerWorld()


def hidden(answer: Answered) -> dict[str, str]:
    """The fields that a person does not see."""
    return {name: unescape(value) for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', answer.text)}


def test_a_person_who_takes_a_moment_is_taken(world: CustomerWorld) -> None:
    form = {**JANE, **hidden(world.get(PAGE))}
    world.clock.pass_by(timedelta(seconds=2))
    assert world.join(form).status == 303


def test_a_form_of_another_program_that_says_nothing_of_time_is_taken(world: CustomerWorld) -> None:
    assert world.join(JANE).status == 303


@pytest.mark.parametrize(
    ("open_for", "said"),
    [(timedelta(seconds=1), "faster than anybody can type"), (timedelta(hours=25), "open for more than a day")],
)
def test_a_form_that_comes_too_fast_or_too_late_is_sent_again_with_one_click(
    world: CustomerWorld, open_for: timedelta, said: str
) -> None:
    form = {**JANE, **hidden(world.get(PAGE))}
    world.clock.pass_by(open_for)
    answer = world.join(form)
    assert (answer.status, said in answer.text) == (422, True)
    assert f'value="{JANE["phone"]}"' in answer.text
    assert 'value="yes" checked' in answer.text
    assert world.store.profiles == {}
    world.clock.pass_by(timedelta(seconds=0.6))  # as fast as one can press a button
    assert world.join({**form, **hidden(answer)}).status == 303


def test_a_form_for_another_program_is_asked_for_again(world: CustomerWorld) -> None:
    form = {**JANE, **hidden(world.get(PAGE))}
    world.clock.pass_by(timedelta(seconds=5))
    assert world.join(form, THEIR_PROGRAM).status == 422


def test_an_address_that_sends_dozens_of_forms_is_asked_to_wait_and_loses_nothing(world: CustomerWorld) -> None:
    for number in range(PER_ADDRESS.most):
        assert world.join({**JANE, "phone": f"(212) 555-01{number:02d}"}).status == 303
    answer = world.join({**JANE, "phone": "(212) 555-0199"})
    assert answer.status == 429
    assert 0 < int(answer.headers["retry-after"]) <= 600
    assert "Please send the form again in " in answer.text
    assert 'value="(212) 555-0199"' in answer.text
    world.clock.pass_by(timedelta(seconds=int(answer.headers["retry-after"])))
    assert world.join({**JANE, "phone": "(212) 555-0199"}).status == 303


def test_a_form_that_is_refused_is_not_counted(world: CustomerWorld) -> None:
    world.join({**JANE, "phone": "12"})
    world.join({**JANE, "website": "https://spam.example"})
    assert world.counts.taken == {}


def test_labels_of_the_address_stay_with_the_form_and_the_card(world: CustomerWorld) -> None:
    labels = {"utm_source": "insta", "utm_medium": "story", "utm_campaign": "<May>", "src": "poster", "ref": "JANE10"}
    query = "&".join(f"{name}={value}" for name, value in labels.items())
    page = world.get(f"{PAGE}?{query}&location={builders.LA_VISAGE}")
    assert {name: hidden(page)[name] for name in labels} == labels
    world.clock.pass_by(timedelta(seconds=5))
    wrong = world.join({**JANE, **hidden(page), "phone": "12"})
    assert {name: hidden(wrong)[name] for name in labels} == labels
    assert world.join({**JANE, **hidden(wrong)}).status == 303
    assert world.card().arrival == Arrival(**labels)
    (message,) = world.queue.sent
    assert getattr(message, "location_id", None) == builders.LA_VISAGE


def test_an_address_without_labels_has_none_in_the_form(world: CustomerWorld) -> None:
    assert set(hidden(world.get(PAGE))) == {"lang", "opened"}
