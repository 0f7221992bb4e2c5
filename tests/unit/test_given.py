"""In which look phones were given the newest state of a card."""

import pytest

from comeback.domain.look import Given

BLUE = Given(2000, "blue")


@pytest.mark.parametrize(
    ("mark", "look", "then"),
    [
        (1000, "red", BLUE),
        (2000, "blue", BLUE),
        (2000, "red", Given(2000)),
        (3000, "red", Given(3000, "red")),
    ],
    ids=["an older state", "once more", "in another look", "a newer state"],
)
def test_the_newest_state_counts_and_in_two_looks_it_has_none(mark: int, look: str, then: Given) -> None:
    assert BLUE.and_given(mark, look) == then


def test_a_state_that_was_given_in_two_looks_stays_so_until_the_next() -> None:
    mixed = BLUE.and_given(2000, "red")
    assert mixed.and_given(2000, "red") == mixed
    assert mixed.and_given(3000, "red") == Given(3000, "red")


@pytest.mark.parametrize(("mark", "look", "shown"), [(2000, "blue", True), (2000, "red", False), (3000, "blue", False)])
def test_a_card_shows_a_look_when_phones_have_it_as_it_is_now(mark: int, look: str, *, shown: bool) -> None:
    assert BLUE.shows(mark, look) is shown


def test_of_a_card_that_nobody_was_given_nothing_is_known() -> None:
    assert not Given().shows(2000, "blue")
